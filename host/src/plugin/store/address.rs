//! A driver's address on a web server, with the digest that it must have.

use crate::plugin::digest::Digest;
use std::{fmt, net::IpAddr, str::FromStr};

/// What stands between the address and the digest.
const FRAGMENT: char = '#';

/// `https://host/path.wasm#sha256:…`; `http://` on this machine only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// Without the digest.
    url: String,
    digest: Digest,
}

/// What is wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the digest that the file must have is missing")]
    NoDigest,
    #[error("a digest is written sha256: and 64 hexadecimal digits")]
    Digest,
    #[error("what comes over http:// may have been changed on its way")]
    NotEncrypted,
    #[error("a name or a password in an address would be seen by others")]
    Login,
    #[error("the address names no server")]
    NoHost,
    #[error("an address holds no spaces and no characters beyond ASCII")]
    Character,
}

impl AddressError {
    pub(super) fn hint(&self, text: &str) -> String {
        let url = text.split(FRAGMENT).next().unwrap_or(text);
        match self {
            Self::NoDigest | Self::Digest => {
                format!("write {url}{FRAGMENT}sha256:… as the driver's author gives it")
            }
            Self::NotEncrypted => "use https://; http:// is for servers on this machine".into(),
            Self::Login => "leave it out".into(),
            Self::NoHost => "write https://host/path.wasm#sha256:…".into(),
            Self::Character => "write such characters as % and two hexadecimal digits".into(),
        }
    }
}

impl Address {
    /// What is asked for, without the digest.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What stands behind `?`, in which some servers want a key.
    pub fn query(&self) -> Option<&str> {
        let (_, query) = self.url.split_once('?')?;
        Some(query).filter(|query| !query.is_empty())
    }

    /// What the component's bytes must have.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.contains(|c: char| !c.is_ascii_graphic()) {
            return Err(AddressError::Character);
        }
        let (url, fragment) = match text.split_once(FRAGMENT) {
            Some((url, fragment)) => (url, Some(fragment)),
            None => (text, None),
        };
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::NoHost)?;
        let authority = rest.split(['/', '?', '\\']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(AddressError::Login);
        }
        let host = host(authority);
        if host.is_empty() {
            return Err(AddressError::NoHost);
        }
        if scheme != "https" && !(scheme == "http" && is_loopback(host)) {
            return Err(AddressError::NotEncrypted);
        }
        Ok(Self {
            url: url.to_owned(),
            digest: fragment
                .ok_or(AddressError::NoDigest)?
                .parse()
                .map_err(|_| AddressError::Digest)?,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{FRAGMENT}{}", self.url, self.digest)
    }
}

/// The host of `host`, `host:port` or `[v6]:port`, without brackets.
pub(super) fn host(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

/// Whether the host can only be this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_speak_without_encryption() {
        let hex = Digest::of(b"").hex();
        let parse = |url: &str| format!("{url}#sha256:{hex}").parse::<Address>();
        for url in [
            "https://host/a.wasm",
            "http://127.0.0.1:8080/a.wasm",
            "http://[::1]:8080/a",
            "http://localhost/a",
        ] {
            assert_eq!(parse(url).map(|it| it.url().to_owned()), Ok(url.to_owned()));
        }
        for url in [
            "http://host/a.wasm",
            "http://127.0.0.1.example/a",
            "http://localhost.example/a",
        ] {
            assert_eq!(parse(url), Err(AddressError::NotEncrypted), "{url}");
        }
    }

    #[test]
    fn a_query_is_what_stands_behind_the_mark() {
        let hex = Digest::of(b"").hex();
        for (url, query) in [
            ("https://host/a.wasm", None),
            ("https://host/a.wasm?", None),
            ("https://host/a.wasm?key=word", Some("key=word")),
            ("https://host?key=a?b", Some("key=a?b")),
        ] {
            let address: Address = format!("{url}#sha256:{hex}").parse().unwrap();
            assert_eq!(address.query(), query, "{url}");
        }
    }

    #[test]
    fn a_login_in_an_address_is_refused_wherever_it_hides() {
        let hex = Digest::of(b"").hex();
        for url in [
            "https://me@host/",
            "https://me:word@host/",
            "http://127.0.0.1@host/",
        ] {
            let parsed = format!("{url}#sha256:{hex}").parse::<Address>();
            assert_eq!(parsed, Err(AddressError::Login), "{url}");
        }
    }
}
