//! A driver with the folder of its fixtures, and what must hold of every driver.

use super::{Fixture, answer, as_json, fixtures, request};
use crate::{Datastore, Driver, Output, ParseError, Request, Wishes};
use std::{
    fs,
    ops::Deref,
    path::Path,
    sync::{LazyLock, OnceLock},
};

/// A driver that is tested, made once for all tests of a file. What the driver can be asked, this can be.
pub struct Tested<D> {
    driver: LazyLock<D>,
    folder: &'static str,
    outputs: OnceLock<Vec<String>>,
}

impl<D> Deref for Tested<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.driver
    }
}

impl<D: Driver> Tested<D> {
    /// `folder` is the driver's own: `env!("CARGO_MANIFEST_DIR")`.
    pub const fn new(folder: &'static str) -> Self {
        Self {
            driver: LazyLock::new(D::new),
            folder,
            outputs: OnceLock::new(),
        }
    }

    fn folder(&self) -> &Path {
        Path::new(self.folder)
    }

    /// As [`fixtures`], of this driver's folder.
    ///
    /// # Panics
    /// As [`fixtures`].
    pub fn fixtures(&self) -> Vec<Fixture> {
        fixtures(self.folder())
    }

    /// What a device answered: the text of `show_version/lab.txt`.
    ///
    /// # Panics
    /// When the file cannot be read; the message names it.
    pub fn fixture(&self, path: &str) -> String {
        let path = self.folder().join("fixtures").join(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// A command, answered by a fixture.
    ///
    /// # Panics
    /// As [`Tested::fixture`].
    pub fn answer(&self, command: &str, path: &str) -> Output {
        answer(command, &self.fixture(path))
    }

    /// A plan's commands, each answered by its fixture of this case; a command without one is refused: an empty text.
    ///
    /// # Panics
    /// When the driver has no such getter.
    pub fn outputs(&self, request: &Request, case: &str) -> Vec<Output> {
        let plan = self
            .plan(request)
            .unwrap_or_else(|error| panic!("{request:?}: {error:?}"));
        let answer = |command: String| {
            let file = format!(
                "fixtures/{}/{case}.txt",
                command.replace(' ', "_").replace('/', "%")
            );
            let text = fs::read_to_string(self.folder().join(file)).unwrap_or_default();
            Output { command, text }
        };
        plan.into_iter().map(answer).collect()
    }

    /// The columns that a command is parsed to: they say whose parser it got. None when it got none. Some parsers take no
    /// empty output, so that the command is given that of each fixture until one is understood.
    ///
    /// # Panics
    /// When no output is understood.
    pub fn columns(&self, command: &str) -> Option<Vec<String>> {
        let outputs = self.outputs.get_or_init(|| {
            let fixtures = self.fixtures().into_iter().map(|fixture| fixture.output);
            std::iter::once("\n".to_owned()).chain(fixtures).collect()
        });
        for output in outputs {
            match self.parse(command, output) {
                Ok(table) => return Some(table.columns),
                Err(ParseError::NoSuchCommand) => return None,
                Err(_) => {}
            }
        }
        panic!("{command}: no fixture is understood")
    }

    /// Checks that every fixture becomes its rows, and that every command has one; gives their number.
    ///
    /// # Panics
    /// At the first that differs, with both.
    pub fn check(&self) -> usize {
        let fixtures = self.fixtures();
        for fixture in &fixtures {
            let Some(rows) = &fixture.rows else { continue };
            let path = fixture.path.display();
            let table = self
                .parse(&fixture.command, &fixture.output)
                .unwrap_or_else(|e| panic!("{path}: {e:?}"));
            assert_eq!(as_json(table), *rows, "{path}");
        }
        for command in self.describe().commands {
            assert!(
                fixtures.iter().any(|fixture| fixture.command == command.name),
                "{}: no fixture",
                command.name
            );
        }
        fixtures.len()
    }

    /// Checks that the commands which show a configuration have fixtures of what is to be kept of them, and that this is kept:
    /// `<case>.stable`, and `<case>.without_secrets`; and that what is kept stays as it is.
    ///
    /// # Panics
    /// At the first that differs, with both; at a command without such a fixture, or when there is no command.
    pub fn check_configurations(&self) {
        let stores = [Datastore::Running, Datastore::Startup];
        let mut commands = stores.map(|store| self.configuration_commands(store)).concat();
        commands.dedup();
        assert!(!commands.is_empty(), "no command shows a configuration");
        let fixtures = self.fixtures();
        for command in commands {
            let cases = fixtures.iter().filter(|fixture| fixture.command == command);
            let mut seen = 0;
            for case in cases.filter(|case| case.path.with_extension("stable").exists()) {
                seen += 1;
                for (ending, without_secrets) in [("stable", false), ("without_secrets", true)] {
                    let path = case.path.with_extension(ending);
                    let path = path.display();
                    let wanted = fs::read_to_string(case.path.with_extension(ending))
                        .unwrap_or_else(|e| panic!("{path}: {e}"));
                    let kept = |text: &str| {
                        self.stable(&command, text, Wishes { without_secrets })
                            .unwrap_or_else(|e| panic!("{path}: {e:?}"))
                    };
                    assert_eq!(kept(&case.output), wanted, "{path}");
                    assert_eq!(kept(&wanted), wanted, "{path}: a second time");
                }
            }
            assert!(seen > 0, "{command}: no fixture says what is kept of it");
        }
    }

    /// Checks that a line which is not the command's, below its table, is not passed over in silence. `table` gives the part
    /// of an output after which that line is put.
    ///
    /// # Panics
    /// At the first fixture of these commands that is understood all the same, or when there is none.
    pub fn check_torn_lines(&self, commands: &[&str], table: impl Fn(&str) -> &str) {
        let fixtures = self.fixtures();
        for command in commands {
            let mut cases = fixtures
                .iter()
                .filter(|fixture| fixture.command == *command)
                .peekable();
            assert!(cases.peek().is_some(), "{command}: no fixture");
            for case in cases {
                let torn = format!(
                    "{}\n~~ torn line of another kind ~~\n",
                    table(&case.output).trim_end()
                );
                self.check_not_understood(&[command], &torn);
            }
        }
    }

    /// Checks that an output is no success of any of these commands, such as an empty one of those that always tell
    /// something.
    ///
    /// # Panics
    /// At the first that understands it.
    pub fn check_not_understood(&self, commands: &[&str], output: &str) {
        for command in commands {
            let parsed = self.parse(command, output);
            assert!(
                matches!(parsed, Err(ParseError::NotUnderstood(_))),
                "{command}: {parsed:?}, of\n{output}"
            );
        }
    }

    /// Checks that each command's output is taken for a refusal.
    ///
    /// # Panics
    /// At the first that is not.
    pub fn check_refused(&self, cases: &[(&str, &str)]) {
        for (command, output) in cases {
            let parsed = self.parse(command, output);
            assert!(
                matches!(parsed, Err(ParseError::Refused(_))),
                "{command}: {parsed:?}"
            );
        }
    }

    /// Gives every command the output of every fixture, whole and its first half: it answers, with rows as wide as its
    /// columns, or says that it does not understand.
    ///
    /// # Panics
    /// At the first that does neither.
    pub fn check_any_output(&self) {
        let fixtures = self.fixtures();
        for command in self.describe().commands {
            for fixture in &fixtures {
                let whole = fixture.output.as_str();
                let half = whole.get(..whole.floor_char_boundary(whole.len() / 2));
                for output in [whole, half.unwrap_or_default()] {
                    if let Ok(table) = self.parse(&command.name, output) {
                        let is_whole = table.rows.iter().all(|row| row.len() == table.columns.len());
                        assert!(is_whole, "{}, given {}", command.name, fixture.path.display());
                    }
                }
            }
        }
    }

    /// Checks that every getter that the driver describes has a plan of commands.
    ///
    /// # Panics
    /// At the first that has none.
    pub fn check_plans(&self) {
        for getter in self.describe().getters {
            let plan = self.plan(&request(getter));
            assert!(
                matches!(&plan, Ok(commands) if !commands.is_empty()),
                "{getter:?}: {plan:?}"
            );
        }
    }
}
