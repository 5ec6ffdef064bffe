//! For a driver's own tests: its folder of fixtures, and whether the driver reads them as it should.
//!
//! A fixture is `fixtures/<command_with_underscores>/<case>.txt` (a slash in the command is `%`), what a device answered,
//! and beside it `<case>.json`, the list of rows that it must become; without one it is there for a getter's tests.

use crate::{
    Driver, Getter, Output, ParseError, PingQuery, Request, RouteQuery, Table, TracerouteQuery, Value,
};
use serde_json::{Map, Value as Json, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What a device answered to a command, and what it means.
#[derive(Debug)]
pub struct Fixture {
    pub command: String,
    /// The file with the output.
    pub path: PathBuf,
    pub output: String,
    /// A list of objects, column name to value; none where the output is only there for a getter.
    pub rows: Option<Json>,
}

/// All fixtures of a driver's folder, in the order of their names.
///
/// # Panics
/// When a file is missing or cannot be read; the message names it.
pub fn fixtures(driver_folder: &Path) -> Vec<Fixture> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut fixtures = Vec::new();
    for folder in entries(&driver_folder.join("fixtures")) {
        let command = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .replace('_', " ")
            .replace('%', "/");
        for path in entries(&folder) {
            if path.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let expected = path.with_extension("json");
            let rows = expected.exists().then(|| {
                serde_json::from_str(&read(&expected))
                    .unwrap_or_else(|e| panic!("{}: {e}", expected.display()))
            });
            let output = read(&path);
            fixtures.push(Fixture {
                command: command.clone(),
                path,
                output,
                rows,
            });
        }
    }
    fixtures
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let wrong = |e: std::io::Error| -> ! { panic!("{}: {e}", folder.display()) };
    let entries = fs::read_dir(folder).unwrap_or_else(|e| wrong(e));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.unwrap_or_else(|e| wrong(e)).path())
        .collect();
    paths.sort();
    paths
}

/// A table as fixtures write it.
pub fn as_json(table: Table) -> Json {
    let row = |values: Vec<Value>| {
        let cells = table
            .columns
            .iter()
            .cloned()
            .zip(values.into_iter().map(|value| match value {
                Value::None => Json::Null,
                Value::Boolean(value) => json!(value),
                Value::Integer(value) => json!(value),
                Value::Decimal(value) => json!(value),
                Value::Text(value) => json!(value),
                Value::Texts(values) => json!(values),
            }));
        Json::Object(cells.collect::<Map<_, _>>())
    };
    Json::Array(table.rows.into_iter().map(row).collect())
}

/// Checks that every fixture becomes its rows, and that every command has one; gives their number.
///
/// # Panics
/// At the first that differs, with both.
pub fn check(driver: &impl Driver, driver_folder: &Path) -> usize {
    let fixtures = fixtures(driver_folder);
    for fixture in &fixtures {
        let Some(rows) = &fixture.rows else { continue };
        let path = fixture.path.display();
        let table = driver
            .parse(&fixture.command, &fixture.output)
            .unwrap_or_else(|e| panic!("{path}: {e:?}"));
        assert_eq!(as_json(table), *rows, "{path}");
    }
    for command in driver.describe().commands {
        assert!(
            fixtures.iter().any(|fixture| fixture.command == command.name),
            "{}: no fixture",
            command.name
        );
    }
    fixtures.len()
}

/// Checks that a line which is not the command's, below its table, is not passed over in silence. `table` gives the part of
/// an output after which that line is put.
///
/// # Panics
/// At the first fixture of these commands that is understood all the same, or when there is none.
pub fn check_torn_lines(
    driver: &impl Driver,
    driver_folder: &Path,
    commands: &[&str],
    table: impl Fn(&str) -> &str,
) {
    let fixtures = fixtures(driver_folder);
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
            let parsed = driver.parse(command, &torn);
            assert!(
                matches!(parsed, Err(ParseError::NotUnderstood(_))),
                "{}: {parsed:?}",
                case.path.display()
            );
        }
    }
}

