//! One device, from its turn to its outcome: connect, log in, run, parse, try again where that can help.

use super::{
    Job, Options, Stop, Target, backoff,
    configuration::{self, Way},
    gate::Gate,
    hands::{Hands, Login},
    identify::identify,
    login::{self, Refusals},
    record::{Answered, Event, Failure, Outcome, Record, Status},
    transport::{Conversation, Transport, Trouble},
    understand,
    wait::Turn,
};
use crate::plugin::{
    engine::{CommandOutput, LogLine},
    model::{Datastore, Wishes},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, sleep_until},
};

/// What a driver's log is about when it is asked for a configuration.
const CONFIGURATION: &str = "configuration";

/// What all visits of a run share.
pub(super) struct Run<T> {
    pub(super) transport: T,
    pub(super) job: Job,
    pub(super) options: Options,
    pub(super) gate: Gate,
    pub(super) hands: Hands,
    pub(super) stop: Stop,
    pub(super) deadline: Option<Instant>,
    pub(super) events: mpsc::Sender<Event>,
}

/// What is known of a device so far. It outlives whatever ends the visit.
struct Visit {
    target: Target,
    commands: Vec<Arc<str>>,
    /// Of the commands that have ended, in their order.
    records: Vec<Record>,
    /// Of getters: what their commands gave, in the commands' order.
    outputs: Vec<CommandOutput>,
    /// Of getters: the places of each one's commands, or why its driver named none.
    plans: Vec<Result<Vec<usize>, (Status, Failure)>>,
    /// Of a configuration: how the driver gives it.
    way: Option<Way>,
    answers: Vec<Answered>,
    /// Connections begun.
    attempts: u32,
    refusals: Refusals,
    /// The user of the fall-back credential that let us in.
    fallback: Option<Arc<str>>,
    /// The command that runs, and since when.
    running: Option<(jiff::Timestamp, Instant)>,
    begun: Option<Instant>,
    /// Until its session is open.
    login: Option<Login>,
}

/// Visits a device whose turn has come. Always ends with the device's one outcome.
pub(super) async fn visit<T: Transport>(run: Arc<Run<T>>, target: Target, turn: Turn) -> Outcome {
    let Turn { place, login } = turn;
    let mut visit = Visit::new(target, &run.job);
    visit.login = login;
    let end = visit.bounded(&run).await;
    drop(place);
    visit.outcome(end)
}

/// The outcome of a device whose visit was lost, or never began.
pub(super) fn never_ended(target: Target, job: &Job, trouble: Trouble) -> Outcome {
    Visit::new(target, job).outcome(Err(trouble))
}

pub(super) async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

fn timed_out(kind: &str, message: &str, hint: &str) -> Trouble {
    let failure = Failure {
        kind: kind.into(),
        message: message.into(),
        hint: hint.into(),
    };
    Trouble {
        status: Status::TimedOut,
        failure,
        passing: false,
    }
}

pub(super) fn cancelled() -> Trouble {
    let failure = Failure {
        kind: "interrupted".into(),
        message: "the run was interrupted".into(),
        hint: String::new(),
    };
    Trouble {
        status: Status::Cancelled,
        failure,
        passing: false,
    }
}

impl Visit {
    fn new(target: Target, job: &Job) -> Self {
        let commands = match job {
            Job::Commands(commands) => commands.clone(),
            Job::Getters(_) | Job::GettersOfEach(_) | Job::Configuration(..) => Vec::new(),
        };
        Self {
            target,
            records: Vec::with_capacity(commands.len()),
            commands,
            outputs: Vec::new(),
            plans: Vec::new(),
            way: None,
            answers: Vec::new(),
            attempts: 0,
            refusals: Refusals::default(),
            fallback: None,
            running: None,
            begun: None,
            login: None,
        }
    }

    /// The visit, within its time and that of the run.
    async fn bounded<T: Transport>(&mut self, run: &Run<T>) -> Result<(), Trouble> {
        self.begun = Some(Instant::now());
        let index = self.target.index;
        // A reader that is gone is the run's affair: it stops the run.
        let _ = run.events.send(Event::Started { index }).await;
        let total = self.target.device.timeouts.total;
        tokio::select! {
            biased;
            end = self.go(run) => end,
            () = run.stop.ended() => Err(cancelled()),
            () = until(run.deadline) => Err(timed_out("deadline", "the run's deadline passed", "raise --deadline")),
            () = sleep(total) => Err(timed_out(
                "total_timeout",
                &format!("the device was not done within its total time of {} s", total.as_secs_f64()),
                "raise timeouts.total for it in the inventory",
            )),
        }
    }

