//! A loaded driver, and what can be asked of it.

use super::{
    Engine, LogLevel, LogLine,
    contract::{self, exports},
    limits::{self, TIMEOUTS_IN_A_ROW, ticks},
    load::{Granted, LoadError},
    parser::{Parsed, Parsing, Unparsed},
    state::State,
    wasi,
};
use crate::plugin::{
    caution,
    digest::Digest,
    fault::Fault,
    model::{ConfigurationCommands, Datastore, Description, GetterError, ParseError, Request, Table, Wishes},
    recognise::Signs,
    soundness,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use wasmtime::{
    Store, Trap,
    component::{Instance, InstancePre},
};

/// Ticks that no process lives to see.
const FOREVER: u64 = 1 << 40;

/// A driver, ready to be called. Cheap to clone; calls may be made from any thread at once.
#[derive(Clone)]
pub struct Driver(Arc<Loaded>);

pub(super) struct Loaded {
    engine: Engine,
    pub(super) pre: InstancePre<State>,
    pub(super) parsing: Parsing,
    getters: Option<exports::getters::GuestIndices>,
    configuration: Option<exports::configuration::GuestIndices>,
    description: Description,
    signs: Arc<Signs>,
    origin: Origin,
    pub(super) granted: Granted,
    /// Calls that ran out of time since the last one that did not.
    timeouts: AtomicU32,
    /// A call has ended well: the driver is not one that never ends.
    proven: AtomicBool,
    /// A call has taken long.
    late: AtomicBool,
    unparsed: Unparsed,
}

/// What a driver was made of.
pub(super) struct Origin {
    /// What messages call it.
    pub(super) name: String,
    pub(super) digest: Digest,
    /// Bytes of the component.
    pub(super) size: usize,
    pub(super) imports: Vec<String>,
    /// The version of the contract that it was built for.
    pub(super) contract: String,
}

/// What a call gave, what the driver noted meanwhile, and what it took.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    pub result: Result<T, Fault>,
    pub log: Vec<LogLine>,
    pub cost: Cost,
}

/// What a call took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Wall time, its instance's making included.
    pub time: Duration,
    /// Linear memory at its largest, in bytes; of several memories the largest one, as the limit counts them.
    pub memory: usize,
}

/// One of a getter's commands and what the device answered.
#[derive(Clone, Debug)]
pub struct CommandOutput {
    pub command: String,
    pub text: String,
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver")
            .field("name", &self.0.origin.name)
            .field("digest", &self.0.origin.digest)
            .finish()
    }
}

impl Driver {
    pub(super) fn new(
        engine: Engine,
        origin: Origin,
        pre: InstancePre<State>,
        granted: Granted,
    ) -> Result<Self, LoadError> {
        let name = origin.name.clone();
        let wrong = |error: String| LoadError::Description {
            name: name.clone(),
            error,
        };
        let faulty = |fault| LoadError::Fault {
            name: name.clone(),
            fault,
        };
        let not_a_driver = |_| LoadError::NotADriver {
            name: name.clone(),
            missing: format!(
                "the functions of {}{}",
                contract::PACKAGE,
                contract::DEMANDED.join(" and ")
            ),
        };
        let describing = exports::description::GuestIndices::new(&pre).map_err(not_a_driver)?;
        let parsing = Parsing::of(&pre).map_err(not_a_driver)?;
        let getters = exports::getters::GuestIndices::new(&pre).ok();
        let configuration = exports::configuration::GuestIndices::new(&pre).ok();
        let mut loaded = Loaded {
            engine,
            pre,
            parsing,
            getters,
            configuration,
            description: Description::default(),
            signs: Arc::default(),
            origin,
            granted,
            timeouts: AtomicU32::new(0),
            proven: AtomicBool::new(false),
            late: AtomicBool::new(false),
            unparsed: Unparsed::default(),
        };
        let answer = loaded.call(0, |store, instance| {
            describing.load(&mut *store, instance)?.call_describe(store)
        });
        // Describing itself was done when it was built, and proves nothing.
        let described = answer.result.and_then(|it| loaded.described(it));
        loaded.description = described.map_err(faulty)?;
        soundness::description(&loaded.description).map_err(wrong)?;
        let signs = Signs::compile(&loaded.description.recognitions);
        loaded.signs = Arc::new(signs.map_err(|error| wrong(error.to_string()))?);
        Ok(Self(Arc::new(loaded)))
    }

