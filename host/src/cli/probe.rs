//! `nethost probe`: everything that happens on the way to one device, step by step.

use super::{
    error::{CliError, Done},
    one::{self, One, OneArgs},
    threads,
};
use crate::{
    inventory::device::{Device, Protocol},
    report::{
        Terminal,
        probe::{Finding, Probe, Timed},
    },
    schedule::{
        Conversation, Found, Target, Transport, Trouble, look,
        record::{Failure, Status},
    },
    transport::{
        Carrier,
        carrier::{MAX_OUTPUT, Visit},
        record::Secrets,
        trace::{Step, Trace},
    },
};
use std::{
    io::{self, Write},
    time::Instant,
};
use tokio::sync::mpsc;

/// Exit status of a device whose session could not be opened.
const NOT_REACHED: u8 = 1;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    one: OneArgs,
    #[arg(long, value_enum, default_value_t, help = "How the steps are printed")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a person: each step as it happens.
    #[default]
    Text,
    /// One object at the end.
    Json,
}

pub(super) fn probe(args: &Args) -> Done {
    let one = one::plan(&args.one, None)?;
    let runtime = threads::runtime(1)?;
    let mut notes = Notes::new(&one.target, args.format);
    if let Some(odd) = &one.odd {
        notes.take(Finding::Note {
            message: odd.text.clone(),
            hint: odd.hint.clone(),
        })?;
    }
    let (tell, mut told) = mpsc::unbounded_channel();
    let trace = Trace::new({
        let tell = tell.clone();
        // A reader that is gone has ended the probe.
        move |step| drop(tell.send(Finding::Step(step)))
    });
    let device = one.target.device.clone();
    let mut probing = runtime.spawn(trace.watch(async move { visit(&one, &tell).await }));
    let ended = runtime.block_on(async {
        loop {
            tokio::select! {
                biased;
                Some(finding) = told.recv() => notes.take(finding)?,
                ended = &mut probing => break Ok::<_, io::Error>(ended),
            }
        }
    })?;
    while let Ok(finding) = told.try_recv() {
        notes.take(finding)?;
    }
    // What the connection still tells while it closes is of no interest any more.
    runtime.shutdown_background();
    let ended =
        ended.map_err(|_| CliError::new("the probe ended by a mistake of nethost's", "please report it"))?;
    let (status, error) = match &ended {
        Ok(()) => (Status::Ok, None),
        Err(trouble) => (trouble.status, Some(&trouble.failure)),
    };
    notes.flush()?;
    notes.end(&device, status, error)?;
    Ok(if ended.is_ok() { 0 } else { NOT_REACHED })
}

type Tell = mpsc::UnboundedSender<Finding>;

/// Goes as far as it can, and tells each finding.
async fn visit(one: &One, tell: &Tell) -> Result<(), Trouble> {
    let say = |finding| drop(tell.send(finding));
    let done = walk(one, tell).await;
    if let Err(trouble) = &done {
        say(Finding::Failed {
            status: trouble.status,
            error: trouble.failure.clone(),
        });
    }
    done
}

async fn walk(one: &One, tell: &Tell) -> Result<(), Trouble> {
    let say = |finding| drop(tell.send(finding));
    let carrier = Carrier::new(MAX_OUTPUT);
    let target = &one.target;
    let mut conversation = log_in(&carrier, target, tell).await?;
    if let Some((mode, prompt)) = conversation.standing() {
        say(Finding::Ready {
            mode: mode.to_owned(),
            prompt: prompt.to_owned(),
        });
    }
    let found = look(target, &one.candidates, &mut conversation).await?;
    let name = |place: usize| one.candidates.get(place).map(|it| it.platform.to_string());
    match found {
        Found::One(place, certainty, because) => {
            let platform = name(place).unwrap_or_default();
            // By whichever of its names the inventory calls it.
            let same = one.target.driver.as_ref().is_some_and(|driver| {
                one.platform.is_some() && driver.description().platform.eq_ignore_ascii_case(&platform)
            });
            say(Finding::Platform {
                certainty,
                because: because.to_string(),
                inventory: one.platform.clone().filter(|_| !same),
                platform,
            });
            adopt(one, place, &mut conversation, tell).await?;
        }
        Found::Several(places) => say(Finding::PlatformAmbiguous {
            platforms: places.into_iter().filter_map(name).collect(),
        }),
        Found::None => say(Finding::PlatformUnknown {
            inventory: one.platform.clone(),
        }),
    }
    conversation.close().await;
    Ok(())
}

