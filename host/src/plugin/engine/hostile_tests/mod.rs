//! Components made to harm: one test for each way, in each function that a driver has.

mod calls;
mod descriptions;
mod files;
mod instances;
mod wat;

use super::tests::{ENGINE, HOSTILE};
use super::{Driver, Limits, LoadError, Permissions};
use crate::plugin::fault::Fault;
use std::time::Duration;

/// What tests wait for a loop to be ended: short, since each waits for it.
const SHORT: Duration = Duration::from_millis(100);

/// How long anything here may take, however busy the machine is.
const PATIENCE: Duration = Duration::from_mins(1);

fn limits() -> Limits {
    Limits {
        time: SHORT,
        ..Limits::default()
    }
}

fn load(wasm: &[u8]) -> Result<Driver, LoadError> {
    // However busy the machine is: what is looked for here is no lateness.
    let limits = Limits {
        time: PATIENCE,
        ..Limits::default()
    };
    ENGINE.load("acme.wasm", wasm, limits, Permissions::default())
}

/// The fault that keeps a driver from describing itself.
#[track_caller]
fn fault_of(wasm: &[u8], limits: Limits) -> Fault {
    match ENGINE.load("acme.wasm", wasm, limits, Permissions::default()) {
        Err(LoadError::Fault { fault, .. }) => fault,
        other => panic!("no fault: {other:?}"),
    }
}

/// The hostile driver with this script: keys and values.
fn scripted(items: &[(&str, &str)]) -> Vec<u8> {
    scripted_of(&HOSTILE, items)
}

/// Writes a script over the one in the component.
pub(super) fn scripted_of(component: &[u8], items: &[(&str, &str)]) -> Vec<u8> {
    const MARK: &[u8] = b"the script of a hostile driver\x1e";
    const LENGTH: usize = 8192;
    let mut component = component.to_vec();
    let mut places = component
        .windows(MARK.len())
        .enumerate()
        .filter(|(_, bytes)| *bytes == MARK);
    let (start, _) = places.next().expect("the component has a script");
    assert!(places.next().is_none(), "there is one script");
    let mut script = MARK.to_vec();
    for (key, value) in items {
        script.extend_from_slice(format!("{key}\x1f{value}\x1e").as_bytes());
    }
    assert!(script.len() <= LENGTH, "the script is too long");
    component[start..start + script.len()].copy_from_slice(&script);
    component
}
