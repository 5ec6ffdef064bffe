//! `nethost plugin dev`: a driver is built, tested and run again whenever its folder changes.
//!
//! One loop looks at the files, at what is being built, at what runs and for an interrupt. Building and running each have
//! a thread, one of each at a time: a run goes on while the next driver is built, and its sessions that begin later have it.

use super::subject::{self, Subject};
use crate::{
    cli::{
        error::{CliError, Done},
        fleet, prepare, run,
        swap::Swap,
        threads,
    },
    plugin::{
        Driver, Engine,
        kit::{fixtures::Fixtures, trial, watch::Watch},
        settings::Settings,
        shelf,
    },
    report::{Message, dev as shown},
};
use clap::Parser;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// How often files, builds and runs are looked at: an author does not notice the delay, nor the machine the work.
const LOOK: Duration = Duration::from_millis(200);

/// Exit status when it was interrupted, which is how it ends.
const INTERRUPTED: u8 = 130;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The driver's folder.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Let a driver that insists on it have an empty WASI: no files, no environment, no network.
    #[arg(long)]
    allow_wasi: bool,
    /// `run` and its arguments: what is run with each new driver, such as -- run --hosts r1 "show version".
    #[arg(last = true, value_name = "RUN")]
    run: Vec<String>,
}

/// The arguments after `--`.
#[derive(Parser)]
#[command(name = "nethost plugin dev -- run")]
struct RunLine {
    #[command(flatten)]
    args: run::Args,
}

pub(super) fn dev(args: &Args) -> Done {
    let run = run_line(&args.run)?;
    let bench = Bench {
        folder: args.folder.clone(),
        engine: prepare::engine()?,
        settings: prepare::settings(args.allow_wasi)?,
    };
    let watch = Watch::new(vec![args.folder.clone()]);
    // A folder that never was a driver's is a mistake in the command line.
    if !args.folder.exists() {
        return Err(CliError::new(
            format!("there is no folder {}", args.folder.display()),
            "make one: nethost plugin new NAME",
        ));
    }
    let runtime = threads::runtime(1)?;
    let (tell, interrupts) = mpsc::channel();
    runtime.spawn(async move {
        loop {
            fleet::told_to_end().await;
            if tell.send(()).is_err() {
                return;
            }
        }
    });
    let status = Desk {
        bench: Arc::new(bench),
        watch,
        run,
        swap: Arc::default(),
        driver: None,
        making: None,
        running: None,
        run_is_due: false,
    }
    .work(&interrupts);
    runtime.shutdown_background();
    status
}

fn run_line(words: &[String]) -> Result<Option<run::Args>, CliError> {
    match words.first().map(String::as_str) {
        None => Ok(None),
        Some("run") => match RunLine::try_parse_from(words) {
            Ok(line) => Ok(Some(line.args)),
            Err(error) => error.exit(),
        },
        Some(other) => Err(CliError::new(
            format!("after -- stands \"{other}\""),
            "only `run` and its arguments may: nethost plugin dev DIR -- run \"show version\"",
        )),
    }
}

/// What drivers are made with.
struct Bench {
    folder: PathBuf,
    engine: Engine,
    settings: Settings,
}

/// What came of a change.
struct Made {
    /// None where only what it is tested with changed.
    driver: Option<Result<Driver, CliError>>,
    took: Duration,
    /// None without a driver.
    tested: Option<Result<trial::Report, CliError>>,
}

impl Bench {
    /// Builds the driver unless one is given, and tests it.
    fn make(&self, driver: Option<Driver>) -> Made {
        let begun = Instant::now();
        let built = driver.is_none().then(|| self.build());
        let took = begun.elapsed();
        let driver = match &built {
            Some(built) => built.as_ref().ok().cloned(),
            None => driver,
        };
        Made {
            tested: driver.map(|driver| self.test(&driver)),
            driver: built,
            took,
        }
    }

    fn build(&self) -> Result<Driver, CliError> {
        let subject = Subject::open(&self.folder)?;
        Ok(shelf::load(
            &self.engine,
            &self.settings,
            &subject.name,
            &subject.wasm,
        )?)
    }

    fn test(&self, driver: &Driver) -> Result<trial::Report, CliError> {
        let fixtures: Fixtures = subject::fixtures(&self.folder, None)?;
        Ok(trial::run(driver, &fixtures, None))
    }
}

/// All that is under way.
struct Desk {
    bench: Arc<Bench>,
    watch: Watch,
    run: Option<run::Args>,
    swap: Arc<Swap>,
    /// The last that could be built.
    driver: Option<Driver>,
    making: Option<JoinHandle<Made>>,
    running: Option<JoinHandle<Done>>,
    /// A driver has come that no run has begun with.
    run_is_due: bool,
}

