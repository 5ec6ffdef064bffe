//! Where a driver is taken from, as a user names it: a file, a folder, an address, a registry.
//!
//! Only the text is looked at here; nothing is opened or asked. Text and [`Source`] turn into each other without loss.

use super::{
    address::{Address, AddressError},
    reference::{Reference, ReferenceError},
};
use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

/// Before a registry's reference.
const OCI: &str = "oci://";

/// Where a driver is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// `./acme.wasm`. The path does not begin with `./`.
    File(PathBuf),
    /// `./acme-os/`, which is built first. The path does not begin with `./`.
    Folder(PathBuf),
    /// `https://drivers.example/acme.wasm#sha256:…`
    Https(Address),
    /// `oci://registry.example/acme/os:1.2.0`
    Oci(Reference),
}

/// A text that names no source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error("no source of a driver is named")]
    Empty,
    #[error("\"{text}\": nothing is fetched from {scheme}:// addresses")]
    Scheme { text: String, scheme: String },
    #[error("\"{text}\": {error}")]
    Address { text: String, error: AddressError },
    #[error("\"{text}\": {error}")]
    Reference { text: String, error: ReferenceError },
    /// The text is without the login: an error is no place for a password.
    #[error("\"{}\": a name or a password in an address would be seen by others", .0.escape_debug())]
    Login(String),
    #[error("\"{}\" holds a control character", .0.escape_debug())]
    Control(String),
}

impl SourceError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Empty | Self::Scheme { .. } | Self::Control(_) => {
                "name a file (./acme.wasm), a driver's folder (./acme-os/), https://…#sha256:… or oci://registry/name:version"
                    .into()
            }
            Self::Login(_) => {
                "leave it out; a registry's name and password are read from the configuration".into()
            }
            Self::Address { text, error } => error.hint(text),
            Self::Reference { text, error } => error.hint(text),
        }
    }
}

impl Source {
    /// A component file at this path.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::File(plain(path.as_ref()))
    }

    /// A driver's folder at this path.
    pub fn folder(path: impl AsRef<Path>) -> Self {
        Self::Folder(plain(path.as_ref()))
    }

    /// The path, where the source lies on this machine.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Folder(path) => Some(path),
            Self::Https(_) | Self::Oci(_) => None,
        }
    }

    /// What to ask for the newest: without the digest of a manifest whose tag is known.
    #[must_use]
    pub fn unpinned(&self) -> Self {
        match self {
            Self::Oci(reference) => Self::Oci(reference.unpinned()),
            other => other.clone(),
        }
    }

    /// The same source with its path changed, where it has one.
    #[must_use]
    pub fn map_path(&self, change: impl FnOnce(&Path) -> PathBuf) -> Self {
        match self {
            Self::File(path) => Self::file(change(path)),
            Self::Folder(path) => Self::folder(change(path)),
            Self::Https(_) | Self::Oci(_) => self.clone(),
        }
    }
}

impl FromStr for Source {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, SourceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SourceError::Empty);
        }
        if let Some(text) = without_login(text) {
            return Err(SourceError::Login(text));
        }
        if text.contains(char::is_control) {
            return Err(SourceError::Control(text.into()));
        }
        let reference = |reference: &str| {
            reference
                .parse()
                .map(Self::Oci)
                .map_err(|error| SourceError::Reference {
                    text: text.into(),
                    error,
                })
        };
        if let Some(rest) = text.strip_prefix(OCI) {
            return reference(rest);
        }
        match text.split_once("://") {
            Some(("https" | "http", _)) => {
                return text
                    .parse()
                    .map(Self::Https)
                    .map_err(|error| SourceError::Address {
                        text: text.into(),
                        error,
                    });
            }
            Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') => {
                return Err(SourceError::Scheme {
                    text: text.into(),
                    scheme: scheme.into(),
                });
            }
            _ => {}
        }
        if Reference::looks_like_one(text) {
            return reference(text);
        }
        // A last part of `.` or `..` is a folder too, and has no name that a file could have.
        if text.ends_with('/') || matches!(text.rsplit('/').next(), Some("." | "..")) {
            return Ok(Self::folder(text));
        }
        Ok(Self::file(text))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}{}", before(path), path.display()),
            Self::Folder(path) => write!(f, "{}{}/", before(path), path.display()),
            Self::Https(address) => write!(f, "{address}"),
            Self::Oci(reference) => write!(f, "{OCI}{reference}"),
        }
    }
}

