//! What the store knows of an installed driver: one small file for each platform.

use super::{
    document::{self, DocumentError, entries, missing, parsed, quoted},
    lock_file::{Locked, Origin},
    source::Source,
};
use crate::{
    inventory::format::toml::reader::{At, Reader, Value, in_order},
    plugin::{Driver, digest::Digest},
};
use jiff::Timestamp;
use std::{
    fmt::{Display, Write},
    ops::Range,
    path::Path,
};
use toml::de::{DeTable, DeValue};

/// The version of the file's format.
const VERSION: i128 = 1;

/// As long as a platform's name or alias may be: it is a part of files' names, and stands in tables.
const LONGEST_NAME: usize = 64;

/// As long as a vendor or a version may be: they stand in tables.
const LONGEST_TEXT: usize = 128;

/// As many aliases as a driver may have.
const MOST_ALIASES: usize = 64;

/// Names that have a meaning of their own in an inventory.
const RESERVED: [&str; 1] = ["auto"];

/// An installed driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub platform: String,
    pub aliases: Vec<String>,
    /// Empty where the driver does not say.
    pub vendor: String,
    pub version: String,
    /// Version of the driver contract that it was built for.
    pub contract: String,
    pub digest: Digest,
    /// Bytes of the component.
    pub size: u64,
    /// What the user named.
    pub source: Source,
    /// What that was when it was fetched.
    pub resolved: Source,
    /// The number of the key whose signature came with it. It says who claims to have signed, and proves nothing.
    pub key: Option<String>,
    pub installed_at: Timestamp,
}

/// A driver that says of itself what the store cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error(
        "its {what} \"{}\" is no name: letters, digits, and . _ - except in front, at most {LONGEST_NAME}",
        text.escape_debug()
    )]
    Name { what: &'static str, text: String },
    #[error("its platform \"{0}\" has a meaning of its own in an inventory")]
    Reserved(String),
    #[error("it has {0} aliases, and {MOST_ALIASES} is the most")]
    Aliases(usize),
    #[error("it does not say its version")]
    NoVersion,
    #[error("its {what} holds control characters, or is longer than {LONGEST_TEXT} bytes")]
    Text { what: &'static str },
}

impl Entry {
    /// What is recorded of a driver.
    ///
    /// # Errors
    /// A description that the store cannot hold: names are parts of files' names.
    pub fn of(driver: &Driver, source: Source, resolved: Source, key: Option<String>) -> Result<Self, Unfit> {
        let it = driver.description();
        name("platform", &it.platform)?;
        if RESERVED
            .iter()
            .any(|reserved| it.platform.eq_ignore_ascii_case(reserved))
        {
            return Err(Unfit::Reserved(it.platform.clone()));
        }
        if it.aliases.len() > MOST_ALIASES {
            return Err(Unfit::Aliases(it.aliases.len()));
        }
        for alias in &it.aliases {
            name("alias", alias)?;
        }
        if it.version.is_empty() {
            return Err(Unfit::NoVersion);
        }
        for (what, text) in [("version", &it.version), ("vendor", &it.vendor)] {
            if text.len() > LONGEST_TEXT || text.contains(char::is_control) {
                return Err(Unfit::Text { what });
            }
        }
        Ok(Self {
            platform: it.platform.clone(),
            aliases: it.aliases.clone(),
            vendor: it.vendor.clone(),
            version: it.version.clone(),
            contract: driver.contract().into(),
            digest: driver.digest(),
            size: driver.size() as u64,
            source,
            resolved,
            key,
            installed_at: now(),
        })
    }

    /// What a lock says of it.
    pub fn to_lock(&self) -> Locked {
        Locked {
            platform: self.platform.clone(),
            version: self.version.clone(),
            origin: Origin::Source(self.resolved.clone()),
            digest: self.digest,
        }
    }

    /// Whether this is the platform's name, or one that others call it by.
    pub fn is_called(&self, name: &str) -> bool {
        self.platform.eq_ignore_ascii_case(name)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }

    /// The name of a platform's file; none for what can be no platform.
    pub(super) fn file_name(platform: &str) -> Option<String> {
        name("platform", platform).ok()?;
        Some(format!("{}.toml", platform.to_ascii_lowercase()))
    }

    /// Reads an entry's text.
    ///
    /// # Errors
    /// All that is wrong in it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, DocumentError> {
        document::read(&path.display().to_string(), text, VERSION, |reader, top, span| {
            let mut entry = None;
            for (key, value) in entries(top) {
                let at = At::ROOT.key(key.get_ref());
                match (key.get_ref().as_ref(), value.get_ref()) {
                    ("driver", DeValue::Table(table)) => {
                        entry = Some(driver(reader, &at, table, value.span()));
                    }
                    ("driver", _) => {
                        reader.mistake(&at, value.span(), "expected a table", REINSTALL);
                        entry = Some(None);
                    }
                    _ => reader.unknown(&At::ROOT, key, &["version", "driver"], &[]),
                }
            }
            if entry.is_none() {
                reader.mistake(
                    &At::ROOT.key("driver"),
                    span.start..span.start,
                    "it is missing",
                    REINSTALL,
                );
            }
            entry?
        })
    }

    pub fn text(&self) -> String {
        let mut text = format!("# written by nethost\nversion = {VERSION}\n\n[driver]\n");
        let aliases: Vec<String> = self.aliases.iter().map(|alias| quoted(alias)).collect();
        let mut line = |key: &str, value: &dyn Display| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{key} = {value}");
        };
        line("platform", &quoted(&self.platform));
        line("aliases", &format!("[{}]", aliases.join(", ")));
        if !self.vendor.is_empty() {
            line("vendor", &quoted(&self.vendor));
        }
        line("version", &quoted(&self.version));
        line("contract", &quoted(&self.contract));
        line("digest", &quoted(&self.digest.to_string()));
        line("size", &self.size);
        line("source", &quoted(&self.source.to_string()));
        line("resolved", &quoted(&self.resolved.to_string()));
        if let Some(key) = &self.key {
            line("key", &quoted(key));
        }
        line("installed_at", &quoted(&self.installed_at.to_string()));
        text
    }
}