/// Outputs to try commands on.
pub struct Outputs(Vec<String>);

impl Outputs {
    /// An empty line, and those of a driver's fixtures.
    ///
    /// # Panics
    /// As [`fixtures`].
    pub fn of(driver_folder: &Path) -> Self {
        let fixtures = fixtures(driver_folder).into_iter();
        Self(
            std::iter::once("\n".to_owned())
                .chain(fixtures.map(|fixture| fixture.output))
                .collect(),
        )
    }

    /// The columns that a command is parsed to: they say whose parser it got. None when it got none. Some parsers take no
    /// empty output, so that the command is given each until one is understood.
    ///
    /// # Panics
    /// When no output is understood.
    pub fn columns(&self, driver: &impl Driver, command: &str) -> Option<Vec<String>> {
        for output in &self.0 {
            match driver.parse(command, output) {
                Ok(table) => return Some(table.columns),
                Err(ParseError::NoSuchCommand) => return None,
                Err(_) => {}
            }
        }
        panic!("{command}: no fixture is understood")
    }
}

/// A request for a getter; those that ask about something ask about 192.0.2.1.
pub fn request(getter: Getter) -> Request {
    let destination = "192.0.2.1".to_owned();
    match getter {
        Getter::Facts => Request::Facts,
        Getter::Interfaces => Request::Interfaces,
        Getter::InterfacesIp => Request::InterfacesIp,
        Getter::InterfacesCounters => Request::InterfacesCounters,
        Getter::LldpNeighbors => Request::LldpNeighbors,
        Getter::LldpNeighborsDetail => Request::LldpNeighborsDetail,
        Getter::BgpNeighbors => Request::BgpNeighbors,
        Getter::BgpNeighborsDetail => Request::BgpNeighborsDetail,
        Getter::Environment => Request::Environment,
        Getter::ArpTable => Request::ArpTable,
        Getter::Ipv6NeighborsTable => Request::Ipv6NeighborsTable,
        Getter::MacAddressTable => Request::MacAddressTable,
        Getter::NtpServers => Request::NtpServers,
        Getter::NtpStats => Request::NtpStats,
        Getter::SnmpInformation => Request::SnmpInformation,
        Getter::Users => Request::Users,
        Getter::Optics => Request::Optics,
        Getter::Config => Request::Config,
        Getter::NetworkInstances => Request::NetworkInstances,
        Getter::Vlans => Request::Vlans,
        Getter::RouteTo => Request::RouteTo(RouteQuery {
            destination,
            protocol: None,
            vrf: None,
        }),
        Getter::Ping => Request::Ping(PingQuery {
            destination,
            source: None,
            vrf: None,
            count: None,
            size: None,
            timeout: None,
            ttl: None,
        }),
        Getter::Traceroute => Request::Traceroute(TracerouteQuery {
            destination,
            source: None,
            vrf: None,
            timeout: None,
            ttl: None,
        }),
    }
}

/// Checks that every getter that the driver describes has a plan of commands.
///
/// # Panics
/// At the first that has none.
pub fn check_plans(driver: &impl Driver) {
    for getter in driver.describe().getters {
        let plan = driver.plan(&request(getter));
        assert!(
            matches!(&plan, Ok(commands) if !commands.is_empty()),
            "{getter:?}: {plan:?}"
        );
    }
}

/// A plan's commands, each answered by its fixture of this case; a command without one is refused: an empty text.
///
/// # Panics
/// When the driver has no such getter.
pub fn outputs(driver: &impl Driver, driver_folder: &Path, request: &Request, case: &str) -> Vec<Output> {
    let plan = driver
        .plan(request)
        .unwrap_or_else(|error| panic!("{request:?}: {error:?}"));
    let answer = |command: String| {
        let file = format!(
            "fixtures/{}/{case}.txt",
            command.replace(' ', "_").replace('/', "%")
        );
        let text = fs::read_to_string(driver_folder.join(file)).unwrap_or_default();
        Output { command, text }
    };
    plan.into_iter().map(answer).collect()
}
