//! A driver in Rust, as it could be written for contract 0.1.0: one command and two getters. See the README above.

use nethost_driver::{
    Column, ColumnKind, Command, Config, Description, Driver, Facts, Getter, GetterError, Level, Misunderstanding,
    Mode, Output, ParseError, Profile, Request, Table, Value, log,
};

struct Kept;

fn not_understood(text: &str) -> ParseError {
    ParseError::NotUnderstood(Misunderstanding {
        line: Some(1),
        text: text.to_owned(),
        state: String::new(),
        message: "no time stands here".to_owned(),
    })
}

impl Driver for Kept {
    fn new() -> Self {
        Self
    }

    fn describe(&self) -> Description {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        Description {
            platform: "kept_rust".to_owned(),
            aliases: vec!["kept_rs".to_owned()],
            vendor: "Kept".to_owned(),
            version: "1.0.0".to_owned(),
            profile: Some(Profile {
                modes: vec![Mode { name: "privileged".to_owned(), prompts: vec![r"^[\w.\-]{1,63}[>#]$".to_owned()] }],
                transitions: Vec::new(),
                command_mode: "privileged".to_owned(),
                on_open: vec!["terminal length 0".to_owned()],
                on_close: vec!["exit".to_owned()],
                pagers: Vec::new(),
                questions: Vec::new(),
                errors: vec!["^% ?Invalid input".to_owned()],
                line_ending: "\n".to_owned(),
                terminal_width: 511,
                terminal_height: 1000,
            }),
            recognitions: Vec::new(),
            commands: vec![Command {
                name: "show clock".to_owned(),
                columns: vec![column("hour", ColumnKind::Integer), column("rest", ColumnKind::Text)],
            }],
            getters: vec![Getter::Facts, Getter::Config],
        }
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        if command != "show clock" {
            return Err(ParseError::NoSuchCommand);
        }
        log(Level::Info, "a clock is read");
        let line = output.lines().next().unwrap_or_default();
        let (hour, rest) = line
            .trim_start_matches(['*', '.'])
            .split_once(':')
            .ok_or_else(|| not_understood(line))?;
        let hour = hour.parse().map_err(|_| not_understood(line))?;
        Ok(Table {
            columns: vec!["hour".to_owned(), "rest".to_owned()],
            rows: vec![vec![Value::Integer(hour), Value::Text(rest.to_owned())]],
        })
    }

    fn plan(&self, request: &Request) -> Result<Vec<String>, GetterError> {
        match request {
            Request::Facts => Ok(vec!["show version".to_owned()]),
            Request::Config => Ok(["show running-config", "show startup-config"].map(str::to_owned).to_vec()),
            _ => Err(GetterError::Unsupported),
        }
    }

    fn facts(&self, outputs: &[Output]) -> Result<Facts, GetterError> {
        let text = outputs.first().map(|output| output.text.as_str()).unwrap_or_default();
        let hostname = text
            .lines()
            .find_map(|line| line.split_once(" uptime is "))
            .map(|(name, _)| name.to_owned());
        Ok(Facts {
            hostname,
            fqdn: None,
            vendor: Some("Kept".to_owned()),
            model: None,
            serial_number: None,
            os_version: None,
            uptime: None,
            interface_list: Vec::new(),
        })
    }

    fn config(&self, outputs: &[Output]) -> Result<Config, GetterError> {
        let told = |command: &str| {
            let output = outputs.iter().find(|output| output.command == command);
            output.map(|output| output.text.clone()).filter(|text| !text.is_empty())
        };
        Ok(Config {
            running: told("show running-config"),
            startup: told("show startup-config"),
            candidate: None,
        })
    }
}

nethost_driver::export_driver!(Kept);
