//! A simulated fleet in a process of its own, as `nethost lab serve` gives it, gone when it is dropped.

use super::nethost::Desk;
use std::{
    io::{BufRead, BufReader},
    process::Child,
    thread,
};

pub struct Lab {
    process: Child,
    /// Its `inventory.toml` reaches the fleet.
    pub desk: Desk,
}

/// A test waits for no device longer than this; devices that answer do so within milliseconds.
const TIMEOUTS: &str = "[defaults]\ntimeouts = { connect = \"3s\", login = \"3s\", command = \"3s\" }\n";

impl Lab {
    /// Serves this many devices; returns once all of them listen.
    pub fn serve(devices: usize, options: &[&str]) -> Self {
        let desk = Desk::new("");
        let devices = devices.to_string();
        let serve = [
            "lab",
            "serve",
            "--write-inventory",
            "inventory.toml",
            "--devices",
            &devices,
        ];
        let mut process = desk
            .command(&[&serve, options].concat())
            .spawn()
            .expect("the lab starts");
        let stderr = process.stderr.take().expect("a pipe");
        let lab = Self { process, desk };
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let said: Vec<String> = lines
            .by_ref()
            .take_while(|line| !line.contains("ready"))
            .collect();
        let inventory = lab.desk.read("inventory.toml");
        assert!(
            inventory.contains("[defaults]\n"),
            "the lab did not become ready: {}",
            said.join("\n")
        );
        lab.desk
            .write("inventory.toml", &inventory.replace("[defaults]\n", TIMEOUTS));
        // Read on, or the lab would wait for somebody to do so.
        thread::spawn(move || lines.for_each(drop));
        lab
    }

    /// Runs commands on the fleet.
    pub fn run(&self, arguments: &[&str]) -> super::nethost::Done {
        self.desk.run(arguments)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
