//! A lab in the test's own process, and a desk with the inventory that reaches it.

use crate::support::nethost::{Desk, Done};
use nethost::lab::{Fault, Lab, LabOptions, SessionCounts, serve};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

/// What a test waits for comes within a tenth of this, even on a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Between two looks at a counter.
const LOOK: Duration = Duration::from_millis(5);

/// What devices may take, unless a test says otherwise: none that answers needs a tenth of it.
const TIMEOUTS: &str = r#"{ connect = "5s", login = "5s", command = "5s" }"#;

pub struct Stage {
    // Before the runtime, which its sockets live on.
    lab: Lab,
    /// Its `inventory.toml` reaches the fleet.
    pub desk: Desk,
    _runtime: Runtime,
}

impl Stage {
    /// Serves a fleet; every device listens when this returns.
    pub fn serve(options: LabOptions) -> Self {
        Self::with_timeouts(options, TIMEOUTS)
    }

    /// The same, with the inventory's `timeouts`.
    pub fn with_timeouts(options: LabOptions, timeouts: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let lab = runtime.block_on(serve(options)).expect("the lab starts");
        let defaults = format!("[defaults]\ntimeouts = {timeouts}\n");
        let inventory = lab.inventory_toml().replace("[defaults]\n", &defaults);
        let desk = Desk::new(&inventory);
        Self {
            lab,
            desk,
            _runtime: runtime,
        }
    }

    /// Ends the fleet; what stands on the desk stays.
    pub fn desk_alone(self) -> Desk {
        self.desk
    }

    /// `nethost run -i inventory.toml --format json …`
    pub fn run(&self, arguments: &[&str]) -> Done {
        self.desk.run(arguments)
    }

    /// Changes the inventory.
    pub fn edit(&self, edit: impl FnOnce(String) -> String) {
        let text = edit(self.desk.read("inventory.toml"));
        self.desk.write("inventory.toml", &text);
    }

    /// The names of the devices in the inventory's order.
    pub fn names(&self) -> Vec<&str> {
        self.lab
            .devices()
            .iter()
            .map(|device| device.name.as_str())
            .collect()
    }

    /// What is wrong with each device.
    pub fn faults(&self) -> BTreeMap<&str, Option<Fault>> {
        self.lab
            .devices()
            .iter()
            .map(|device| (device.name.as_str(), device.fault))
            .collect()
    }

    pub fn sessions(&self) -> SessionCounts {
        self.lab.sessions()
    }

    /// When the fleet accepted or refused each login, in order.
    pub fn login_moments(&self) -> Vec<Instant> {
        self.lab.login_moments()
    }

    /// Waits until the fleet's counters are so.
    #[track_caller]
    pub fn wait_until(&self, what: &str, so: impl Fn(SessionCounts) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !so(self.sessions()) {
            assert!(
                Instant::now() < deadline,
                "{what}: never came; {:?}",
                self.sessions()
            );
            thread::sleep(LOOK);
        }
    }
}

/// The text of a record's field; empty when it has none.
pub fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

/// Each record once by device and command, with its status.
#[track_caller]
pub fn once_each(records: &[Value]) -> BTreeMap<(&str, &str), &str> {
    let mut seen = BTreeMap::new();
    for record in records {
        let key = (text(record, "device"), text(record, "command"));
        assert!(
            seen.insert(key, text(record, "status")).is_none(),
            "{key:?} stands twice"
        );
    }
    seen
}

/// What NDJSON holds. Every line is whole.
#[track_caller]
pub fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("not a whole line: {error}: {line}"))
        })
        .collect()
}