/// An address that holds a login, with marks in the login's place.
fn without_login(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let (login, _) = authority.rsplit_once('@')?;
    Some(format!("{scheme}://…{}", &rest[login.len()..]))
}

/// The path without what means nothing in it: `./` in front, a `/` at the end.
fn plain(path: &Path) -> PathBuf {
    let plain: PathBuf = path.components().collect();
    let inner = plain.strip_prefix(".").unwrap_or(&plain);
    if inner.as_os_str().is_empty() {
        return PathBuf::from(".");
    }
    inner.to_owned()
}

/// What a path needs in front so that it is read as one.
fn before(path: &Path) -> &'static str {
    if path.is_absolute() || path.starts_with("..") || path == Path::new(".") {
        ""
    } else {
        "./"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::digest::Digest;
    use proptest::prelude::*;

    fn source(text: &str) -> Source {
        text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    fn wrong(text: &str) -> String {
        let error = text.parse::<Source>().expect_err(text);
        format!("{error}\n  hint: {}", error.hint())
    }

    #[test]
    fn paths_are_files_and_with_a_slash_behind_them_folders() {
        assert_eq!(source("./acme.wasm"), Source::file("acme.wasm"));
        assert_eq!(source("acme.wasm"), source("./acme.wasm"));
        assert_eq!(source("/opt/acme.wasm"), Source::file("/opt/acme.wasm"));
        assert_eq!(source("drivers/acme.wasm"), Source::file("drivers/acme.wasm"));
        assert_eq!(source("sub.dir/acme.wasm"), Source::file("sub.dir/acme.wasm"));
        assert_eq!(source("./acme-os/"), Source::folder("acme-os"));
        assert_eq!(source("."), Source::folder("."));
        assert_eq!(source("../.."), Source::folder("../.."));
        // Else a path could not hold what makes a reference.
        assert!(matches!(source("./registry.example/acme:1"), Source::File(_)));
    }

    #[test]
    fn what_looks_like_a_registrys_is_one() {
        for (text, shown) in [
            (
                "registry.example/acme/os:1.2.0",
                "oci://registry.example/acme/os:1.2.0",
            ),
            ("localhost:5000/acme:latest", "oci://localhost:5000/acme:latest"),
            ("oci://registry/acme:1", "oci://registry/acme:1"),
        ] {
            let source = source(text);
            assert!(matches!(source, Source::Oci(_)), "{source:?}");
            assert_eq!(source.to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_source_is_told_what_would_be_one() {
        let hex = Digest::of(b"").hex();
        let told = [
            wrong(""),
            wrong("ftp://host/acme.wasm"),
            wrong("https://host/acme.wasm"),
            wrong("https://host/acme.wasm#sha256:12"),
            wrong(&format!("http://host/acme.wasm#sha256:{hex}")),
            wrong(&format!("https://me:secret@host/acme.wasm#sha256:{hex}")),
            wrong("oci://me:secret@registry.example/acme:1"),
            wrong("https:///acme.wasm"),
            wrong("oci://registry.example/acme/os"),
            wrong("oci://registry.example"),
            wrong("registry.example/Acme:1"),
            wrong("registry.example/acme@sha256:12"),
            wrong("oci://reg istry/acme:1"),
            wrong("a\u{1b}[31m.wasm"),
        ];
        assert!(told.iter().all(|error| !error.contains("secret")), "{told:?}");
        let told = told.join(
            "
",
        );
        insta::assert_snapshot!(told);
    }

    proptest! {
        #[test]
        fn text_and_source_turn_into_each_other(text in any_text()) {
            if let Ok(source) = text.parse::<Source>() {
                let shown = source.to_string();
                prop_assert_eq!(shown.parse::<Source>(), Ok(source), "{}", shown);
            }
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let hex = Digest::of(b"").hex();
        prop_oneof![
            "[a-z.:/@~ -]{0,30}",
            "(oci://)?[a-z]{1,4}(\\.[a-z]{2})?(:[0-9]{1,5})?/[a-z/_.-]{1,9}(:[a-z0-9.]{1,5})?",
            "(oci://)?[a-z]{1,4}\\.[a-z]{2}/[a-z/]{1,9}(:[a-z0-9.]{1,5})?".prop_map({
                let hex = hex.clone();
                move |text| format!("{text}@sha256:{hex}")
            }),
            "https?://(\\[::1\\]|127\\.0\\.0\\.1|[a-z]{1,9})(:[0-9]{1,5})?/[a-zA-Z0-9./?=%]{0,12}"
                .prop_map(move |text| format!("{text}#sha256:{hex}")),
        ]
    }
}