/// What to do about an entry that cannot be read.
const REINSTALL: &str = "install the driver again, or remove it: nethost plugin remove PLATFORM";

const KEYS: [&str; 11] = [
    "platform",
    "aliases",
    "vendor",
    "version",
    "contract",
    "digest",
    "size",
    "source",
    "resolved",
    "key",
    "installed_at",
];

/// Those that an entry may be without.
const OPTIONAL: [&str; 2] = ["vendor", "key"];

fn driver(reader: &mut Reader<'_>, at: &At<'_>, table: &DeTable<'_>, span: Range<usize>) -> Option<Entry> {
    for key in KEYS {
        if !OPTIONAL.contains(&key) && table.get(key).is_none() {
            missing(reader, at, span.clone(), key, "…, or install the driver again");
        }
    }
    for (key, _) in in_order(table) {
        if !KEYS.contains(&key.get_ref().as_ref()) {
            reader.unknown(at, key, &KEYS, &[]);
        }
    }
    let mut text = |key: &str| {
        let value = table.get(key)?;
        reader.text(&at.key(key), value).map(str::to_owned)
    };
    let (platform, version, contract) = (text("platform"), text("version"), text("contract"));
    let (vendor, key) = (text("vendor"), text("key"));
    let aliases = match table.get("aliases") {
        Some(value) => aliases(reader, &at.key("aliases"), value),
        None => None,
    };
    let size = table.get("size");
    let size = size.and_then(|value| reader.whole(&at.key("size"), value, 0, u64::MAX));
    let platform = platform.filter(|platform| {
        let fits = name("platform", platform);
        if let (Err(unfit), Some(value)) = (&fits, table.get("platform")) {
            reader.mistake(&at.key("platform"), value.span(), unfit.to_string(), REINSTALL);
        }
        fits.is_ok()
    });
    Some(Entry {
        platform: platform?,
        aliases: aliases?,
        vendor: vendor.unwrap_or_default(),
        version: version?,
        contract: contract?,
        digest: field(reader, at, table, "digest")?,
        size: size?,
        source: field(reader, at, table, "source")?,
        resolved: field(reader, at, table, "resolved")?,
        key,
        installed_at: field(reader, at, table, "installed_at")?,
    })
}

fn field<T: std::str::FromStr<Err: Display>>(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    table: &DeTable<'_>,
    key: &str,
) -> Option<T> {
    parsed(reader, &at.key(key), table.get(key)?, REINSTALL)
}

fn aliases(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let items = reader.items(at, value)?;
    items
        .iter()
        .map(|item| reader.text(at, item).map(str::to_owned))
        .collect()
}

/// To the second: more tells nobody anything.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// A name of a platform: a part of a file's name, of an inventory and of a command line.
fn name(what: &'static str, text: &str) -> Result<(), Unfit> {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let fits = text.len() <= LONGEST_NAME
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(inner);
    if fits {
        return Ok(());
    }
    Err(Unfit::Name {
        what,
        text: text.chars().take(LONGEST_NAME).collect(),
    })
}
