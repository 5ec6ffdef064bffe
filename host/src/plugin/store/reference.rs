//! A driver's place in an OCI registry: `registry/repository:tag`, `…@sha256:…`, or both.
//!
//! The grammar is that of the OCI distribution specification, "Pulling manifests".

use super::address;
use crate::plugin::digest::Digest;
use std::{fmt, str::FromStr};

/// As long as a tag may be, by the specification.
const LONGEST_TAG: usize = 128;

/// As long as registry and repository may be together; what many registries allow.
const LONGEST_NAME: usize = 255;

/// Which manifest of which repository of which registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    registry: String,
    repository: String,
    /// One of both is always there.
    tag: Option<String>,
    digest: Option<Digest>,
}

/// What is wrong with a reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("it names a registry and nothing in it")]
    NoRepository,
    #[error("\"{0}\" is no registry")]
    Registry(String),
    #[error("\"{0}\" is no repository")]
    Repository(String),
    #[error("\"{0}\" is no tag")]
    Tag(String),
    #[error("the digest is not sha256: and 64 hexadecimal digits")]
    Digest,
    #[error("it names no version")]
    NoVersion,
    #[error("registry and repository are longer than {LONGEST_NAME} characters")]
    TooLong,
}

impl ReferenceError {
    pub(super) fn hint(&self, text: &str) -> String {
        match self {
            Self::NoVersion => format!("add the tag or the digest, such as {text}:1.0.0"),
            Self::Repository(_) => {
                "a repository's parts are small letters and digits, with . _ or - between them".into()
            }
            Self::Tag(_) => "a tag is letters, digits, and . _ - except in front".into(),
            _ => "write oci://registry/repository:tag or oci://registry/repository@sha256:…; a file in a folder is written ./folder/file"
                .into(),
        }
    }
}

impl Reference {
    /// `host` or `host:port`.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Whether the registry is on this machine, and so may speak without encryption.
    pub fn is_local(&self) -> bool {
        address::is_loopback(address::host(&self.registry))
    }

    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// There is a digest where there is no tag.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest of the manifest, not of the component.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// The same reference, pinned to a manifest.
    #[must_use]
    pub fn pinned(&self, manifest: Digest) -> Self {
        Self {
            digest: Some(manifest),
            ..self.clone()
        }
    }

    /// The same reference without the digest, where its tag says enough.
    #[must_use]
    pub fn unpinned(&self) -> Self {
        Self {
            digest: self.digest.filter(|_| self.tag.is_none()),
            ..self.clone()
        }
    }

    /// Whether a text without `oci://` is meant as a reference rather than a path: a host with a dot or a port, or
    /// `localhost`, and behind the last slash a tag or a digest.
    pub fn looks_like_one(text: &str) -> bool {
        let Some((registry, rest)) = text.split_once('/') else {
            return false;
        };
        let host = address::host(registry);
        let is_host = !registry.starts_with('.')
            && (registry.contains(['.', ':']) || host.eq_ignore_ascii_case("localhost"));
        let last = rest.rsplit('/').next().unwrap_or_default();
        is_host && last.contains([':', '@'])
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let (registry, rest) = text.split_once('/').ok_or(ReferenceError::NoRepository)?;
        if !is_registry(registry) {
            return Err(ReferenceError::Registry(registry.into()));
        }
        let (named, digest) = match rest.split_once('@') {
            Some((named, digest)) => (named, Some(digest.parse().map_err(|_| ReferenceError::Digest)?)),
            None => (rest, None),
        };
        let (repository, tag) = match named.split_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (named, None),
        };
        if repository.is_empty() {
            return Err(ReferenceError::NoRepository);
        }
        if !repository.split('/').all(is_part) {
            return Err(ReferenceError::Repository(repository.into()));
        }
        if registry.len() + repository.len() > LONGEST_NAME {
            return Err(ReferenceError::TooLong);
        }
        if let Some(tag) = tag
            && !is_tag(tag)
        {
            return Err(ReferenceError::Tag(tag.into()));
        }
        if tag.is_none() && digest.is_none() {
            return Err(ReferenceError::NoVersion);
        }
        Ok(Self {
            registry: registry.into(),
            repository: repository.into(),
            tag: tag.map(str::to_owned),
            digest,
        })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

fn is_registry(text: &str) -> bool {
    let (host, rest, letters): (_, _, fn(char) -> bool) = if let Some(inner) = text.strip_prefix('[') {
        let Some((host, rest)) = inner.split_once(']') else {
            return false;
        };
        (host, rest, |c| c.is_ascii_hexdigit() || c == ':')
    } else {
        let (host, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
        (host, rest, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
        })
    };
    let port = match rest.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok() && port.chars().all(|c| c.is_ascii_digit()),
        None => rest.is_empty(),
    };
    host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == ':') && host.chars().all(letters) && port
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_part(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators: Vec<&str> = text.split(is_word).filter(|it| !it.is_empty()).collect();
    text.starts_with(is_word)
        && text.ends_with(is_word)
        && separators
            .iter()
            .all(|it| matches!(*it, "." | "_" | "__") || it.chars().all(|c| c == '-'))
}

/// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`
fn is_tag(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    text.len() <= LONGEST_TAG
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text.chars().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_may_have_a_tag_a_digest_or_both() {
        let manifest = Digest::of(b"");
        let tagged: Reference = "registry.example:5000/acme/os:1.2.0".parse().unwrap();
        assert_eq!(
            (
                tagged.registry(),
                tagged.repository(),
                tagged.tag(),
                tagged.digest()
            ),
            ("registry.example:5000", "acme/os", Some("1.2.0"), None)
        );
        let both = tagged.pinned(manifest);
        assert_eq!(
            both.to_string(),
            format!("registry.example:5000/acme/os:1.2.0@{manifest}")
        );
        assert_eq!(both.unpinned(), tagged);
        assert_eq!(both.to_string().parse(), Ok(both));
        let pinned: Reference = format!("registry/acme@{manifest}").parse().unwrap();
        assert_eq!((pinned.tag(), pinned.digest()), (None, Some(manifest)));
        assert_eq!(pinned.unpinned(), pinned);
    }

    #[test]
    fn names_are_as_the_specification_has_them() {
        let long = "a".repeat(LONGEST_TAG + 1);
        for good in [
            "r/a:1",
            "r/a-b__c/d.e:_x",
            "127.0.0.1:5000/a:1",
            "[::1]:5000/a:1",
            "r/a--b:v1.0-rc.1",
        ] {
            assert!(good.parse::<Reference>().is_ok(), "{good}");
        }
        for wrong in [
            "r",
            "r/",
            "/a:1",
            "r/a",
            "r/A:1",
            "r/a..b:1",
            "r/a___b:1",
            "r/-a:1",
            "r/a-:1",
            "r/a//b:1",
            "r/../b:1",
            "r/a:",
            "r/a:.1",
            "r/a:1:2",
            "r:x/a:1",
            "r:99999/a:1",
            "[::1/a:1",
            "me@r/a:1",
            "r/a@sha512:1",
            &format!("r/a:{long}"),
            &format!("r/{}:1", "a".repeat(LONGEST_NAME)),
        ] {
            assert!(wrong.parse::<Reference>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_registry_on_this_machine_is_known_as_one() {
        let local = |text: &str| text.parse::<Reference>().unwrap().is_local();
        assert!(local("localhost:5000/a:1") && local("127.0.0.1:5000/a:1") && local("[::1]:5000/a:1"));
        assert!(!local("localhost.example/a:1") && !local("registry.example/a:1"));
    }
}