    pub(super) fn loaded(&self) -> &Loaded {
        &self.0
    }

    pub fn description(&self) -> &Description {
        &self.0.description
    }

    /// What it says of itself when it is asked once more, on another instance.
    pub fn describe_again(&self) -> Answer<Description> {
        let loaded = &*self.0;
        let answer = loaded.call(0, |store, instance| {
            exports::description::GuestIndices::new(&loaded.pre)?
                .load(&mut *store, instance)?
                .call_describe(store)
        });
        answer.and_then(|description| loaded.described(description))
    }

    /// What a device of its platform is recognised by.
    pub fn signs(&self) -> &Arc<Signs> {
        &self.0.signs
    }

    /// What messages call it: its file, or its built-in name.
    pub fn name(&self) -> &str {
        &self.0.origin.name
    }

    pub fn digest(&self) -> Digest {
        self.0.origin.digest
    }

    /// Bytes of the component.
    pub fn size(&self) -> usize {
        self.0.origin.size
    }

    /// The interfaces that it is given, as the component names them.
    pub fn imports(&self) -> &[String] {
        &self.0.origin.imports
    }

    /// Version of the contract that it was built for.
    pub fn contract(&self) -> &str {
        &self.0.origin.contract
    }

    /// What it is given: its WASI only where it wants one.
    pub fn granted(&self) -> &Granted {
        &self.0.granted
    }

    /// Of what it wrote to its log, what the user wants to see.
    pub fn shown(&self, log: Vec<LogLine>) -> impl Iterator<Item = LogLine> {
        let from: Option<LogLevel> = self.0.granted.log_level;
        log.into_iter()
            .filter(move |line| from.is_some_and(|from| line.level >= from))
    }

    /// Whether a call must be made on a thread that may block: the driver has not ended a call yet, or took long
    /// once, or it was allowed a WASI, whose implementation may wait.
    pub fn may_block(&self) -> bool {
        let loaded = &*self.0;
        loaded.granted.permissions.wasi
            || loaded.late.load(Ordering::Relaxed)
            || !loaded.proven.load(Ordering::Relaxed)
    }

    /// Whether it is worth while to have it parse a command: false once it said that it does not.
    pub fn may_parse(&self, command: &str) -> bool {
        !self.0.unparsed.holds(command)
    }

    /// Parses the output of a command.
    pub fn parse(&self, command: &str, output: &str) -> Answer<Result<Table, ParseError>> {
        let loaded = &*self.0;
        let answer = loaded.call(output.len(), |store, instance| {
            loaded
                .parsing
                .load(&mut *store, instance)?
                .parse(store, command, output)
        });
        loaded.prove(answer.result.as_ref().is_ok_and(Parsed::is_ok));
        answer.and_then(|parsed| {
            let parsed = parsed.read(output, loaded.granted.limits.answer)?;
            match &parsed {
                Ok(table) => soundness::table(table).map_err(Fault::Contract)?,
                Err(ParseError::NoSuchCommand) => loaded.unparsed.note(command),
                Err(_) => {}
            }
            Ok(parsed)
        })
    }

    /// The commands that a getter needs.
    pub fn plan(&self, request: &Request) -> Answer<Result<Vec<String>, GetterError>> {
        let loaded = &*self.0;
        let Some(getters) = &loaded.getters else {
            return Answer::of(Ok(Err(GetterError::Unsupported)));
        };
        let answer = loaded.call(0, |store, instance| {
            getters
                .load(&mut *store, instance)?
                .call_plan(store, &contract::request(request))
        });
        let getter = request.getter().name();
        answer.and_then(|plan| match plan {
            Ok(plan) => {
                self.check_plan(getter, &plan)?;
                Ok(Ok(plan))
            }
            Err(error) => Ok(Err(contract::getter_error(error))),
        })
    }

