//! Visits a fleet and reports on it: the runtime, the interrupt, the reporter's own thread.

use super::{
    args::FleetArgs,
    auto::AUTO,
    carriage::Carriage,
    error::{CliError, Done},
    prepare::{Fleet, Planned},
    threads::{self, Others},
};
use crate::{
    plugin::model::{Table, Value},
    report::{self, Format, Message, Reader, ReportError, Terminal, host_keys, rows::write_rows},
    schedule::{self, Job, Options, Stopper, Target, record::Event},
    transport::{
        Carrier,
        record::{Recorded, Recorder, Secrets},
        replay::{Replay, Replayed},
        ssh::SshClient,
    },
};
use smol_str::format_smolstr;
use std::{
    io::{self, Write},
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};
use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
    sync::mpsc,
    time::timeout,
};

/// Events that may wait for the reporter before devices have to.
const EVENTS: usize = 1024;

/// How often the progress is looked after while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Exit status of a run that was interrupted.
const INTERRUPTED: u8 = 130;

/// Exit status when what was asked to be kept could not be.
const NOT_KEPT: u8 = 2;

/// How a verb reports that asks devices, and runs no commands of the user's.
pub(super) fn report_options(args: &FleetArgs, format: Format, devices: usize) -> report::Options {
    report::Options {
        format,
        raw: false,
        devices: Some(devices),
        commands: 0,
        output: None,
        progress: args.progress,
        quiet: args.quiet,
        stdout: Terminal::stdout(),
        stderr: Terminal::stderr(),
    }
}

/// Visits the targets and tells the reader what happens; gives the exit status. Bytes of one command are bounded.
pub(super) fn visit<R: Reader + 'static>(
    targets: Vec<Target>,
    job: Job,
    options: Options,
    (carriage, max_output): (Carriage, usize),
    reader: R,
) -> Done {
    let carrier = || Carrier::within(max_output, options.logins.clone());
    match carriage {
        Carriage::Network => {
            let carrier = carrier();
            let ssh = carrier.ssh();
            live(carrier, &ssh, targets, job, options, reader)
        }
        Carriage::Recorded(folder) => {
            let recorder = Recorder::new(folder, Secrets::of(&targets));
            let carrier = carrier();
            let ssh = carrier.ssh();
            let transport = Recorded::new(carrier, recorder.clone());
            let status = live(transport, &ssh, targets, job, options, reader)?;
            let Some(error) = recorder.error() else {
                return Ok(status);
            };
            CliError::from(error).show();
            Ok(if status == INTERRUPTED { status } else { NOT_KEPT })
        }
        Carriage::Replayed(replay) => replayed(replay, max_output, targets, job, options, reader),
    }
}

/// Over the network.
fn live<T: schedule::Transport, R: Reader + 'static>(
    transport: T,
    ssh: &SshClient,
    targets: Vec<Target>,
    job: Job,
    mut options: Options,
    reader: R,
) -> Done {
    let runtime = threads::sessions()?;
    let others = Others::start(threads::wanted(targets.len()).saturating_sub(1))?;
    options.runtimes = [runtime.handle().clone()]
        .into_iter()
        .chain(others.handles())
        .collect();
    let stopper = Stopper::default();
    let interrupted = Arc::new(AtomicBool::new(false));
    let (tell, told) = mpsc::channel(EVENTS);
    let grace = options.grace;
    let (say, said) = mpsc::channel(4);
    let (note, noted) = std::sync::mpsc::channel();
    let reporting = {
        let (waiting, stopper) = (threads::clock()?, stopper.clone());
        thread::spawn(move || report(&waiting, reader, told, said, &noted, &stopper))
    };
    runtime.block_on(async {
        let listening = tokio::spawn(listen(stopper.clone(), interrupted.clone(), grace, say));
        let ended = schedule::run(transport, targets, job, options, stopper.stop(), tell).await;
        for stopped in &ended.stopped {
            // A reporter that is gone has nobody to tell.
            let _ = note.send(Message::from(stopped));
        }
        for path in ssh.exposed_keys() {
            let exposed = format!(
                "any user of this machine can read the private key {}",
                path.display()
            );
            let hint = format!("close it: chmod 600 {}", path.display());
            let _ = note.send(Message::warning(exposed).hint(hint));
        }
        for message in host_keys::messages(&ssh.host_keys_seen()) {
            let _ = note.send(message);
        }
        // The report waits until all is said of the run as a whole.
        drop(note);
        listening.abort();
    });
    let reported = reporting.join();
    // Connections that still say good-bye are not waited for.
    runtime.shutdown_background();
    drop(others);
    let status = reported.map_err(|_| {
        CliError::new(
            "the report ended by a mistake of nethost's",
            "please report it with what stands above",
        )
    })??;
    Ok(if interrupted.load(Ordering::Relaxed) {
        INTERRUPTED
    } else {
        status
    })
}