impl Desk {
    /// Goes on until it is interrupted.
    fn work(mut self, interrupts: &mpsc::Receiver<()>) -> Done {
        self.make(None);
        let mut interrupted = false;
        loop {
            match interrupts.recv_timeout(LOOK) {
                // What is under way ends by itself: a run hears the interrupt too, and gives its commands their grace.
                Ok(()) if !interrupted => interrupted = true,
                Ok(()) if self.running.is_none() => return Ok(INTERRUPTED),
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(CliError::new("interrupts are not heard any more", ""));
                }
            }
            if let Some(made) = taken(&mut self.making) {
                self.take(made?);
            }
            if let Some(ended) = taken(&mut self.running) {
                match ended? {
                    Ok(_) => {}
                    Err(CliError::Unread) => return Err(CliError::Unread),
                    // The next change may mend it.
                    Err(CliError::Wrong(message)) => message.show(),
                }
                if !interrupted && !self.run_is_due {
                    waiting();
                }
            }
            if interrupted {
                if self.making.is_none() && self.running.is_none() {
                    return Ok(INTERRUPTED);
                }
                continue;
            }
            if self.running.is_none() && std::mem::take(&mut self.run_is_due) {
                self.begin_run();
            }
            if self.making.is_none()
                && let Some(files) = self.watch.settled()
            {
                self.changed(&files);
            }
        }
    }

    fn changed(&mut self, files: &[PathBuf]) {
        // Cargo writes it when it builds.
        if files
            .iter()
            .all(|file| file.file_name().is_some_and(|name| name == "Cargo.lock"))
        {
            return;
        }
        shown::changed(&self.bench.folder, files);
        let only_tests = files.iter().all(|file| is_for_tests(&self.bench.folder, file));
        let driver = self.driver.clone().filter(|_| only_tests);
        self.make(driver);
    }

    /// Builds the driver unless one is given, and tests it.
    fn make(&mut self, driver: Option<Driver>) {
        let bench = self.bench.clone();
        self.making = Some(thread::spawn(move || bench.make(driver)));
    }

    fn take(&mut self, made: Made) {
        match made.driver {
            None | Some(Err(CliError::Unread)) => {}
            Some(Ok(driver)) => {
                let description = driver.description();
                shown::built(&description.platform, &description.version, made.took);
                self.replace(&driver);
                self.driver = Some(driver);
                self.run_is_due = self.run.is_some();
            }
            Some(Err(CliError::Wrong(error))) => shown::not_built(&error, self.driver.is_some()),
        }
        match made.tested {
            None | Some(Err(CliError::Unread)) => {}
            Some(Ok(report)) => shown::tested(&report),
            Some(Err(CliError::Wrong(error))) => error.show(),
        }
        if self.running.is_none() && !self.run_is_due {
            waiting();
        }
    }

    /// For the sessions that the run under way has still to begin.
    fn replace(&self, driver: &Driver) {
        if self.running.is_none() {
            return;
        }
        match self.swap.replace(driver) {
            Ok(true) => shown::note("run", "its sessions that begin from now on have the new driver"),
            Err(CliError::Wrong(error)) => error.show(),
            Ok(false) | Err(CliError::Unread) => {}
        }
    }

    fn begin_run(&mut self) {
        let (Some(args), Some(driver)) = (self.run.clone(), self.driver.clone()) else {
            return;
        };
        let swap = self.swap.clone();
        self.running = Some(thread::spawn(move || run::with(args, Some((&driver, &swap)))));
    }
}

/// What a thread gave, once it has ended.
fn taken<T>(handle: &mut Option<JoinHandle<T>>) -> Option<Result<T, CliError>> {
    let ended = handle.take_if(|handle| handle.is_finished())?;
    let broken = |_| {
        CliError::new(
            "nethost made a mistake with this driver",
            "please report it with what stands above",
        )
    };
    Some(ended.join().map_err(broken))
}

/// Whether a file is none that the driver is built of.
fn is_for_tests(folder: &Path, file: &Path) -> bool {
    let beside = ["fixtures", "sessions", "prompts.toml"];
    let inside = file.strip_prefix(folder).unwrap_or(file);
    beside.iter().any(|name| inside.starts_with(name))
}

fn waiting() {
    Message::note("waiting for a change; Ctrl-C ends").show();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixtures_are_for_tests_and_templates_are_not() {
        let is = |file: &str| is_for_tests(Path::new("d"), &Path::new("d").join(file));
        assert!(is("fixtures/show_version/one.txt"));
        assert!(is("sessions/r1.cast"));
        assert!(is("prompts.toml"));
        assert!(!is("driver.toml"));
        assert!(!is("templates/fixtures.textfsm"));
    }

    #[test]
    fn only_a_run_stands_behind_the_dashes() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(run_line(&[]).is_ok_and(|run| run.is_none()));
        assert!(run_line(&words("run -i lab.toml version")).is_ok_and(|run| run.is_some()));
        assert!(run_line(&words("facts r1")).is_err());
    }
}
