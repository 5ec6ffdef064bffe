//! Asks the user's keyring for a secret.
//!
//! It is asked through the program that the desktop has for it: `secret-tool` (of libsecret) speaks to whatever offers
//! the Secret Service there, be it GNOME's keyring, KDE's wallet or `KeePassXC`; macOS has `security`. A library for
//! the same would bring some thirty crates and a message bus of its own into a program that most often runs where
//! there is no keyring at all.

use super::{
    command::{self, CommandError},
    secret::Secret,
    source::{SecretFailure, failure, secret_of},
};
use std::{io, time::Duration};

const INSTEAD: &str =
    "where nobody is logged in to a desktop, give it as { env = … }, { file = … } or { command = … }";

/// The secret that the keyring has for this account of this service. `time` is what a person may need to unlock it.
pub fn read(service: &str, account: Option<&str>, time: Duration) -> Result<Secret, SecretFailure> {
    ask(PROGRAM, service, account, time)
}

fn ask(program: &str, service: &str, account: Option<&str>, time: Duration) -> Result<Secret, SecretFailure> {
    let what = match account {
        Some(account) => format!("{account} at {service}"),
        None => service.to_owned(),
    };
    let output = command::run(program, &lookup(service, account), time).map_err(|error| match error {
        CommandError::NotRun(cause) if cause.kind() == io::ErrorKind::NotFound => failure(
            format!("the keyring cannot be asked: {PROGRAM} is not installed"),
            format!("{INSTALL}{INSTEAD}"),
        ),
        CommandError::Failed { complaint: None, .. } => failure(
            format!("the keyring holds nothing for {what}"),
            format!("store it: {}", store(service, account)),
        ),
        CommandError::Failed {
            complaint: Some(complaint),
            ..
        } => failure(
            format!("the keyring cannot be asked for {what}: {PROGRAM} wrote: {complaint}"),
            INSTEAD,
        ),
        error => failure(
            format!("the keyring cannot be asked for {what}: {PROGRAM} {error}"),
            error.hint(),
        ),
    })?;
    secret_of(&output).map_err(|_| {
        failure(
            format!("what the keyring holds for {what} is empty, too long or no text in UTF-8"),
            "store the secret itself there, and nothing else",
        )
    })
}

#[cfg(not(target_os = "macos"))]
const PROGRAM: &str = "secret-tool";
#[cfg(not(target_os = "macos"))]
const INSTALL: &str = "install it, Debian has it in libsecret-tools; ";

#[cfg(not(target_os = "macos"))]
fn lookup(service: &str, account: Option<&str>) -> Vec<String> {
    let mut words = vec!["lookup", "service", service];
    words.extend(account.map(|account| ["account", account]).into_iter().flatten());
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(not(target_os = "macos"))]
fn store(service: &str, account: Option<&str>) -> String {
    let account = account.map(|account| format!(" account {account}"));
    format!(
        "secret-tool store --label=nethost service {service}{}",
        account.unwrap_or_default()
    )
}

#[cfg(target_os = "macos")]
const PROGRAM: &str = "security";
#[cfg(target_os = "macos")]
const INSTALL: &str = "it is a part of macOS: is it in the PATH? ";

#[cfg(target_os = "macos")]
fn lookup(service: &str, account: Option<&str>) -> Vec<String> {
    let mut words = vec!["find-generic-password", "-w", "-s", service];
    words.extend(account.map(|account| ["-a", account]).into_iter().flatten());
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(target_os = "macos")]
fn store(service: &str, account: Option<&str>) -> String {
    let account = account.map(|account| format!(" -a {account}"));
    format!(
        "security add-generic-password -s {service}{} -w",
        account.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Asks a program that stands in for the desktop's.
    fn asked(script: &str, account: Option<&str>) -> Result<String, SecretFailure> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let program = folder.path().join("program");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("it can be written");
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o700)).expect("the mode can be set");
        let program = program.to_str().expect("its name is text");
        ask(program, "lab", account, Duration::from_mins(1)).map(|secret| secret.expose().to_owned())
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn the_service_and_the_account_are_what_is_looked_up() {
        let told = asked("echo \"$*\"", Some("ana"));
        assert_eq!(told.as_deref(), Ok("lookup service lab account ana"));
        assert_eq!(asked("echo \"$*\"", None).as_deref(), Ok("lookup service lab"));
        assert_eq!(asked("printf hidden", None).as_deref(), Ok("hidden"));
    }

    #[test]
    fn what_the_keyring_cannot_give_says_why_and_what_to_do() {
        for (script, message) in [
            ("exit 1", "the keyring holds nothing for ana at lab"),
            (
                "echo no bus >&2; exit 1",
                "the keyring cannot be asked for ana at lab: ",
            ),
            (
                "echo",
                "what the keyring holds for ana at lab is empty, too long or no text in UTF-8",
            ),
        ] {
            let failure = asked(script, Some("ana")).expect_err(message);
            assert!(
                failure.message.starts_with(message) && !failure.hint.is_empty(),
                "{failure:?}"
            );
        }
        let failure =
            ask("/nowhere/program", "lab", None, Duration::from_mins(1)).expect_err("it is not there");
        assert!(failure.message.ends_with("is not installed"), "{failure:?}");
        assert!(failure.hint.contains("{ env = … }"), "{failure:?}");
    }
}
