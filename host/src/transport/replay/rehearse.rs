//! One recording, played to a profile: whether the session still goes and ends as it did.
//!
//! The commands are those that were typed when it was recorded: what the session engine sends by itself, the profile's own
//! commands, answers and good-byes, it sends again.

use super::{script::Script, transport::ReplayedVisit};
use crate::{
    inventory::{
        device::{AgentUse, Credentials, Device, Protocol, SshOptions, Timeouts},
        secret::Secret,
    },
    schedule::{
        Conversation as _, Target, Trouble,
        record::{Failure, Status},
    },
    session::{Output, Profile, profile::ProfileOverrides},
    transport::record::{
        Recording,
        cast::{End, Origin, is_mark},
    },
};
use std::{io, sync::Arc};

/// Bytes of one command; what was recorded was within what its run allowed.
const MAX_OUTPUT: usize = 256 << 20;

/// How a recording went.
#[derive(Debug)]
pub struct Rehearsal {
    /// What the commands gave that ended.
    pub outputs: Vec<Output>,
    /// The trouble that ended it, now and when it was recorded.
    now: Option<Ended>,
    then: Option<Ended>,
    /// The recording stops in the middle.
    cut: bool,
    /// What was typed then and never sent now.
    left: Option<String>,
}

/// A visit's trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ended {
    status: Status,
    failure: Failure,
}

/// A recording that cannot be played to a profile.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    #[error("no session was recorded: the device was not reached, or did not let anybody in")]
    NoSession,
    #[error("this machine gives no timer: {0}")]
    Runtime(io::Error),
}

impl Rehearsal {
    /// How it ended otherwise than when it was recorded; none where it did not.
    pub fn wrong(&self) -> Option<String> {
        match (&self.now, &self.then) {
            (None, None) => self.left.as_ref().map(|left| {
                format!(
                    "it ended before `{left}`, which was typed when it was recorded and is not a command now"
                )
            }),
            (Some(now), Some(then))
                if (now.status, &now.failure.kind) == (then.status, &then.failure.kind) =>
            {
                None
            }
            (Some(now), None) if self.cut && now.failure.kind == "recording_ends" => None,
            (Some(now), None) => Some(now.failure.message.clone()),
            (Some(now), Some(then)) => Some(format!(
                "it ended with another error: {}; when it was recorded: {}",
                now.failure.message, then.failure.message
            )),
            (None, Some(then)) => Some(format!(
                "it ended well; when it was recorded it did not: {}",
                then.failure.message
            )),
        }
    }
}

