//! `nethost plugin new`: a driver's folder that builds, tests and runs as it is.

use crate::{
    cli::error::{CliError, Done},
    plugin::kit::scaffold::{self, Language, Name, Plan, Prompt, ScaffoldError, Words},
    report::{Message, question, scaffold::NewFolder},
};
use std::{
    fmt::Display,
    path::{Path, PathBuf},
    str::FromStr,
};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// What the driver is called: acme-os, for the platform `acme_os`.
    #[arg(value_name = "NAME")]
    name: String,
    /// The folder; without it, one of the driver's name where the command runs. Nothing is ever overwritten.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    language: LanguageArgs,
    /// Who makes the devices; without it, what the name begins with.
    #[arg(long, value_name = "NAME")]
    vendor: Option<String>,
    /// A prompt as a device shows it, such as 'acme-1>'.
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// Who writes the driver, such as 'Ada <ada@example.com>'.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// With --rust: take the SDK from this checkout of nethost instead of writing it into the folder.
    #[arg(long, value_name = "DIR", requires = "rust")]
    sdk: Option<PathBuf>,
    /// Ask nothing. Without a terminal nothing is asked anyway.
    #[arg(short, long)]
    yes: bool,
}

#[derive(clap::Args)]
#[group(multiple = false)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag, of which one may be given"
)]
struct LanguageArgs {
    /// Without code, out of a profile and TextFSM templates. The default.
    #[arg(long)]
    template: bool,
    /// In Rust.
    #[arg(long)]
    rust: bool,
    /// In Python.
    #[arg(long)]
    python: bool,
    /// In JavaScript.
    #[arg(long)]
    js: bool,
}

impl LanguageArgs {
    fn said(&self) -> Option<Language> {
        let flags = [
            (self.template, Language::Templates),
            (self.rust, Language::Rust),
            (self.python, Language::Python),
            (self.js, Language::JavaScript),
        ];
        flags
            .into_iter()
            .find_map(|(said, language)| said.then_some(language))
    }
}

pub(super) fn new(args: &Args) -> Done {
    let plan = plan(args, !args.yes && question::can_be_asked())?;
    let files = scaffold::make(&plan)?;
    NewFolder {
        folder: plan.folder.display().to_string(),
        platform: plan.name.platform(),
        files,
        next: next(&plan),
    }
    .show();
    Ok(0)
}

fn plan(args: &Args, asking: bool) -> Result<Plan, CliError> {
    let name: Name = args
        .name
        .parse()
        .map_err(|e: scaffold::NameError| CliError::new(&e, e.hint()))?;
    let folder = args.folder.clone().unwrap_or_else(|| name.to_string().into());
    let language = match args.language.said() {
        Some(language) => language,
        None if asking => answer(
            "written in: template (no code), rust, python, js",
            "template",
            language,
        )?,
        None => Language::default(),
    };
    let vendor = match &args.vendor {
        Some(vendor) => words(vendor)?,
        None if asking => answer("vendor", &name.vendor().to_string(), words)?,
        None => name.vendor(),
    };
    let prompt = match &args.prompt {
        Some(text) => prompt(text)?,
        None if asking => answer(
            "a prompt as a device shows it",
            &name.prompt().to_string(),
            prompt,
        )?,
        None => name.prompt(),
    };
    let some = |text: &str| match text {
        "" => Ok(None),
        text => words(text).map(Some),
    };
    let author = match &args.author {
        Some(author) => some(author)?,
        None if asking => answer("author (may be left empty)", "", some)?,
        None => None,
    };
    Ok(Plan {
        name,
        folder,
        language,
        vendor,
        prompt,
        author,
        sdk: args.sdk.clone(),
    })
}

/// Asks until the answer can be used; what is wrong with one is told.
fn answer<T>(
    question: &str,
    default: &str,
    read: impl Fn(&str) -> Result<T, CliError>,
) -> Result<T, CliError> {
    loop {
        let text = question::ask(question, default)
            .map_err(|_| CliError::new("nothing was made: nobody answers", "--yes asks nothing"))?;
        match read(&text) {
            Ok(value) => return Ok(value),
            Err(CliError::Wrong(message)) => message.show(),
            Err(error @ CliError::Unread) => return Err(error),
        }
    }
}

fn language(text: &str) -> Result<Language, CliError> {
    match text {
        "template" => Ok(Language::Templates),
        "rust" => Ok(Language::Rust),
        "python" => Ok(Language::Python),
        "js" => Ok(Language::JavaScript),
        other => Err(CliError::new(
            format!("\"{other}\" is none of them"),
            "template, rust, python or js",
        )),
    }
}

fn words(text: &str) -> Result<Words, CliError> {
    read(text, scaffold::WordsError::hint)
}

fn prompt(text: &str) -> Result<Prompt, CliError> {
    read(text, scaffold::PromptError::hint)
}

fn read<T: FromStr<Err = E>, E: Display>(text: &str, hint: fn(&E) -> &'static str) -> Result<T, CliError> {
    text.parse().map_err(|error| CliError::new(&error, hint(&error)))
}

/// What to run next, where nethost was run.
fn next(plan: &Plan) -> Vec<String> {
    // As `plugin build` calls what it makes.
    let whole = plan.folder.canonicalize().unwrap_or_else(|_| plan.folder.clone());
    let stem = whole.file_stem().unwrap_or_else(|| "driver".as_ref());
    let component = Path::new(stem).with_extension("wasm");
    let folder = quoted(&plan.folder);
    let inside = |name: &str| quoted(&plan.folder.join(name));
    let mut next = vec![
        format!("nethost plugin build {folder}"),
        format!("nethost plugin test {folder}"),
        format!(
            "nethost run --plugin {} -i {} --replay {} \"show version\"",
            quoted(&component),
            inside("inventory.toml"),
            inside("sessions")
        ),
    ];
    match plan.language {
        Language::Python => next.insert(
            0,
            format!(
                "python3 -m venv {0} && {0}/bin/pip install -r {1}",
                inside(".venv"),
                inside("requirements.txt")
            ),
        ),
        Language::JavaScript => next.insert(0, format!("npm install --prefix {folder}")),
        Language::Templates | Language::Rust => {}
    }
    next
}

/// A path as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

impl From<ScaffoldError> for CliError {
    fn from(error: ScaffoldError) -> Self {
        Self::Wrong(Message::error(error.to_string()).hint(error.hint()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_word_for_a_shell() {
        assert_eq!(quoted(Path::new("drivers/acme-os")), "drivers/acme-os");
        assert_eq!(quoted(Path::new("my drivers")), "'my drivers'");
        assert_eq!(quoted(Path::new("it's")), r"'it'\''s'");
    }
}
