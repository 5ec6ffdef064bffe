//! `nethost plugin sign`: a signature beside a driver, and the key pair that makes it, both as minisign has them.

use crate::{
    cli::error::{CliError, Done},
    inventory::{
        SecretReader, Surroundings, SystemSecrets,
        secret::Secret,
        source::{SecretFailure, SecretSource},
    },
    plugin::{
        engine::{self, LoadError},
        trust::{SignError, SigningKey, path_of_signature, write_pair},
    },
    report::Message,
    system_text,
};
use std::{
    env,
    ffi::OsStr,
    fs::{self, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// Where minisign's own folder is named.
const MINISIGN_FOLDER: &str = "MINISIGN_CONFIG_DIR";

/// A key's file has two lines; what is larger is none.
const KEY_FILE: u64 = 4096;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The driver. Its signature becomes FILE.minisig.
    #[arg(
        value_name = "FILE",
        required_unless_present = "generate",
        conflicts_with = "generate"
    )]
    file: Option<PathBuf>,
    /// The secret key; without it minisign's own, ~/.minisign/minisign.key.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// What is signed with the driver, instead of the time and the file's name.
    #[arg(long, value_name = "TEXT", conflicts_with = "generate")]
    comment: Option<String>,
    /// Make a key pair, and sign nothing: the secret key where --key says, the public one beside it, ending in .pub.
    #[arg(long)]
    generate: bool,
    /// The environment variable that holds the key's password; without it the password is asked for.
    #[arg(long, value_name = "NAME", conflicts_with = "no_password")]
    password_env: Option<String>,
    /// Make a key without a password: whoever reads the file can sign.
    #[arg(long, requires = "generate")]
    no_password: bool,
}

pub(super) fn sign(args: &Args) -> Done {
    let key = match &args.key {
        Some(key) => key.clone(),
        None => default_key()?,
    };
    match &args.file {
        Some(file) => sign_file(args, file, &key),
        None => generate(args, &key),
    }
}

fn sign_file(args: &Args, file: &Path, key_file: &Path) -> Done {
    let wasm = engine::read(file).map_err(|error| match error {
        LoadError::Unreadable { .. } => CliError::new(error, "name the driver's .wasm file"),
        error => error.into(),
    })?;
    let key = read_key(args, key_file)?;
    let name = file.file_name().unwrap_or_default().display();
    let comment = match &args.comment {
        Some(comment) => comment.clone(),
        // As minisign writes it; what cannot stand in a comment is left out.
        None => format!(
            "timestamp:{}\tfile:{name}\thashed",
            jiff::Timestamp::now().as_second()
        )
        .replace(|c: char| c.is_control() && c != '\t', ""),
    };
    let signature = key.sign(&wasm, &comment)?;
    let path = path_of_signature(file);
    write(&path, &signature).map_err(|error| {
        CliError::new(
            format!(
                "{} cannot be written: {}",
                path.display(),
                system_text::plain(&error)
            ),
            "it stands beside the driver",
        )
    })?;
    let by = key.id().map(|id| id.to_string()).unwrap_or_default();
    Message::note(format!("{}: signed by the key {by}", path.display()))
        .hint("give it to people together with the driver, and your public key once")
        .show();
    Ok(0)
}

fn read_key(args: &Args, file: &Path) -> Result<SigningKey, CliError> {
    let shown = file.display();
    let unreadable = |error: io::Error| {
        let hint = "name your secret key after --key; `nethost plugin sign --generate` makes one";
        CliError::new(
            format!("the key {shown} cannot be read: {}", system_text::of_file(&error)),
            hint,
        )
    };
    let wrong = |error: SignError| CliError::new(format!("{shown}: {error}"), error.hint());
    if fs::metadata(file).map_err(unreadable)?.len() > KEY_FILE {
        return Err(wrong(SignError::NotAKey));
    }
    let text = match fs::read_to_string(file) {
        Ok(text) => Secret::new(text),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(wrong(SignError::NotAKey)),
        Err(error) => return Err(unreadable(error)),
    };
    let password = if SigningKey::needs_password(text.expose()).map_err(wrong)? {
        let asked = SecretSource::Prompt(format!("password of {shown}"));
        Some(password(args, asked)?)
    } else {
        None
    };
    SigningKey::read(text.expose(), password.as_ref()).map_err(wrong)
}

fn generate(args: &Args, secret_file: &Path) -> Done {
    let mut public_file = secret_file.with_extension("pub");
    if public_file == secret_file {
        public_file.as_mut_os_string().push(".pub");
    }
    let password = if args.no_password {
        None
    } else {
        let asked = |word| SecretSource::Prompt(format!("{word} for the new key"));
        let first = password(args, asked("password"))?;
        if args.password_env.is_none() && password(args, asked("the same password"))? != first {
            return Err(CliError::new("the two passwords are not the same", "try again"));
        }
        Some(first)
    };
    let (public, secret) = SigningKey::generate(password.as_ref())?;
    write_pair((secret_file, &secret), (&public_file, &public))?;
    let line = public.lines().nth(1).unwrap_or_default();
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Message::note(format!(
        "the secret key is {}, the public one {}",
        secret_file.display(),
        public_file.display()
    ))
    .hint(format!(
        "who trusts you writes into the configuration: [store.trusted_keys] and below it your-name = \"{line}\""
    ))
    .show();
    Ok(0)
}

fn password(args: &Args, asked: SecretSource) -> Result<Secret, CliError> {
    let source = match &args.password_env {
        Some(name) => SecretSource::Env(name.clone()),
        None => asked,
    };
    let read = SystemSecrets.read(&source);
    read.map(|reading| reading.secret)
        .map_err(|SecretFailure { message, hint }| match &args.password_env {
            Some(_) => CliError::new(message, hint),
            None => CliError::new(
                format!("the key's password: {message}"),
                "where nobody sits at a terminal, name the variable that holds it: --password-env NAME",
            ),
        })
}

/// Where minisign keeps its key.
fn default_key() -> Result<PathBuf, CliError> {
    let folder = env::var_os(MINISIGN_FOLDER).filter(|folder| !folder.is_empty());
    let folder = folder.map(PathBuf::from).or_else(|| {
        let home = Surroundings::of_this_user().home?;
        Some(home.join(".minisign"))
    });
    folder
        .map(|folder| folder.join("minisign.key"))
        .ok_or_else(|| CliError::new("there is no home folder with a key", "name the key after --key"))
}

/// Writes beside and renames: a signature is whole, or the one before it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != OsStr::new(""));
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