/// From recordings. The clock goes to the next timer whenever nothing is left to do, so the reporter must not be
/// something to wait for: it has no thread of its own here. There is nothing to end gently either: an
/// interrupt just ends the program.
fn replayed<R: Reader>(
    replay: Replay,
    max_output: usize,
    targets: Vec<Target>,
    job: Job,
    options: Options,
    mut reader: R,
) -> Done {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|e| threads::refused(&e))?;
    let transport = Replayed::new(replay, max_output);
    let stopper = Stopper::default();
    let (tell, mut told) = mpsc::channel(EVENTS);
    let (reported, ended) = runtime.block_on(async {
        let reporting = async {
            while let Some(event) = told.recv().await {
                if let Err(error) = reader.event(&event, !told.is_empty()) {
                    // Nobody would see the rest.
                    stopper.end();
                    told.close();
                    return Err(error);
                }
            }
            Ok(reader)
        };
        tokio::join!(
            reporting,
            schedule::run(transport, targets, job, options, stopper.stop(), tell)
        )
    });
    let mut reader = reported?;
    for stopped in &ended.stopped {
        reader.note(Message::from(stopped));
    }
    Ok(reader.finish()?)
}

/// The reporter's thread: it writes, and so may block.
fn report<R: Reader>(
    waiting: &Runtime,
    mut reader: R,
    mut events: mpsc::Receiver<Event>,
    mut messages: mpsc::Receiver<Message>,
    notes: &std::sync::mpsc::Receiver<Message>,
    stopper: &Stopper,
) -> Result<u8, ReportError> {
    loop {
        // The timer must be made inside the runtime.
        let event = waiting.block_on(async { timeout(TICK, events.recv()).await });
        while let Ok(message) = messages.try_recv() {
            reader.message(&message);
        }
        match event {
            Err(_) => reader.tick(),
            Ok(None) => {
                for note in notes {
                    reader.note(note);
                }
                return reader.finish();
            }
            Ok(Some(event)) => {
                if let Err(error) = reader.event(&event, !events.is_empty()) {
                    // Nobody would see the rest.
                    stopper.end();
                    return Err(error);
                }
            }
        }
    }
}

/// The first interrupt begins nothing new and gives running commands their grace; the second ends
/// everything; the third does not wait for anything at all.
async fn listen(stopper: Stopper, interrupted: Arc<AtomicBool>, grace: Duration, say: mpsc::Sender<Message>) {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    let mut next = async || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    next().await;
    interrupted.store(true, Ordering::Relaxed);
    stopper.drain();
    let note = Message::warning(format!(
        "interrupted: no new sessions; running commands have {} s to end",
        grace.as_secs_f64()
    ));
    let _ = say.send(note.hint("interrupt again to end them now")).await;
    let _ = timeout(grace, next()).await;
    stopper.end();
    next().await;
    std::process::exit(i32::from(INTERRUPTED));
}

/// `--dry-run`: which device would be given which commands, by which driver.
pub(super) fn show_plan(
    fleet: &Fleet,
    format: Format,
    commands: impl Fn(&Planned) -> Result<Vec<String>, CliError>,
) -> Done {
    let columns = ["device", "host", "port", "platform", "driver", "commands"].map(str::to_owned);
    let rows = fleet.planned.iter().map(|planned| {
        let (entry, description) = (&planned.entry, planned.driver.description());
        Ok(vec![
            Value::Text(entry.name.clone().into()),
            Value::Text(entry.host.clone().into()),
            Value::Integer(entry.port.into()),
            Value::Text(entry.platform.as_deref().unwrap_or(&description.platform).into()),
            Value::Text(if planned.is_auto() {
                AUTO.into()
            } else if let Some(refused) = &planned.refused {
                format_smolstr!("none: {}", refused.message)
            } else {
                format_smolstr!("{} {}", planned.driver.name(), description.version)
            }),
            Value::Texts(if planned.refused.is_some() {
                Box::default()
            } else {
                commands(planned)?.into()
            }),
        ])
    });
    let table = Table {
        columns: columns.into(),
        rows: rows.collect::<Result<_, CliError>>()?,
    };
    let mut out = io::stdout().lock();
    write_rows(&mut out, &table, "", format, Terminal::stdout())?;
    out.flush()?;
    Ok(0)
}

/// Runs something that serves until it is told to end.
pub(super) fn serve<T>(future: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let runtime = threads::runtime(threads)?;
    let served = runtime.block_on(future);
    runtime.shutdown_background();
    served
}

/// Waits for an interrupt or a request to end.
pub(super) async fn told_to_end() {
    match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
        (Ok(mut interrupt), Ok(mut terminate)) => {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        _ => std::future::pending().await,
    }
}
