//! Runs the built nethost as a person does, in a home of its own.

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// What one run may take. No test needs a tenth of it; a run that hangs must not hang the tests.
const PATIENCE: Duration = Duration::from_mins(2);

/// A folder with an inventory, which is also nethost's home: its `known_hosts` is in there.
pub struct Desk {
    folder: TempDir,
}

/// How a run of nethost ended.
#[derive(Debug)]
pub struct Done {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    /// A desk with this inventory on it.
    pub fn new(inventory: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let desk = Self { folder };
        desk.write("inventory.toml", inventory);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("a folder on the desk");
        }
        fs::write(&path, text).expect("a file on the desk");
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// `nethost run -i inventory.toml --format json …`
    pub fn run(&self, arguments: &[&str]) -> Done {
        let run = ["run", "-i", "inventory.toml", "--format", "json"];
        self.nethost(&[&run, arguments].concat())
    }

    /// `nethost run -i inventory.toml --format ndjson …`
    pub fn run_in_lines(&self, arguments: &[&str]) -> Done {
        let run = ["run", "-i", "inventory.toml", "--format", "ndjson"];
        self.nethost(&[&run, arguments].concat())
    }

    /// Runs nethost on this desk and waits for its end.
    pub fn nethost(&self, arguments: &[&str]) -> Done {
        Self::done(&mut self.command(arguments))
    }

    /// Runs a program, such as nethost with more in its environment, and waits for its end.
    pub fn done(command: &mut Command) -> Done {
        let child = command.spawn().expect("it starts");
        let process = rustix::process::Pid::from_child(&child);
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait_with_output()));
        let Ok(output) = told.recv_timeout(PATIENCE) else {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
            panic!("{command:?} did not end within {PATIENCE:?}");
        };
        let output = output.expect("its output");
        Done::from(output)
    }

    /// nethost on this desk, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_nethost"));
        command.args(arguments);
        command
    }

    /// A program on this desk, not yet started; nothing of the person who runs the tests reaches it.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            // Drivers are compiled once for all tests.
            .env(
                "XDG_CACHE_HOME",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("stdout is text"),
            stderr: String::from_utf8(output.stderr).expect("stderr is text"),
        }
    }
}

impl Done {
    /// The run succeeded; gives its records.
    #[track_caller]
    pub fn ok(&self) -> Vec<Value> {
        self.ended(0)
    }

    /// The run ended with this exit status; gives its records.
    #[track_caller]
    pub fn ended(&self, code: i32) -> Vec<Value> {
        assert_eq!(
            self.code,
            Some(code),
            "exit status; stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is no list of records: {error}\n{}", self.stdout))
    }
}
