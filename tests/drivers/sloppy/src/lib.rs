//! A driver that loads and breaks the rules of conformance that a driver without code cannot break.

use nethost_driver::{
    Column, ColumnKind, Command, Description, Driver, Facts, Getter, GetterError, Output, ParseError,
    Request, Table, Value,
};

struct Sloppy;

impl Driver for Sloppy {
    fn new() -> Self {
        Self
    }

    fn describe(&self) -> Description {
        let command = |name: &str, columns: &[(&str, ColumnKind)]| Command {
            name: name.into(),
            columns: columns
                .iter()
                .map(|(name, kind)| Column {
                    name: (*name).into(),
                    kind: *kind,
                })
                .collect(),
        };
        Description {
            platform: "sloppy".into(),
            aliases: Vec::new(),
            vendor: "Nobody".into(),
            version: "0.1.0".into(),
            profile: None,
            recognitions: Vec::new(),
            commands: vec![
                command("show numbers", &[("number", ColumnKind::Integer)]),
                command(
                    "show ports",
                    &[("Port", ColumnKind::Text), ("state", ColumnKind::Text)],
                ),
                command("Show  Ports", &[]),
            ],
            getters: vec![Getter::Facts, Getter::Interfaces],
        }
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        match command {
            // Declared as an integer.
            "show numbers" => Ok(table(&["number"], vec![Value::Text("1".into())])),
            // Trusts that something comes, and gives a column that is not declared.
            "show ports" | "Show  Ports" => {
                let first = output.as_bytes()[0];
                let cell = || Value::Text(char::from(first).into());
                Ok(table(&["Port", "speed"], vec![cell(), cell()]))
            }
            _ => Err(ParseError::NoSuchCommand),
        }
    }

    fn plan(&self, request: &Request) -> Result<Vec<String>, GetterError> {
        match request {
            Request::Facts => Ok(vec!["show version".into()]),
            Request::Interfaces => Ok(Vec::new()),
            // Not declared.
            Request::Vlans => Ok(vec!["show vlans".into()]),
            _ => Err(GetterError::Unsupported),
        }
    }

    fn facts(&self, outputs: &[Output]) -> Result<Facts, GetterError> {
        let name = outputs[0].text.lines().next().expect("a device has a name");
        Ok(Facts {
            hostname: Some(name.into()),
            fqdn: None,
            vendor: None,
            model: None,
            serial_number: None,
            os_version: None,
            uptime: None,
            interface_list: Vec::new(),
        })
    }
}

fn table(columns: &[&str], row: Vec<Value>) -> Table {
    Table {
        columns: columns.iter().map(|&name| name.to_owned()).collect(),
        rows: vec![row],
    }
}

nethost_driver::export_driver!(Sloppy);
