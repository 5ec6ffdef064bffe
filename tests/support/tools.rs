//! What builds drivers in other languages, where it is there, and what the tests say loudly where it is not.

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Held while cargo builds a driver in [`cargo_target`]: drivers of one name lie in one place there.
pub static CARGO: Mutex<()> = Mutex::new(());

/// Where cargo builds drivers, all that they share once for all tests.
pub fn cargo_target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("kit")
}

/// Where `make kit-tools` installs the builders of other languages: beside what cargo builds for tests.
fn folders() -> [PathBuf; 2] {
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools");
    [
        tools.join("python/bin"),
        tools.join("javascript/node_modules/.bin"),
    ]
}

/// Whether a builder is there. Where it is not, this is said: `what` is not tested.
pub fn has(tool: &str, what: &str) -> bool {
    let there = folders().iter().any(|folder| folder.join(tool).exists());
    if !there {
        left_out(&format!(
            "{what}: there is no {tool} here, which `make kit-tools` installs"
        ));
    }
    there
}

/// Says what is not tested, also in a test that passes: what `eprintln!` says is only shown where a test fails.
pub fn left_out(what: &str) {
    // Where stderr is closed nobody would read it.
    let _ = writeln!(io::stderr(), "\nLEFT OUT: {what}");
}

/// `PATH` with the builders in it.
pub fn path() -> OsString {
    let all = env::var_os("PATH").unwrap_or_default();
    let with_tools = folders().into_iter().chain(env::split_paths(&all));
    env::join_paths(with_tools).expect("paths that stood in PATH")
}

/// Where cargo and rustup keep what is theirs, which is not on the desk.
pub fn homes() -> Vec<(&'static str, OsString)> {
    let home = env::home_dir().unwrap_or_default();
    let kept = |name, place: &str| {
        let known = env::var_os(name).unwrap_or_else(|| home.join(place).into());
        (name, known)
    };
    vec![kept("CARGO_HOME", ".cargo"), kept("RUSTUP_HOME", ".rustup")]
}
