//! Which files a new driver's folder has, and what is in them.

use super::{Language, Plan, ScaffoldError, text::fill};
use crate::plugin::SCRIPT_CONTRACT;
use std::path::Path;

include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// The SDK's crate in a checkout, and in the copy that a driver's folder has.
pub(super) const SDK_CRATE: &str = "plugins/sdk";

/// A file's place in the folder, and its text with marks.
type Skeleton = (&'static str, &'static str);

macro_rules! skeleton {
    ($($place:literal: $file:literal),* $(,)?) => {
        &[$(($place, include_str!(concat!("skeleton/", $file)))),*]
    };
}

const SHARED: &[Skeleton] = skeleton![
    ".gitignore": "shared/gitignore",
    "inventory.toml": "shared/inventory.toml",
    "prompts.toml": "shared/prompts.toml",
    "fixtures/show_version/first.txt": "shared/show_version.txt",
    "fixtures/show_version/first.json": "shared/show_version.json",
    "sessions/first.cast": "shared/first.cast",
];

/// What templates and a driver in Rust have in common.
const FILES: &[Skeleton] = skeleton![
    "driver.toml": "files/driver.toml",
    "profile.toml": "files/profile.toml",
    "templates/show_version.textfsm": "files/show_version.textfsm",
];

const RUST: &[Skeleton] = skeleton![
    "Cargo.toml": "rust/Cargo.toml",
    "src/lib.rs": "rust/lib.rs",
    "src/getters/mod.rs": "rust/getters.rs",
    "src/getters/facts.rs": "rust/facts.rs",
    "tests/driver.rs": "rust/tests.rs",
];

const PYTHON: &[Skeleton] = skeleton![
    "driver.toml": "python/driver.toml",
    "app.py": "python/app.py",
    "requirements.txt": "python/requirements.txt",
];

const JAVASCRIPT: &[Skeleton] = skeleton![
    "driver.toml": "javascript/driver.toml",
    "driver.js": "javascript/driver.js",
    "package.json": "javascript/package.json",
];

/// Lines of the README's table, for the files that the author works on.
const OF_FILES: &str = "\
| `driver.toml` | who the driver is for, and what it parses |
| `profile.toml` | how the devices' command line behaves |
| `templates/` | from a command's output to rows |
";
const OF_RUST: &str = "\
| `src/getters/` | NAPALM's getters |
| `tests/` | the driver's own tests |
";
const OF_SDK: &str = "| `sdk/` | what drivers in Rust are written with; not yours to change |\n";
const OF_PYTHON: &str = "| `app.py` | the driver |\n";
const OF_JAVASCRIPT: &str = "| `driver.js` | the driver |\n";

/// Every file of the folder, in no order.
pub(super) fn of(plan: &Plan) -> Result<Vec<(String, String)>, ScaffoldError> {
    let (sets, about): (&[&[Skeleton]], &str) = match plan.language {
        Language::Templates => (&[SHARED, FILES], include_str!("skeleton/files/readme.md")),
        Language::Rust => (&[SHARED, FILES, RUST], include_str!("skeleton/rust/readme.md")),
        Language::Python => (&[SHARED, PYTHON], include_str!("skeleton/python/readme.md")),
        Language::JavaScript => (
            &[SHARED, JAVASCRIPT],
            include_str!("skeleton/javascript/readme.md"),
        ),
    };
    let words = words(plan)?;
    let mut files: Vec<(String, String)> = sets
        .iter()
        .copied()
        .flatten()
        .map(|(place, text)| ((*place).to_owned(), fill(text, &words)))
        .collect();
    let readme = [
        include_str!("skeleton/shared/head.md"),
        about,
        include_str!("skeleton/shared/tail.md"),
    ];
    files.push(("README.md".to_owned(), fill(&readme.concat(), &words)));
    if plan.language == Language::Rust {
        files.push(("Cargo.lock".to_owned(), LOCK.to_owned()));
        if plan.sdk.is_none() {
            let sdk = SDK.iter();
            files.extend(sdk.map(|(place, text)| (format!("sdk/{place}"), (*text).to_owned())));
        }
    }
    Ok(files)
}

fn words(plan: &Plan) -> Result<Vec<(&'static str, String)>, ScaffoldError> {
    let of_files = match (plan.language, &plan.sdk) {
        (Language::Templates, _) => OF_FILES.to_owned(),
        (Language::Rust, Some(_)) => [OF_FILES, OF_RUST].concat(),
        (Language::Rust, None) => [OF_FILES, OF_RUST, OF_SDK].concat(),
        (Language::Python, _) => OF_PYTHON.to_owned(),
        (Language::JavaScript, _) => OF_JAVASCRIPT.to_owned(),
    };
    let (authors, author_line) = plan.author.as_ref().map_or_else(Default::default, |author| {
        (format!("authors = [\"{author}\"]\n"), format!("By {author}.\n"))
    });
    let name = plan.name.to_string();
    Ok(vec![
        ("platform", plan.name.platform()),
        ("type", plan.name.camel()),
        ("crate", format!("{}_driver", plan.name.platform())),
        ("vendor", plan.vendor.to_string()),
        ("vendor_pattern", plan.vendor.pattern()),
        ("contract", SCRIPT_CONTRACT.to_owned()),
        ("prompt", plan.prompt.to_string()),
        ("other_prompt", plan.prompt.elsewhere()),
        ("pattern", plan.prompt.pattern()),
        ("authors", authors),
        ("author_line", author_line),
        ("files", of_files),
        ("sdk", sdk(plan.sdk.as_deref())?),
        ("name", name),
    ])
}

/// Where the driver's manifest finds the SDK's crate, as TOML.
fn sdk(checkout: Option<&Path>) -> Result<String, ScaffoldError> {
    let Some(checkout) = checkout else {
        return Ok(format!("\"sdk/{SDK_CRATE}\""));
    };
    let path = checkout.join(SDK_CRATE);
    match path.join("Cargo.toml").canonicalize() {
        Ok(_) => {}
        Err(_) => return Err(ScaffoldError::NoSdk(checkout.to_owned())),
    }
    let whole = path.canonicalize().map_err(|e| ScaffoldError::File(path, e))?;
    // cargo reads no path that is not UTF-8.
    Ok(toml::Value::from(&*whole.to_string_lossy()).to_string())
}
