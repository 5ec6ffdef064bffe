//! A real `ssh-agent` on a socket of its own, gone when it is dropped.

use super::keys::Key;
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

pub struct Agent {
    process: Child,
    folder: TempDir,
}

impl Agent {
    /// One that holds no key yet.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(folder.path().join("socket"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ssh-agent runs (Debian: openssh-client)");
        let stdout = process.stdout.take().expect("a pipe, asked for above");
        // It says where it listens once it does.
        let said = BufReader::new(stdout).lines().next();
        assert!(said.is_some_and(|line| line.is_ok()), "the agent did not start");
        Self { process, folder }
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Takes this key, and the certificate beside it, in the place of those that it held.
    pub fn holds_only(&self, key: Key) {
        self.add(&["-D"]);
        let path = key.path();
        self.add(&[&path.display().to_string()]);
    }

    fn add(&self, arguments: &[&str]) {
        let done = Command::new("ssh-add")
            .arg("-q")
            .args(arguments)
            .env("SSH_AUTH_SOCK", self.socket())
            .status();
        assert!(done.expect("ssh-add runs").success(), "ssh-add {arguments:?}");
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