    /// Everything that takes time. May be dropped at any await. A device that waits costs what the largest step needs
    /// that is not put aside, so all are that a device does not wait in most of its time.
    async fn go<T: Transport>(&mut self, run: &Run<T>) -> Result<(), Trouble> {
        if self.target.candidates.is_none() {
            Box::pin(self.plan(run)).await?;
        }
        let mut tries = 0_u32;
        loop {
            tries = tries.saturating_add(1);
            let Err(trouble) = self.attempt(run).await else {
                break;
            };
            self.login = None;
            // A command that was sent is never sent again: it may have changed something.
            let again = trouble.passing && self.running.is_none() && tries <= run.options.retries;
            if !again || run.stop.is_draining() {
                return Err(trouble);
            }
            let after = backoff::before(tries + 1);
            let _ = run
                .events
                .send(Event::Retrying {
                    index: self.target.index,
                    attempt: tries + 1,
                    error: trouble.failure.clone(),
                    after,
                })
                .await;
            tokio::select! {
                () = sleep(after) => {}
                () = run.stop.draining() => return Err(trouble),
            }
        }
        Box::pin(self.collect(run)).await;
        Ok(())
    }

    /// Names the commands of getters, once. A command that several of them need is run once.
    async fn plan<T: Transport>(&mut self, run: &Run<T>) -> Result<(), Trouble> {
        if let Job::Configuration(datastore, wishes) = run.job {
            return self.plan_configuration(run, (datastore, wishes)).await;
        }
        let Some(requests) = run.job.requests(&self.target) else {
            return Ok(());
        };
        if !self.plans.is_empty() {
            return Ok(());
        }
        let driver = self.target.driver.clone().ok_or_else(no_driver)?;
        for request in requests.iter() {
            let mut log = Vec::new();
            let plan = understand::plan(&driver, request, &mut log).await;
            self.tell(run, request.getter().name(), log).await;
            let places = plan.map(|commands| commands.into_iter().map(|it| self.place(&it)).collect());
            self.plans.push(places);
        }
        // A device that can answer nothing is not logged in to.
        if self.plans.iter().all(Result::is_err)
            && let Some(Err(failure)) = self.plans.first()
        {
            return Err(lasting(failure.clone()));
        }
        Ok(())
    }

    /// Names the commands that show the configuration, once.
    async fn plan_configuration<T: Transport>(
        &mut self,
        run: &Run<T>,
        wanted: (Datastore, Wishes),
    ) -> Result<(), Trouble> {
        if self.way.is_some() {
            return Ok(());
        }
        let driver = self.target.driver.clone().ok_or_else(no_driver)?;
        let mut log = Vec::new();
        let plan = configuration::plan(&driver, wanted, &mut log).await;
        self.tell(run, CONFIGURATION, log).await;
        let (way, commands) = plan.map_err(lasting)?;
        self.way = Some(way);
        self.commands = commands.into_iter().map(Arc::from).collect();
        Ok(())
    }

    /// Where a getter's command stands among all.
    fn place(&mut self, command: &str) -> usize {
        let known = self.commands.iter().position(|known| **known == *command);
        known.unwrap_or_else(|| {
            self.commands.push(command.into());
            self.commands.len() - 1
        })
    }

    /// What the getters make of their commands' outputs.
    async fn collect<T: Transport>(&mut self, run: &Run<T>) {
        if let Job::Configuration(datastore, wishes) = run.job {
            return self.collect_configuration(run, (datastore, wishes)).await;
        }
        let (Some(requests), Some(driver)) = (run.job.requests(&self.target), &self.target.driver) else {
            return;
        };
        for (request, plan) in requests.iter().zip(std::mem::take(&mut self.plans)) {
            let answer = match plan {
                Ok(places) => {
                    let outputs = places
                        .iter()
                        .filter_map(|&place| self.outputs.get(place).cloned());
                    let mut log = Vec::new();
                    let answer = understand::collect(driver, request, outputs.collect(), &mut log).await;
                    self.tell(run, request.getter().name(), log).await;
                    answer.map_err(|(status, failure)| (status, self.in_the_devices_words(&places, failure)))
                }
                Err(failure) => Err(failure),
            };
            self.answers.push(answer.into());
        }
    }

