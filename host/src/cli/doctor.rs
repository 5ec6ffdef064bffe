//! `nethost doctor`: what is missing or odd on this machine, each with what to do about it.

use super::limits;
use crate::{
    plugin::{
        Engine,
        engine::Cache,
        settings::{self, Settings},
        shelf::Shelf,
    },
    report::{Message, message::Level},
    system_text,
    transport::ssh::known_hosts_path,
};
use std::{fs, io, path::Path};

/// Below this many open files a fleet of some size does not fit.
const FEW_FILES: u64 = 4096;
/// Below this many bytes of locked memory some secrets of a thousand sessions, which take 192 KiB, are not locked.
const LITTLE_LOCKED: u64 = 256 << 10;

#[derive(clap::Args)]
pub(super) struct Args {}

/// What a look at one thing found.
struct Finding {
    level: Level,
    text: String,
    hint: String,
}

fn good(text: impl Into<String>) -> Finding {
    Finding {
        level: Level::Note,
        text: text.into(),
        hint: String::new(),
    }
}

fn odd(text: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding {
        level: Level::Warning,
        text: text.into(),
        hint: hint.into(),
    }
}

fn bad(text: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding {
        level: Level::Error,
        text: text.into(),
        hint: hint.into(),
    }
}

pub(super) fn run() -> u8 {
    let (settings, configuration) = configuration();
    let mut findings = vec![
        open_files(),
        locked_memory(limits::locked_memory()),
        configuration,
        cache(),
        known_hosts(),
    ];
    findings.extend(drivers(settings));
    let mut wrong = 0;
    for finding in findings {
        wrong += u8::from(finding.level == Level::Error);
        Message {
            level: finding.level,
            text: finding.text,
            hint: finding.hint,
        }
        .show();
    }
    u8::from(wrong > 0)
}

fn open_files() -> Finding {
    match limits::raise_open_files() {
        Some(files) if files < FEW_FILES => odd(
            format!("open files: {files}, and each session needs one"),
            "raise the hard limit (ulimit -Hn) for larger fleets",
        ),
        Some(files) => good(format!("open files: {files}, and each session needs one")),
        None => good("open files: no limit"),
    }
}

/// What is secret while sessions are open is locked in memory, as far as the system allows it.
fn locked_memory(limit: Option<u64>) -> Finding {
    match limit {
        Some(bytes) if bytes < LITTLE_LOCKED => odd(
            format!(
                "locked memory: {} KiB, so that secrets of a run may be written to swap",
                bytes >> 10
            ),
            format!("raise the limit (ulimit -l) to {}", LITTLE_LOCKED >> 10),
        ),
        _ => good("secrets of a run are locked in memory, and kept out of swap"),
    }
}

/// The user's configuration; the defaults where something is wrong with it.
fn configuration() -> (Settings, Finding) {
    let settings = match Settings::load() {
        Ok(settings) => settings,
        Err(error) => return (Settings::default(), bad(error.to_string(), error.hint())),
    };
    let finding = match settings.file() {
        None => odd(
            "there is no configuration, and no home folder for one",
            format!("set {} to a file", settings::VARIABLE),
        ),
        Some(file) if settings.is_found() => good(format!(
            "the configuration is {}: {}",
            file.display(),
            trust(&settings)
        )),
        Some(file) => good(format!(
            "there is no configuration, which would be {}: {}",
            file.display(),
            trust(&settings)
        )),
    };
    (settings, finding)
}

fn trust(settings: &Settings) -> String {
    let keys: Vec<&str> = settings.trusted_keys().iter().map(|(name, _)| name).collect();
    let signed = if settings.require_signature() {
        "drivers must be signed"
    } else {
        "drivers need no signature"
    };
    match &keys[..] {
        [] => format!("{signed}, no key is trusted"),
        keys => format!("{signed}, trusted keys are {}", keys.join(", ")),
    }
}

fn cache() -> Finding {
    let Some(folder) = Cache::default_folder() else {
        return odd(
            "compiled drivers are not kept: there is no home folder",
            "set NETHOST_CACHE to a folder",
        );
    };
    let shown = folder.display();
    match Cache::open(&folder).and_then(|_| writable(&folder)) {
        Ok(()) => good(format!("compiled drivers are kept in {shown}")),
        Err(error) => odd(
            format!(
                "compiled drivers are not kept: {shown}: {}",
                system_text::plain(&error)
            ),
            "set NETHOST_CACHE to a folder that only you can write",
        ),
    }
}

fn writable(folder: &Path) -> io::Result<()> {
    tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)
        .map(drop)
}

fn known_hosts() -> Finding {
    let Some(path) = known_hosts_path() else {
        return odd(
            "host keys cannot be remembered: there is no home folder",
            "set HOME, or ssh.known_hosts in the inventory",
        );
    };
    let shown = path.display();
    match fs::read(&path) {
        Ok(_) => good(format!("host keys are remembered in {shown}")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => good(format!(
            "host keys will be remembered in {shown}, which does not exist yet"
        )),
        Err(error) => bad(
            format!(
                "host keys cannot be read: {shown}: {}",
                system_text::of_file(&error)
            ),
            "make it readable, or name another file as ssh.known_hosts in the inventory",
        ),
    }
}

/// Starts the sandbox and loads every driver that is built in, as a run would.
fn drivers(settings: Settings) -> Vec<Finding> {
    let cache = Cache::default_folder().and_then(|folder| Cache::open(&folder).ok());
    let engine = match Engine::new(cache) {
        Ok(engine) => engine,
        Err(error) => {
            return vec![bad(
                error.to_string(),
                "the sandbox reserves some 10 GiB of addresses: raise `ulimit -v`, or the container's limit",
            )];
        }
    };
    let mut shelf = Shelf::new(engine, settings);
    let names = Shelf::built_in_names();
    if names.is_empty() {
        return vec![odd(
            "no driver is built in",
            "build nethost with `make build`, or name drivers with --plugin",
        )];
    }
    let look = |name: String| match shelf.for_platform(&name) {
        Ok(driver) => {
            let description = driver.description();
            good(format!(
                "built-in driver {name} {}: {} commands, {} getters",
                description.version,
                description.commands.len(),
                description.getters.len()
            ))
        }
        Err(error) => bad(format!("built-in driver {name}: {error}"), error.hint()),
    };
    names.into_iter().map(look).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_locked_memory_is_told_with_what_is_enough() {
        for enough in [None, Some(LITTLE_LOCKED)] {
            assert_eq!(locked_memory(enough).level, Level::Note);
        }
        let little = locked_memory(Some(64 << 10));
        assert_eq!(little.level, Level::Warning);
        assert!(little.text.contains(" 64 KiB,"), "{}", little.text);
        assert_eq!(little.hint, "raise the limit (ulimit -l) to 256");
    }
}
