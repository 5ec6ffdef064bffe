//! Where secrets are kept outside of an inventory, and how one is read from there.
//!
//! Nothing here says a secret: of a command that fails, what it wrote to stderr is told, never its output.

use super::{command, keyring, secret::Secret};
use crate::system_text;
use rustix::fs::Mode;
use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use zeroize::Zeroizing;

/// Longer than any password, token or key that a device is logged in to with.
const LONGEST_SECRET: usize = 64 * 1024;
/// A password manager may wait for a person to touch a token; it must not hold an unattended run for ever.
const COMMAND_TIME: Duration = Duration::from_mins(1);

/// A place that holds a secret. Two equal ones hold the same secret, and only one of them is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretSource {
    /// An environment variable.
    Env(String),
    /// A file that holds nothing else.
    File(PathBuf),
    /// The user's keyring; without an account, whatever it holds for the service.
    Keyring {
        service: String,
        account: Option<String>,
    },
    /// A program and its arguments; what it writes to stdout is the secret.
    Command(Vec<String>),
    /// Asked for at the terminal; what it is that is asked for, such as `password of defaults`.
    Prompt(String),
}

/// A secret that was read.
#[derive(Debug)]
pub struct Reading {
    pub secret: Secret,
    /// That the file is open to others, for instance: message and hint.
    pub warning: Option<(String, String)>,
}

/// Why a secret could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFailure {
    pub message: String,
    pub hint: String,
}

pub(super) fn failure(message: impl Into<String>, hint: impl Into<String>) -> SecretFailure {
    SecretFailure {
        message: message.into(),
        hint: hint.into(),
    }
}

/// Reads secrets. Asked once for each source, one after the other, those that ask a person last.
pub trait SecretReader {
    fn read(&self, source: &SecretSource) -> Result<Reading, SecretFailure>;
}

/// This machine's environment, files, programs and terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemSecrets;

impl SecretReader for SystemSecrets {
    fn read(&self, source: &SecretSource) -> Result<Reading, SecretFailure> {
        match source {
            SecretSource::Env(name) => from_environment(name).map(plain),
            SecretSource::File(path) => from_file(path),
            SecretSource::Keyring { service, account } => {
                keyring::read(service, account.as_deref(), COMMAND_TIME).map(plain)
            }
            SecretSource::Command(words) => from_command(words, COMMAND_TIME).map(plain),
            SecretSource::Prompt(what) => from_terminal(what).map(plain),
        }
    }
}

fn plain(secret: Secret) -> Reading {
    Reading {
        secret,
        warning: None,
    }
}

fn from_environment(name: &str) -> Result<Secret, SecretFailure> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Err(failure(
            format!("the environment variable {name} is empty"),
            format!("give it a value: export {name}=…"),
        )),
        Ok(value) => Ok(Secret::new(value)),
        Err(std::env::VarError::NotPresent) => Err(failure(
            format!("the environment variable {name} is not set"),
            format!("set it: export {name}=…"),
        )),
        Err(std::env::VarError::NotUnicode(_)) => Err(failure(
            format!("the environment variable {name} is not text in UTF-8"),
            "set it to text",
        )),
    }
}

fn from_file(path: &Path) -> Result<Reading, SecretFailure> {
    let shown = path.display();
    let unreadable = |error: io::Error| {
        failure(
            format!(
                "the file {shown} cannot be read: {}",
                system_text::of_file(&error)
            ),
            "",
        )
    };
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mode = rustix::fs::fstat(&file)
        .map_err(|error| unreadable(error.into()))?
        .st_mode;
    let open_to_all = Mode::from_raw_mode(mode).intersects(Mode::ROTH | Mode::WOTH);
    let bytes = read_bounded(&mut file).map_err(unreadable)?;
    let secret = secret_of(&bytes).map_err(|fault| match fault {
        Fault::Empty => failure(
            format!("the file {shown} is empty"),
            "write the secret into it, and nothing else",
        ),
        Fault::TooLong => failure(
            format!("the file {shown} is too long for a secret"),
            "it has to hold the secret and nothing else",
        ),
        Fault::NotText => failure(
            format!("the file {shown} is not text in UTF-8"),
            "it has to hold the secret and nothing else",
        ),
    })?;
    let warning = open_to_all.then(|| {
        (
            format!("any user of this machine can read or write {shown}"),
            format!("close it: chmod 600 {shown}"),
        )
    });
    Ok(Reading { secret, warning })
}

/// What a program writes to stdout within a time. Blocks for as long as that.
pub fn from_command(words: &[String], time: Duration) -> Result<Secret, SecretFailure> {
    let [program, arguments @ ..] = words else {
        return Err(failure(
            "the command is empty",
            "name a program and its arguments",
        ));
    };
    let output = match command::run(program, arguments, time) {
        Ok(output) => output,
        Err(error) => return Err(failure(format!("the command {program} {error}"), error.hint())),
    };
    secret_of(&output).map_err(|fault| match fault {
        Fault::Empty => failure(
            format!("the command {program} wrote nothing to stdout"),
            "it has to write the secret there",
        ),
        Fault::TooLong => failure(
            format!("the command {program} wrote too much for a secret"),
            "it has to write the secret and nothing else",
        ),
        Fault::NotText => failure(
            format!("what the command {program} wrote is not text in UTF-8"),
            "it has to write the secret and nothing else",
        ),
    })
}

fn from_terminal(what: &str) -> Result<Secret, SecretFailure> {
    let hint = "where nobody sits at a terminal, give it as { env = … }, { file = … } or { command = … }";
    match rpassword::prompt_password(format!("{what}: ")) {
        Ok(value) if value.is_empty() => Err(failure("nothing was typed", "")),
        Ok(value) => Ok(Secret::new(value)),
        Err(error) => Err(failure(
            format!("it cannot be asked for: {}", system_text::of_file(&error)),
            hint,
        )),
    }
}

/// One byte more than a secret may have, so that too much is seen as such.
pub(super) fn read_bounded(from: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    from.take(LONGEST_SECRET as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) enum Fault {
    Empty,
    TooLong,
    NotText,
}

/// The bytes without the line ending that editors and programs add.
pub(super) fn secret_of(bytes: &[u8]) -> Result<Secret, Fault> {
    if bytes.len() > LONGEST_SECRET {
        return Err(Fault::TooLong);
    }
    let text = str::from_utf8(bytes).map_err(|_| Fault::NotText)?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(Fault::Empty),
        secret => Ok(Secret::new(secret)),
    }
}
