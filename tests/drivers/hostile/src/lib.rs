//! A driver that does harm on request, for the tests of the sandbox: the command says which.
//!
//! It serves the platform of the lab's devices, so that a fleet can be run with it.

use nethost_driver::{
    Description, Driver, Facts, Getter, GetterError, Level, Mode, Output, Pager, ParseError, Profile,
    Request, Table, Value, log,
};
use std::hint::black_box;

struct Hostile;

impl Driver for Hostile {
    fn new() -> Self {
        Self
    }

    fn describe(&self) -> Description {
        let mode = |name: &str, prompt: &str| Mode {
            name: name.into(),
            prompts: vec![prompt.into()],
        };
        Description {
            platform: "hostile".into(),
            aliases: Vec::new(),
            vendor: "Nobody".into(),
            version: "0.1.0".into(),
            profile: Some(Profile {
                modes: vec![mode("exec", r"^\S+>$"), mode("privileged", r"^\S+#$")],
                transitions: Vec::new(),
                command_mode: "privileged".into(),
                on_open: vec!["terminal length 0".into()],
                on_close: vec!["exit".into()],
                pagers: vec![Pager {
                    pattern: "^ --More-- $".into(),
                    answer: " ".into(),
                }],
                questions: Vec::new(),
                errors: vec!["^% Invalid input".into()],
                line_ending: "\n".into(),
                terminal_width: 511,
                terminal_height: 1000,
            }),
            recognitions: Vec::new(),
            commands: Vec::new(),
            getters: vec![Getter::Facts],
        }
    }

    fn parse(&self, command: &str, output: &str) -> Result<Table, ParseError> {
        match command {
            "loop" | "show clock" => spin(),
            "eat" => eat(),
            "recurse" => Ok(text(recurse(1).to_string())),
            "panic" => panic!("on purpose"),
            "answer" => Ok(text("x".repeat(100 << 20))),
            "many" => Ok(Table {
                columns: vec!["a".into()],
                rows: vec![vec![Value::None]; 1 << 17],
            }),
            "log" | "show ip interface brief" => loop {
                log(Level::Info, "again");
            },
            "long log" => {
                log(Level::Info, &"é".repeat(100_000));
                Ok(text(String::new()))
            }
            "ragged" => Ok(Table {
                columns: vec!["a".into(), "b".into()],
                rows: vec![vec![Value::None]],
            }),
            "echo" => Ok(text(output.to_owned())),
            _ => Err(ParseError::NoSuchCommand),
        }
    }

    fn plan(&self, _request: &Request) -> Result<Vec<String>, GetterError> {
        Ok(vec!["show version".into()])
    }

    fn facts(&self, _outputs: &[Output]) -> Result<Facts, GetterError> {
        panic!("on purpose")
    }
}

fn text(text: String) -> Table {
    Table {
        columns: vec!["text".into()],
        rows: vec![vec![Value::Text(text)]],
    }
}

fn spin() -> ! {
    loop {
        black_box(0);
    }
}

fn eat() -> ! {
    let mut eaten = Vec::new();
    loop {
        eaten.push(black_box(vec![1_u8; 1 << 20]));
    }
}

#[allow(unconditional_recursion, reason = "that is the harm")]
fn recurse(depth: u64) -> u64 {
    black_box(recurse(black_box(depth + 1))) + 1
}

nethost_driver::export_driver!(Hostile);