    /// A plan has few commands, and none that does harm.
    fn check_plan(&self, getter: &'static str, plan: &[String]) -> Result<(), Fault> {
        let loaded = &*self.0;
        if plan.len() > limits::PLAN {
            return Err(Fault::Contract(format!(
                "the plan of {getter} has more than {} commands",
                limits::PLAN
            )));
        }
        if let Some(long) = plan.iter().find(|line| line.len() > limits::COMMAND) {
            return Err(Fault::Contract(format!(
                "the plan of {getter} has a command of {} bytes",
                long.len()
            )));
        }
        caution::check_plan(
            self.name(),
            &loaded.description,
            getter,
            plan,
            &loaded.granted.leave,
        )
        .map_err(sends)
    }

    /// The commands that show a configuration; none where the driver has none of its own.
    ///
    /// # Errors
    /// A command that would do harm.
    pub fn configuration_commands(&self, datastore: Datastore) -> Result<&[String], Fault> {
        let loaded = &*self.0;
        let commands = loaded.description.configuration.of(datastore);
        caution::check_configuration(self.name(), &loaded.description, commands, &loaded.granted.leave)
            .map_err(sends)?;
        Ok(commands)
    }

    /// A getter's records, of the outputs of its plan's commands, in the plan's order. The JSON has NAPALM's
    /// names and units.
    pub fn collect(
        &self,
        request: &Request,
        outputs: Vec<CommandOutput>,
    ) -> Answer<Result<serde_json::Value, GetterError>> {
        let loaded = &*self.0;
        let Some(getters) = &loaded.getters else {
            return Answer::of(Ok(Err(GetterError::Unsupported)));
        };
        let outputs: Vec<_> = outputs
            .into_iter()
            .map(|it| exports::getters::Output {
                command: it.command,
                text: it.text,
            })
            .collect();
        let answer = loaded.call(outputs.iter().map(|it| it.text.len()).sum(), |store, instance| {
            let guest = getters.load(&mut *store, instance)?;
            contract::collect(&guest, store, request, &outputs)
        });
        loaded.prove(matches!(answer.result, Ok(Ok(_))));
        answer.and_then(|records| Ok(records.map_err(contract::getter_error)))
    }

    /// What a command that shows a configuration answered, without what changes by itself. Drivers of contract 0.1.0 cannot say it.
    pub fn stable(&self, command: &str, output: &str, wishes: Wishes) -> Answer<Result<String, ParseError>> {
        let loaded = &*self.0;
        let Some(configuration) = &loaded.configuration else {
            return Answer::of(Ok(Err(ParseError::NoSuchCommand)));
        };
        let answer = loaded.call(output.len(), |store, instance| {
            configuration.load(&mut *store, instance)?.call_stable(
                store,
                command,
                output,
                contract::wishes(wishes),
            )
        });
        loaded.prove(matches!(answer.result, Ok(Ok(_))));
        answer.and_then(|stable| match stable {
            Ok(text) if has_strange_controls(&text, output) => Err(Fault::Contract(
                "there are control characters in its configuration that the device did not send".into(),
            )),
            stable => Ok(stable.map_err(contract::parse_error)),
        })
    }
}

fn sends(error: caution::CautionError) -> Fault {
    Fault::Sends(Box::new(error))
}

impl Loaded {
    /// A description in the host's own types, with what the driver says of itself by other interfaces, and without what it
    /// has no interface for.
    fn described(&self, description: exports::description::Driver) -> Result<Description, Fault> {
        let mut description = contract::description(description);
        if self.getters.is_none() {
            description.getters.clear();
        }
        description.configuration = ConfigurationCommands {
            running: self.configuration_commands(Datastore::Running)?,
            startup: self.configuration_commands(Datastore::Startup)?,
        };
        Ok(description)
    }

    /// The commands that show a configuration; none of a driver that does not have the interface.
    fn configuration_commands(&self, datastore: Datastore) -> Result<Vec<String>, Fault> {
        let Some(configuration) = &self.configuration else {
            return Ok(Vec::new());
        };
        let answer = self.call(0, |store, instance| {
            configuration
                .load(&mut *store, instance)?
                .call_commands(store, contract::datastore(datastore))
        });
        answer.result
    }

    /// Notes that the driver has ended a call well.
    fn prove(&self, ended_well: bool) {
        // Only stored where it changes: all sessions share this line of cache.
        if ended_well && !self.proven.load(Ordering::Relaxed) {
            self.proven.store(true, Ordering::Relaxed);
        }
    }