/// Goes on with the profile that was found, where the inventory left it open: its own commands are worth a look.
async fn adopt(one: &One, place: usize, conversation: &mut Visit, tell: &Tell) -> Result<(), Trouble> {
    let profile = one
        .candidates
        .get(place)
        .and_then(|it| it.profile.clone().ok().flatten());
    let Some(profile) = profile.filter(|_| one.target.candidates.is_some()) else {
        return Ok(());
    };
    let target = Target {
        profile,
        ..one.target.clone()
    };
    conversation.adopt(&target).await?;
    if let Some((mode, prompt)) = conversation.standing() {
        let (mode, prompt) = (mode.to_owned(), prompt.to_owned());
        let _ = tell.send(Finding::Ready { mode, prompt });
    }
    Ok(())
}

/// A session with the first of the device's credentials that it accepts.
async fn log_in(carrier: &Carrier, target: &Target, tell: &Tell) -> Result<Visit, Trouble> {
    let mut refused = None;
    for credentials in target.device.all_credentials() {
        let line = carrier.connect(target).await?;
        let username = credentials.username.clone();
        let _ = tell.send(Finding::Credentials { username });
        let session = async {
            let mut visit = carrier.login(target, credentials, line).await?;
            visit.open(target).await?;
            Ok(visit)
        };
        match session.await {
            Ok(visit) => return Ok(visit),
            Err(trouble) if is_refusal(&trouble) => refused = Some(trouble),
            Err(trouble) => return Err(trouble),
        }
    }
    refused.map_or_else(|| Err(one::nothing_to_log_in_with()), Err)
}

/// Whether another credential may be accepted. A refused secret for more privileges comes after the login.
fn is_refusal(trouble: &Trouble) -> bool {
    trouble.is_refused_login()
        || trouble.status == Status::AuthFailed && !trouble.failure.kind.starts_with("secret_")
}

/// Takes findings, and prints or keeps them.
struct Notes {
    format: Format,
    began: Instant,
    /// What a device must not get printed.
    secrets: Secrets,
    /// What the device said since the last other finding, and when that began.
    said: Option<(Timed, Vec<u8>)>,
    kept: Vec<Timed>,
}

impl Notes {
    fn new(target: &Target, format: Format) -> Self {
        Self {
            format,
            began: Instant::now(),
            secrets: Secrets::of([target]),
            said: None,
            kept: Vec::new(),
        }
    }

    fn take(&mut self, finding: Finding) -> io::Result<()> {
        let at = self.began.elapsed();
        if let Finding::Step(Step::Said { bytes }) = &finding {
            // Whatever pieces it came in, a person reads it in one.
            if let Some((_, said)) = &mut self.said {
                said.extend_from_slice(bytes);
            } else {
                let bytes = bytes.clone();
                self.said = Some((Timed::new(at, finding), bytes));
            }
            return Ok(());
        }
        self.flush()?;
        self.put(Timed::new(at, finding))
    }

    /// Lets out what the device said.
    fn flush(&mut self) -> io::Result<()> {
        let Some((mut timed, bytes)) = self.said.take() else {
            return Ok(());
        };
        let text = self.secrets.scrub(&String::from_utf8_lossy(&bytes));
        timed.finding = Finding::Step(Step::Said {
            bytes: text.into_bytes(),
        });
        self.put(timed)
    }

    fn put(&mut self, timed: Timed) -> io::Result<()> {
        match self.format {
            Format::Text => {
                let mut out = io::stdout().lock();
                timed.write(&mut out, Terminal::stdout())?;
                out.flush()
            }
            Format::Json => {
                self.kept.push(timed);
                Ok(())
            }
        }
    }

    fn end(&self, device: &Device, status: Status, error: Option<&Failure>) -> io::Result<()> {
        if self.format == Format::Text {
            return Ok(());
        }
        let probe = Probe {
            device: &device.name,
            host: &device.host,
            port: device.port,
            protocol: match device.protocol {
                Protocol::Ssh => "ssh",
                Protocol::Telnet => "telnet",
            },
            status,
            error,
            steps: &self.kept,
        };
        let mut out = io::stdout().lock();
        probe.write_json(&mut out)?;
        out.flush()
    }
}
