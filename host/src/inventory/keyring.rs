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
use zeroize::Zeroizing;

const INSTEAD: &str =
    "where nobody is logged in to a desktop, give it as { env = … }, { file = … } or { command = … }";

/// The secret that the keyring has for this account of this service. `time` is what a person may need to unlock it.
pub fn read(service: &str, account: Option<&str>, time: Duration) -> Result<Secret, SecretFailure> {
    let what = match account {
        Some(account) => format!("{account} at {service}"),
        None => service.to_owned(),
    };
    let output = command::run(PROGRAM, &lookup(service, account), time).map_err(|error| match error {
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
    one_secret(&what, &output)
}

fn one_secret(what: &str, output: &Zeroizing<Vec<u8>>) -> Result<Secret, SecretFailure> {
    secret_of(output).map_err(|_| {
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
