//! Whether it loads, and what it wants for that.

use super::{Checked, Finding, Rule, Subject};
use crate::plugin::{
    Driver,
    engine::{LoadError, limits::COMPONENT_FILE},
    shelf,
};
use std::time::{Duration, Instant};

const IMPORTS: Rule = Rule {
    id: "imports",
    says: "imports nothing but the contract's log",
    why: "a driver is a stranger's program; one that wants more is not loaded",
};

const CONTRACT: Rule = Rule {
    id: "contract",
    says: "is a component that exports the driver contract, and describes itself",
    why: "nethost cannot use it otherwise",
};

const SIZE: Rule = Rule {
    id: "size",
    says: "is not near the largest size that is taken",
    why: "who installs it downloads and compiles all of it",
};

const LOAD_TIME: Rule = Rule {
    id: "load-time",
    says: "loads in seconds",
    why: "who uses it first waits for that; afterwards it comes from the cache",
};

/// Of the largest file that is taken. Python's interpreter makes 18 MB, two thousand templates 10.
const LARGE: u64 = COMPONENT_FILE / 2;

/// Compiling Python's interpreter takes fifteen seconds of processor time, and longer where others work too.
const SLOW: Duration = Duration::from_mins(1);

/// What came of loading.
pub(super) struct Loaded {
    pub(super) driver: Option<Driver>,
    pub(super) took_ms: u64,
    pub(super) checks: Vec<Checked>,
}

pub(super) fn run(subject: &Subject) -> Result<Loaded, LoadError> {
    let begun = Instant::now();
    let loaded = shelf::load(subject.engine, subject.settings, subject.name, subject.wasm);
    let took = begun.elapsed();
    let (driver, imports, contract) = match loaded {
        Ok(driver) => {
            let imports = allowed(&driver);
            (Some(driver), IMPORTS.found(imports), CONTRACT.found(Vec::new()))
        }
        Err(
            error @ (LoadError::Unreadable { .. }
            | LoadError::TooLarge { .. }
            | LoadError::NotAComponent { .. }),
        ) => {
            return Err(error);
        }
        Err(LoadError::Imports { imports, wasi, .. }) => (
            None,
            IMPORTS.found(vec![Finding::wrong(
                format!("it imports {imports}"),
                mend_imports(wasi),
            )]),
            CONTRACT.left_out("it is not loaded as long as it imports more than it may"),
        ),
        Err(error) => {
            let finding = Finding::wrong(error.to_string(), error.hint());
            (
                None,
                IMPORTS.left_out("it does not load"),
                CONTRACT.found(vec![finding]),
            )
        }
    };
    Ok(Loaded {
        checks: vec![
            imports,
            contract,
            size(subject.wasm.len()),
            time(driver.is_some(), took),
        ],
        driver,
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    })
}

/// WASI that it was allowed to have: it works, for those who allow it too.
fn allowed(driver: &Driver) -> Vec<Finding> {
    let wasi: Vec<&str> = driver
        .imports()
        .iter()
        .map(String::as_str)
        .filter(|import| import.starts_with("wasi:"))
        .collect();
    if wasi.is_empty() {
        return Vec::new();
    }
    let what = format!(
        "it imports {}, and was allowed to for this check",
        wasi.join(", ")
    );
    vec![Finding::doubtful(what, mend_imports(true))]
}

fn mend_imports(wasi: bool) -> &'static str {
    if wasi {
        "WASI is what programs ask of a system: files, clocks, the environment. A driver gets an empty one, and only from \
         users who say --allow-wasi. Build it without: Rust for wasm32-unknown-unknown, Python with --stub-wasi, JavaScript \
         with stubs; `nethost plugin build` does"
    } else {
        "take out what needs it: no driver is given it"
    }
}

fn size(bytes: usize) -> Checked {
    let large = bytes as u64 > LARGE;
    SIZE.found(if large {
        let what = format!("it has {} MiB, of at most {}", bytes >> 20, COMPONENT_FILE >> 20);
        vec![Finding::doubtful(
            what,
            "build it optimised and stripped; leave out templates that nobody needs",
        )]
    } else {
        Vec::new()
    })
}

fn time(loaded: bool, took: Duration) -> Checked {
    if !loaded {
        return LOAD_TIME.left_out("it does not load");
    }
    LOAD_TIME.found(if took > SLOW {
        let what = format!("it took {} s to load", took.as_secs());
        vec![Finding::doubtful(
            what,
            "make it smaller; prepare what is slow while it is built",
        )]
    } else {
        Vec::new()
    })
}