    /// What is to be kept of the device's configuration.
    async fn collect_configuration<T: Transport>(&mut self, run: &Run<T>, wanted: (Datastore, Wishes)) {
        let (Some(way), Some(driver)) = (self.way, &self.target.driver) else {
            return;
        };
        let refused = self.records.iter().find(|record| record.status != Status::Ok);
        let answer = match refused.and_then(|record| Some((record.status, record.error.clone()?))) {
            // A configuration of which a part is missing is none.
            Some(refused) if way == Way::Own => Err(refused),
            _ => {
                let mut log = Vec::new();
                let outputs = std::mem::take(&mut self.outputs);
                let answer = configuration::collect(driver, way, wanted, outputs, &mut log).await;
                self.tell(run, CONFIGURATION, log).await;
                answer
            }
        };
        self.answers.push(answer.into());
    }

    /// A getter's refused command, with what the device said to it: its driver saw an empty text.
    fn in_the_devices_words(&self, places: &[usize], failure: Failure) -> Failure {
        let records = places.iter().filter_map(|&place| self.records.get(place));
        let mut refused = records.filter(|record| record.status == Status::Failed);
        let told = refused.find_map(|record| {
            let named = format!("\"{}\": ", record.command);
            let error = record.error.as_ref()?;
            failure
                .message
                .starts_with(&named)
                .then(|| format!("{named}{}", error.message))
        });
        match told {
            Some(message) if failure.kind == understand::REFUSED => Failure { message, ..failure },
            _ => failure,
        }
    }

    /// One session: everything that is left to do, until it is done or the connection fails.
    async fn attempt<T: Transport>(&mut self, run: &Run<T>) -> Result<(), Trouble> {
        // Whoever named a getter's commands collects their outputs.
        if self.plans.is_empty() {
            run.options.live.serve(&mut self.target);
        }
        let mut conversation = tokio::select! {
            biased;
            conversation = Box::pin(self.log_in(run)) => conversation?,
            () = run.stop.draining() => return Err(cancelled()),
        };
        self.login = None;
        Box::pin(identify(run, &mut self.target, &mut conversation)).await?;
        Box::pin(self.plan(run)).await?;
        while self.records.len() < self.commands.len() {
            if run.stop.is_draining() {
                Box::pin(conversation.close()).await;
                return Err(cancelled());
            }
            let command = self.commands[self.records.len()].clone();
            self.running = Some((run.transport.timestamp(), Instant::now()));
            let output = conversation.run(&self.target, &command).await?;
            Box::pin(self.keep(run, command, output)).await;
        }
        Box::pin(conversation.close()).await;
        Ok(())
    }

    /// A session that is ready for commands.
    async fn log_in<T: Transport>(&mut self, run: &Run<T>) -> Result<T::Conversation, Trouble> {
        let (conversation, let_in) =
            login::log_in(run, &self.target, &mut self.refusals, &mut self.attempts).await?;
        self.fallback = (let_in > 0)
            .then(|| self.target.device.all_credentials().nth(let_in))
            .flatten()
            .map(|credentials| credentials.username.as_str().into());
        Ok(conversation)
    }

