//! `nethost.lock`: which drivers the platforms of one inventory use, by the digest of their bytes.
//!
//! The file lies beside the inventory and is meant to be kept with it. It is written sorted, so that two people's changes
//! meet only where they contradict each other.

use super::{
    document::{self, DocumentError, entries, missing, parsed, quoted},
    source::{Source, SourceError},
};
use crate::{
    inventory::format::toml::reader::{At, Reader, Value, in_order},
    plugin::digest::Digest,
    system_text,
};
use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    fs::{self, File},
    io,
    ops::Range,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    str::FromStr,
};
use toml::de::{DeTable, DeValue};

/// The file's name, in the inventory's folder.
pub const NAME: &str = "nethost.lock";

/// The version of the file's format.
const VERSION: i128 = 1;

/// The source of a driver that the binary carries.
const BUILT_IN: &str = "built-in";

/// As anybody's program creates a file. Where there is one already, what it has of this.
const MODE: u32 = 0o666;

const HEAD: &str = "# written by nethost; says which drivers this inventory's platforms use\n";

/// The drivers of an inventory's platforms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockFile {
    /// By platform in small letters.
    drivers: BTreeMap<String, Locked>,
}

/// The driver of one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    pub platform: String,
    /// What the driver calls its version; for people only.
    pub version: String,
    pub origin: Origin,
    pub digest: Digest,
}

/// Where a locked driver comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The binary carries it.
    BuiltIn,
    /// A path is whole; in the file it is relative where it lies below the file's folder.
    Source(Source),
}

/// Why a lock was not changed.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error("{} cannot be written: {}", .path.display(), system_text::plain(error))]
    Write { path: PathBuf, error: io::Error },
}

impl LockError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Document(error) => error.hint(),
            Self::Write { error, .. } => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space",
                _ => "make the inventory's folder writable for this user",
            },
        }
    }
}

impl LockFile {
    /// Where the lock of an inventory lies. `-` is standard input, whose folder is the one that nethost runs in.
    pub fn beside(inventory: &Path) -> PathBuf {
        inventory.parent().unwrap_or(Path::new("")).join(NAME)
    }

    /// Reads the file; none where there is none.
    ///
    /// # Errors
    /// All that is wrong in it.
    pub fn load(path: &Path) -> Result<Option<Self>, DocumentError> {
        let Some(text) = document::text(path)? else {
            return Ok(None);
        };
        Self::parse(path, &text).map(Some)
    }

