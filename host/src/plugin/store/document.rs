//! Files that nethost writes for itself and people may edit: read as strictly as what people write.

use crate::inventory::{
    Mistake,
    error::Listing,
    format::toml::{
        broken,
        lines::Lines,
        reader::{At, Reader, Value, in_order},
    },
    paths::Paths,
};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    ops::Range,
    os::unix::fs::PermissionsExt,
    path::Path,
    str::FromStr,
};
use toml::de::{DeTable, DeValue};

/// The key whose number says how the rest of the file is to be read.
const VERSION_KEY: &str = "version";

/// Bytes of such a file: ten thousand drivers. More was not written by nethost.
const LARGEST: u64 = 4 << 20;

/// Before the name of a file that is not yet whole.
pub(super) const NEW: &str = ".new-";

/// Why such a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("{file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file} is larger than {} MiB", LARGEST >> 20)]
    TooLarge { file: String },
    #[error("{file}:{line}: it is not text in UTF-8")]
    NotText { file: String, line: usize },
    #[error("{file}:{line}: it is of version {found}, and this nethost reads version {known}")]
    Version {
        file: String,
        line: usize,
        found: i128,
        known: i128,
    },
    #[error("{}", Listing { file, mistakes })]
    Mistakes { file: String, mistakes: Vec<Mistake> },
}

impl DocumentError {
    /// What to do about it; empty for mistakes, each of which has its own.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "put an ordinary file there that this user can read, or none",
            Self::TooLarge { .. } | Self::NotText { .. } => "nethost did not write it: put it aside",
            Self::Version { found, known, .. } if found > known => {
                "a newer nethost wrote it: upgrade this one"
            }
            Self::Version { .. } => "no nethost ever wrote that: put the file aside",
            Self::Mistakes { .. } => "",
        }
    }
}

/// A file to be read; none where there is none. A pipe or a device may have no end, and opening one may wait for ever.
pub(super) fn open(path: &Path) -> io::Result<Option<File>> {
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err(io::Error::other("it is a folder")),
        Ok(meta) if !meta.is_file() => Err(io::Error::other("it is no ordinary file")),
        Ok(_) => File::open(path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The file's text; none where there is no such file.
pub(super) fn text(path: &Path) -> Result<Option<String>, DocumentError> {
    let file = || path.display().to_string();
    let unreadable = |error: io::Error| DocumentError::Unreadable {
        file: file(),
        reason: match error.kind() {
            io::ErrorKind::PermissionDenied => "it is closed to this user".into(),
            _ => error.to_string(),
        },
    };
    let Some(source) = open(path).map_err(unreadable)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    source
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(DocumentError::TooLarge { file: file() });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(sound);
        DocumentError::NotText {
            file: file(),
            line: before.filter(|&&byte| byte == b'\n').count() + 1,
        }
    })?;
    Ok(Some(text))
}

/// Reads a document of this version. What `read` finds wrong in the keys besides the version, it tells the reader.
pub(super) fn read<T>(
    file: &str,
    text: &str,
    version: i128,
    read: impl FnOnce(&mut Reader<'_>, &DeTable<'_>, Range<usize>) -> Option<T>,
) -> Result<T, DocumentError> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mistakes = |mistakes| DocumentError::Mistakes {
        file: file.to_owned(),
        mistakes,
    };
    let broken = broken::mistakes(text, &errors, &lines);
    if !broken.is_empty() {
        return Err(mistakes(broken));
    }
    // Nothing in these files is a path of the user's home.
    let paths = Paths::of(Path::new(file), None);
    let mut reader = Reader::new(&lines, &paths);
    let top = table.get_ref();
    match top.get(VERSION_KEY) {
        Some(value) => {
            let found = match value.get_ref() {
                DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix()).ok(),
                _ => None,
            };
            match found {
                Some(found) if found == version => {}
                Some(found) => {
                    return Err(DocumentError::Version {
                        file: file.to_owned(),
                        line: lines.place(value.span().start).line,
                        found,
                        known: version,
                    });
                }
                None => {
                    let at = At::ROOT.key(VERSION_KEY);
                    reader.mistake(
                        &at,
                        value.span(),
                        "it is no whole number",
                        format!("write version = {version}"),
                    );
                }
            }
        }
        None => missing(&mut reader, &At::ROOT, 0..0, VERSION_KEY, &version.to_string()),
    }
    let document = read(&mut reader, top, table.span());
    let mut found = reader.mistakes;
    match document {
        Some(document) if found.is_empty() => Ok(document),
        _ => {
            found.sort_by_key(|mistake| mistake.place);
            Err(mistakes(found))
        }
    }
}

/// The tables or values of a document but for its version.
pub(super) fn entries<'t, 'i>(
    table: &'t DeTable<'i>,
) -> impl Iterator<Item = (&'t toml::Spanned<toml::de::DeString<'i>>, &'t Value<'i>)> {
    in_order(table)
        .into_iter()
        .filter(|(key, _)| key.get_ref() != VERSION_KEY)
}

/// Notes that a key is missing.
pub(super) fn missing(reader: &mut Reader<'_>, at: &At<'_>, span: Range<usize>, key: &str, example: &str) {
    reader.mistake(
        &at.key(key),
        span.start..span.start,
        "it is missing",
        format!("write {key} = {example}"),
    );
}

/// A text of the file, as what it stands for; `hint` says what to do where it is none.
pub(super) fn parsed<T: FromStr<Err: std::fmt::Display>>(
    reader: &mut Reader<'_>,
    at: &At<'_>,
    value: &Value<'_>,
    hint: &str,
) -> Option<T> {
    match reader.text(at, value)?.parse() {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            reader.mistake(at, value.span(), error.to_string(), hint);
            None
        }
    }
}

/// A text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Writes beside and renames, so that a reader sees all of the old or all of the new. `mode` is what a new file may be
/// at most: the user's umask takes from it.
pub(super) fn replace(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(NEW)
        .permissions(PermissionsExt::from_mode(mode))
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is on disk only when its folder is.
    File::open(folder)?.sync_all()
}