    /// Takes a command's output, parsed, into the records.
    async fn keep<T: Transport>(&mut self, run: &Run<T>, command: Arc<str>, output: crate::session::Output) {
        let (started_at, begun) = self
            .running
            .take()
            .unwrap_or_else(|| (run.transport.timestamp(), Instant::now()));
        let elapsed = begun.elapsed();
        let mut record = self.record(command.clone(), Status::Ok);
        record.started_at = Some(started_at);
        record.elapsed = elapsed;
        let is_getter = run.job.is_answered(&self.target);
        if let Some(refusal) = output.refused {
            if is_getter {
                // The contract: a command that the device refused has an empty text.
                self.outputs.push(CommandOutput {
                    command: command.to_string(),
                    text: String::new(),
                });
            }
            record.status = Status::Failed;
            record.error = Some(Failure {
                kind: "refused".into(),
                message: format!("the device refused the command: {refusal}"),
                hint: understand::REFUSED_HINT.into(),
            });
            record.raw = Some(output.text);
            self.records.push(record);
            return;
        }
        if is_getter {
            self.outputs.push(CommandOutput {
                command: command.to_string(),
                text: output.text,
            });
            self.records.push(record);
            return;
        }
        let driver = self.target.driver.as_ref();
        let Some(driver) = driver.filter(|driver| driver.may_parse(&command)) else {
            record.raw = Some(output.text);
            self.records.push(record);
            return;
        };
        let text: Arc<str> = output.text.into();
        let mut log = Vec::new();
        let understood = understand::parse(driver, &command, &text, &mut log).await;
        self.tell(run, &command, log).await;
        record.status = understood.status;
        record.error = understood.error;
        record.table = understood.table;
        if run.options.keep_raw || record.table.is_none() {
            record.raw = Some(text.as_ref().to_owned());
        }
        self.records.push(record);
    }

    /// Tells what the driver noted, and what it was asked then.
    async fn tell<T: Transport>(&self, run: &Run<T>, about: &str, lines: Vec<LogLine>) {
        if lines.is_empty() {
            return;
        }
        let device = &self.target.device;
        // A reader that is gone is the run's affair: it stops the run.
        let _ = run
            .events
            .send(Event::Logged {
                device: device.name.as_str().into(),
                platform: device.platform.as_str().into(),
                about: about.into(),
                lines,
            })
            .await;
    }

    fn record(&self, command: Arc<str>, status: Status) -> Record {
        let device = &self.target.device;
        Record {
            index: self.target.index,
            device: device.name.as_str().into(),
            host: device.host.as_str().into(),
            platform: device.platform.as_str().into(),
            command,
            status,
            error: None,
            started_at: None,
            elapsed: Duration::ZERO,
            raw: None,
            table: None,
        }
    }

    /// The one outcome: what is not recorded yet takes the trouble that ended the visit.
    fn outcome(mut self, end: Result<(), Trouble>) -> Outcome {
        if let Err(trouble) = &end {
            let mut running = self.running.take();
            let was_running = running.is_some();
            for place in self.records.len()..self.commands.len() {
                let mut record = self.record(self.commands[place].clone(), trouble.status);
                record.error = Some(trouble.failure.clone());
                if let Some((started_at, begun)) = running.take() {
                    record.started_at = Some(started_at);
                    record.elapsed = begun.elapsed();
                } else if was_running && trouble.status != Status::Cancelled {
                    record.status = Status::NotAttempted;
                    record.error = Some(Failure {
                        kind: "session_ended".into(),
                        message: format!("the session had ended: {}", trouble.failure.message),
                        hint: String::new(),
                    });
                }
                self.records.push(record);
            }
        }
        let (status, error) = match end {
            Err(trouble) => (trouble.status, Some(trouble.failure)),
            Ok(()) if !self.answers.is_empty() => {
                match self.answers.iter().find(|answer| answer.status != Status::Ok) {
                    Some(answer) => (answer.status, answer.error.clone()),
                    None => (Status::Ok, None),
                }
            }
            Ok(()) => match self.records.iter().find(|record| record.status != Status::Ok) {
                Some(record) => (record.status, record.error.clone()),
                None => (Status::Ok, None),
            },
        };
        Outcome {
            index: self.target.index,
            device: self.target.device.name.as_str().into(),
            platform: self.target.device.platform.as_str().into(),
            status,
            error,
            elapsed: self.begun.map_or(Duration::ZERO, |begun| begun.elapsed()),
            attempts: self.attempts,
            fallback: self.fallback,
            records: self.records,
            answers: self.answers,
        }
    }
}

pub(super) fn lasting((status, failure): (Status, Failure)) -> Trouble {
    Trouble {
        status,
        failure,
        passing: false,
    }
}

fn no_driver() -> Trouble {
    lasting((
        Status::Failed,
        Failure {
            kind: "no_driver".into(),
            message: "the platform has no driver, and getters need one".into(),
            hint: "name one with --plugin".into(),
        },
    ))
}