    /// Reads a lock's text; paths in it are relative to the file's folder.
    ///
    /// # Errors
    /// All that is wrong in it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, DocumentError> {
        let folder = folder_of(path);
        document::read(&path.display().to_string(), text, VERSION, |reader, top, _| {
            let mut lock = Self::default();
            for (key, value) in entries(top) {
                let at = At::ROOT.key(key.get_ref());
                match (key.get_ref().as_ref(), value.get_ref()) {
                    ("drivers", DeValue::Array(items)) => {
                        for item in items {
                            lock.take(reader, &at, item, &folder);
                        }
                    }
                    ("drivers", _) => {
                        let hint = "begin each driver with the line [[drivers]], with two brackets";
                        reader.mistake(&at, value.span(), "expected a list of drivers", hint);
                    }
                    _ => reader.unknown(&At::ROOT, key, &["version", "drivers"], &[]),
                }
            }
            Some(lock)
        })
    }

    fn take(&mut self, reader: &mut Reader<'_>, at: &At<'_>, item: &Value<'_>, folder: &Path) {
        let DeValue::Table(table) = item.get_ref() else {
            let hint = "begin each driver with the line [[drivers]], with two brackets";
            reader.mistake(at, item.span(), "expected a driver", hint);
            return;
        };
        let Some(locked) = locked(reader, at, table, item.span(), folder) else {
            return;
        };
        let platform = locked.platform.clone();
        if self.put(locked).is_some() {
            reader.mistake(
                &at.key("platform"),
                item.span(),
                format!("{platform} stands here for the second time"),
                "leave one of the two: a platform has one driver",
            );
        }
    }

    /// The driver of a platform, whatever the case of its name.
    pub fn get(&self, platform: &str) -> Option<&Locked> {
        self.drivers.get(&platform.to_ascii_lowercase())
    }

    /// All, sorted by platform.
    pub fn iter(&self) -> impl Iterator<Item = &Locked> {
        self.drivers.values()
    }

    /// Whether any platform uses these bytes.
    pub fn needs(&self, digest: Digest) -> bool {
        self.iter().any(|locked| locked.digest == digest)
    }

    /// Sets the driver of a platform; gives the one before.
    pub fn put(&mut self, locked: Locked) -> Option<Locked> {
        self.drivers.insert(locked.platform.to_ascii_lowercase(), locked)
    }

    pub fn remove(&mut self, platform: &str) -> Option<Locked> {
        self.drivers.remove(&platform.to_ascii_lowercase())
    }

    /// The text of a file that lies in this folder.
    pub fn text(&self, folder: &Path) -> String {
        let mut text = format!("{HEAD}version = {VERSION}\n");
        for it in self.iter() {
            let source = match &it.origin {
                Origin::BuiltIn => BUILT_IN.to_owned(),
                Origin::Source(source) => source
                    .map_path(|path| path.strip_prefix(folder).unwrap_or(path).to_owned())
                    .to_string(),
            };
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n[[drivers]]\nplatform = {}\nversion = {}\nsource = {}\ndigest = {}\n",
                quoted(&it.platform),
                quoted(&it.version),
                quoted(&source),
                quoted(&it.digest.to_string()),
            );
        }
        text
    }

    /// Changes the file at this path, which need not be there yet. Nobody else changes it meanwhile; a reader sees it as it
    /// was or as it is.
    ///
    /// # Errors
    /// A file that cannot be read or written. It is then as it was.
    pub fn update<T>(path: &Path, change: impl FnOnce(&mut Self) -> T) -> Result<T, LockError> {
        // Through a link the file behind it is changed.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = folder_of(&path);
        let wrong = |error: io::Error| LockError::Write {
            path: path.clone(),
            error,
        };
        // Whoever changes the file holds its folder: the file itself is replaced. Where the file system knows no locks, the
        // last writer's file stands, whole.
        let held = File::open(&folder).map_err(wrong)?;
        let _ = held.lock();
        let mut lock = Self::load(&path)?.unwrap_or_default();
        let before = lock.clone();
        let told = change(&mut lock);
        if lock != before {
            // What its owner closed to others stays closed.
            let mode = fs::metadata(&path).map_or(MODE, |meta| meta.permissions().mode() & MODE);
            document::replace(&path, lock.text(&folder).as_bytes(), mode).map_err(wrong)?;
        }
        Ok(told)
    }
}

impl FromStr for Origin {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, SourceError> {
        if text == BUILT_IN {
            return Ok(Self::BuiltIn);
        }
        text.parse().map(Self::Source)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str(BUILT_IN),
            Self::Source(source) => source.fmt(f),
        }
    }
}

/// What to do about a value that nobody would write by hand.
const ANEW: &str = "put the file aside and have it written anew: nethost plugin lock";

const KEYS: [&str; 4] = ["platform", "version", "source", "digest"];

fn locked(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    table: &DeTable<'_>,
    span: Range<usize>,
    folder: &Path,
) -> Option<Locked> {
    let (mut platform, mut version, mut origin, mut digest) = (None, None, None, None);
    for (key, value) in in_order(table) {
        let field = at.key(key.get_ref());
        match key.get_ref().as_ref() {
            "platform" => platform = Some(reader.text(&field, value).map(str::to_owned)),
            "version" => version = Some(reader.text(&field, value).map(str::to_owned)),
            "source" => origin = Some(parsed::<Origin>(reader, &field, value, ANEW)),
            "digest" => digest = Some(parsed::<Digest>(reader, &field, value, ANEW)),
            _ => reader.unknown(at, key, &KEYS, &[("sha256", "digest"), ("name", "platform")]),
        }
    }
    let given = [
        platform.is_some(),
        version.is_some(),
        origin.is_some(),
        digest.is_some(),
    ];
    for (key, given) in KEYS.iter().zip(given) {
        if !given {
            missing(
                reader,
                at,
                span.clone(),
                key,
                "\"…\"; `nethost plugin lock` writes it",
            );
        }
    }
    Some(Locked {
        platform: platform??,
        version: version??,
        origin: match origin?? {
            Origin::BuiltIn => Origin::BuiltIn,
            Origin::Source(source) => Origin::Source(source.map_path(|path| folder.join(path))),
        },
        digest: digest??,
    })
}

/// The whole path of a file's folder.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}