    /// One call on a fresh instance, within the limits; `input` is the number of bytes that it is given.
    pub(super) fn call<T>(
        &self,
        input: usize,
        function: impl FnOnce(&mut Store<State>, &Instance) -> wasmtime::Result<T>,
    ) -> Answer<T> {
        let times = self.timeouts.load(Ordering::Relaxed);
        if times >= TIMEOUTS_IN_A_ROW {
            return Answer::of(Err(Fault::GivenUp { times }));
        }
        let _slot = self.engine.0.slots.take();
        let _running = self.engine.0.ticker.run();
        let mut store = self.store();
        let time = self.granted.limits.time_for(input);
        let begun = Instant::now();
        store.set_epoch_deadline(ticks(time));
        let result = self
            .pre
            .instantiate(&mut store)
            .and_then(|instance| function(&mut store, &instance));
        let result = result.map_err(|error| self.fault(&error, store.data(), time));
        if input <= limits::SMALL && begun.elapsed() > limits::SLOW && !self.late.load(Ordering::Relaxed) {
            self.late.store(true, Ordering::Relaxed);
        }
        match &result {
            Err(Fault::Time { .. }) => {
                self.timeouts.fetch_add(1, Ordering::Relaxed);
            }
            _ if self.timeouts.load(Ordering::Relaxed) > 0 => self.timeouts.store(0, Ordering::Relaxed),
            _ => {}
        }
        let cost = Cost {
            time: begun.elapsed(),
            memory: store.data().memory,
        };
        Answer {
            result,
            log: std::mem::take(&mut store.data_mut().log),
            cost,
        }
    }

    fn store(&self) -> Store<State> {
        let wasi = self.granted.permissions.wasi.then(wasi::empty);
        let mut store = Store::new(&self.engine.0.wasmtime, State::new(self.granted.limits, wasi));
        store.limiter(|state| state);
        store.set_hostcall_fuel(self.granted.limits.answer);
        store
    }

    /// An instance whose calls have no limit of time.
    pub(super) fn instance(&self) -> wasmtime::Result<(Store<State>, Instance)> {
        let mut store = self.store();
        store.set_epoch_deadline(FOREVER);
        let instance = self.pre.instantiate(&mut store)?;
        Ok((store, instance))
    }

    fn fault(&self, error: &wasmtime::Error, state: &State, time: Duration) -> Fault {
        if state.log_overflowed {
            return Fault::Log {
                limit: self.granted.limits.log_lines,
            };
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => Fault::Time {
                limit_ms: u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
            },
            // A refused growth surfaces as whatever the language does when it is out of memory; what it begins with is
            // refused before it runs.
            _ if state.memory_refused => Fault::Memory {
                limit: self.granted.limits.memory,
            },
            _ if state.table_refused => Fault::Table {
                limit: limits::TABLE_ELEMENTS,
            },
            Some(Trap::StackOverflow) => Fault::Stack,
            Some(trap) => Fault::Trap(trap.to_string()),
            None => {
                let text = format!("{error:#}");
                // wasmtime gives this refusal no type of its own.
                if text.contains("allocated for hostcalls") {
                    Fault::Answer {
                        limit: self.granted.limits.answer,
                    }
                } else {
                    Fault::Trap(text)
                }
            }
        }
    }
}

/// Whether a text that is to be kept could drive a terminal as what it was made of could not.
fn has_strange_controls(text: &str, output: &str) -> bool {
    text.chars()
        .any(|c| c.is_control() && c != '\n' && !output.contains(c))
}

impl<T> Answer<T> {
    fn of(result: Result<T, Fault>) -> Self {
        Self {
            result,
            log: Vec::new(),
            cost: Cost::default(),
        }
    }

    fn and_then<U>(self, then: impl FnOnce(T) -> Result<U, Fault>) -> Answer<U> {
        Answer {
            result: self.result.and_then(then),
            log: self.log,
            cost: self.cost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::has_strange_controls;

    #[test]
    fn a_configuration_drives_no_terminal_that_its_device_does_not() {
        assert!(!has_strange_controls("banner ^C\n\thi\n", "banner ^C\n\thi\n"));
        assert!(!has_strange_controls("a\n\nb\n", ""));
        for strange in ["\x1b[2J", "a\rb", "\u{9b}2J", "\t"] {
            assert!(has_strange_controls(strange, "hostname r1\n"), "{strange:?}");
        }
    }
}