/// Plays a recording to a profile. Takes no longer than it must: its clock does not wait.
///
/// # Errors
/// When there is no session in it.
pub fn rehearse(recording: Recording, profile: Arc<Profile>) -> Result<Rehearsal, RehearsalError> {
    let target = target(&recording.header.nethost, profile);
    let script = Script::new(recording);
    if script.scene.is_none() {
        return Err(RehearsalError::NoSession);
    }
    let then = match &script.end {
        Some(End::Trouble { status, failure, .. }) => Some(Ended {
            status: *status,
            failure: failure.clone(),
        }),
        _ => None,
    };
    let mut rehearsal = Rehearsal {
        outputs: Vec::new(),
        now: None,
        then,
        cut: matches!(script.end, None | Some(End::Cut)),
        left: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(RehearsalError::Runtime)?;
    let visit = ReplayedVisit::logged_in(script, &target.device.credentials, MAX_OUTPUT);
    let played = runtime.block_on(play(visit, &target, &mut rehearsal));
    rehearsal.now = played.err().map(|trouble| Ended {
        status: trouble.status,
        failure: trouble.failure,
    });
    Ok(rehearsal)
}

async fn play(mut visit: ReplayedVisit, target: &Target, rehearsal: &mut Rehearsal) -> Result<(), Trouble> {
    visit.open(target).await?;
    let goodbye: Vec<Vec<u8>> = target.profile.goodbye().map(String::into_bytes).collect();
    loop {
        let left = visit.inputs_left();
        // An empty line only asks for a prompt.
        let mut left = left
            .iter()
            .skip_while(|input| input.trim_ascii().is_empty() && input.ends_with(b"\n"));
        let Some(input) = left.clone().next() else { break };
        if left.clone().eq(&goodbye) {
            break;
        }
        let text = String::from_utf8_lossy(input);
        let command = text.trim_end_matches(['\r', '\n']);
        // Keys for a pager, or a secret: nothing that anybody would run.
        if command.len() == text.len() || is_mark(command) {
            rehearsal.left = left.next().map(|_| command.to_owned());
            break;
        }
        let output = visit.run(target, command).await?;
        rehearsal.outputs.push(output);
    }
    visit.close().await;
    Ok(())
}

/// The device that was recorded, with marks for its secrets.
fn target(origin: &Origin, profile: Arc<Profile>) -> Target {
    let secret = |name: &str| {
        let has = origin.secrets.iter().any(|secret| secret == name);
        has.then(|| Secret::new(name))
    };
    let protocol = Protocol::ALL.into_iter().find(|it| it.name() == origin.protocol);
    let protocol = protocol.unwrap_or_default();
    let device = Device {
        name: origin.device.clone(),
        host: origin.host.clone(),
        port: protocol.port(),
        platform: origin.platform.clone(),
        groups: Vec::new(),
        protocol,
        credentials: Credentials {
            username: "username".into(),
            password: secret("password"),
            enable: secret("enable"),
            ..Credentials::default()
        },
        fallbacks: Vec::new(),
        jump: None,
        ssh: SshOptions {
            agent: AgentUse::Never,
            ..SshOptions::default()
        },
        timeouts: Timeouts::default(),
        profile: ProfileOverrides::default(),
    };
    Target {
        index: 0,
        device: Arc::new(device),
        driver: None,
        profile,
        candidates: None,
        refused: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        session::profile::{ModeSpec, PagerSpec, ProfileSpec},
        transport::{
            record::cast::{Event, Stage},
            replay::tests::{recording, trouble},
        },
    };
    use std::time::Duration;

    fn profile(prompt: &str) -> ProfileSpec {
        ProfileSpec {
            modes: vec![ModeSpec {
                name: "exec".into(),
                prompts: vec![prompt.into()],
            }],
            on_open: vec!["no paging".into()],
            on_close: vec!["exit".into()],
            pagers: vec![PagerSpec {
                pattern: "^--More--".into(),
                answer: " ".into(),
            }],
            ..ProfileSpec::default()
        }
    }

    fn output(text: &str) -> Event {
        Event::Output(text.into())
    }

    fn input(text: &str) -> Event {
        Event::Input(text.into())
    }

    /// A session with two commands, the second of them paged.
    fn session(end: End) -> Recording {
        let login = Duration::from_secs(30);
        recording(&[
            (1, Event::Connected),
            (2, Event::LoginBegun),
            (3, Event::LoggedIn { proven: true }),
            (4, Event::SessionBegun { login }),
            (10, output("hello\r\nr1> ")),
            (300, input("\n")),
            (310, output("\r\nr1> ")),
            (500, input("no paging\n")),
            (510, output("no paging\r\nr1> ")),
            (700, input("show clock\n")),
            (710, output("show clock\r\n10:42\r\nr1> ")),
            (900, input("show ports\n")),
            (910, output("show ports\r\none\r\n--More--")),
            (1000, input(" ")),
            (1010, output("\r        \rtwo\r\nr1> ")),
            (1200, input("exit\n")),
            (1210, Event::Closed),
            (1220, Event::End(end)),
        ])
    }

    fn played(recording: Recording, spec: &ProfileSpec) -> Rehearsal {
        rehearse(recording, Arc::new(Profile::compile(spec).unwrap())).unwrap()
    }

    #[test]
    fn a_session_goes_as_it_went() {
        let rehearsal = played(session(End::Done), &profile(r"[\w-]+> ?"));
        assert_eq!(rehearsal.wrong(), None);
        let outputs: Vec<_> = rehearsal
            .outputs
            .iter()
            .map(|output| (&*output.command, &*output.text))
            .collect();
        assert_eq!(outputs, [("show clock", "10:42\n"), ("show ports", "one\ntwo\n")]);
    }

    #[track_caller]
    fn goes_wrong(recording: Recording, spec: &ProfileSpec, why: &str) {
        let rehearsal = played(recording, spec);
        let wrong = rehearsal.wrong().expect("it goes otherwise");
        assert!(wrong.contains(why), "{wrong}");
    }

    #[test]
    fn a_profile_that_does_not_fit_is_told() {
        goes_wrong(session(End::Done), &profile(r"[\w-]+# ?"), "prompt");
        let mut without_pager = profile(r"[\w-]+> ?");
        without_pager.pagers.clear();
        goes_wrong(session(End::Done), &without_pager, "show ports");
        let mut other_opening = profile(r"[\w-]+> ?");
        other_opening.on_open = vec!["terminal length 0".into()];
        goes_wrong(
            session(End::Done),
            &other_opening,
            "`terminal length 0` is not in the recording",
        );
    }

    #[test]
    fn a_session_that_ended_in_trouble_must_do_so_again() {
        let ended = trouble("it did not end");
        goes_wrong(
            session(End::trouble(Stage::Run, &ended)),
            &profile(r"[\w-]+> ?"),
            "it ended well",
        );
    }

    #[test]
    fn a_session_that_was_cut_goes_as_far_as_it_went() {
        let mut cut = session(End::Cut);
        cut.events.truncate(13);
        assert_eq!(played(cut, &profile(r"[\w-]+> ?")).wrong(), None);
    }

    #[test]
    fn a_recording_without_a_session_cannot_be_played() {
        let profile = Arc::new(Profile::compile(&profile(r"[\w-]+> ?")).unwrap());
        let none = recording(&[(1, Event::Connected), (2, Event::End(End::Cut))]);
        assert!(matches!(rehearse(none, profile), Err(RehearsalError::NoSession)));
    }
}
