//! What goes wrong between here and a server: what was asked, of whom, what came, and what to do.
//!
//! No text here holds a login, a token, or the part of an address behind `?`, in which some servers keep them.

use super::manifest::ManifestError;
use crate::plugin::digest::Digest;
use reqwest::{StatusCode, Url};

/// What is shown of an address, in characters; those of registries have some 200.
const ADDRESS: usize = 1000;

/// An address as it may be shown: without a login, and without what stands behind `?`.
pub(in crate::plugin::store) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Both fail only for addresses that cannot have a login.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    words(url.as_str(), ADDRESS)
}

/// A server's own text, at most `most` characters of it, in one line: a message of ours has its lines, and no others.
pub(super) fn words(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut words: String = text.chars().take(most).map(plain).collect();
    if text.chars().nth(most).is_some() {
        words.push('…');
    }
    words
}

/// Where a login was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// The user's configuration of nethost.
    Settings,
    /// docker's configuration: the file.
    Docker(String),
}

impl Whence {
    fn what(&self, registry: &str) -> String {
        match self {
            Self::Settings => format!("[store.registries.\"{registry}\"] in nethost's configuration"),
            Self::Docker(file) => file.clone(),
        }
    }
}

/// Why nothing was fetched from a server, or sent to one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    #[error("{url} is no address that can be asked")]
    NoAddress { url: String },
    #[error("{url} is not asked: what comes without encryption may have been changed on its way")]
    NotEncrypted { url: String },
    #[error("no connections can be made from here: {0}")]
    NoClient(String),
    #[error("no server can be trusted: there are no root certificates ({0})")]
    NoRoots(String),
    #[error("{url}: the server cannot be reached: {reason}")]
    Unreachable { url: String, reason: String },
    #[error("{url}: no connection within {seconds} seconds")]
    ConnectTime { url: String, seconds: u64 },
    #[error("{url}: the server does not speak TLS: {reason}")]
    NotTls { url: String, reason: String },
    #[error("{url}: the server is not who it says: {reason}")]
    Certificate { url: String, reason: String },
    #[error("{url}: nothing came for {seconds} seconds")]
    Silent { url: String, seconds: u64 },
    #[error("{url}: {}", broken(*.came, *.length, .reason))]
    Broken {
        url: String,
        came: u64,
        length: Option<u64>,
        reason: String,
    },
    #[error("{url} is larger than {}", size(*.limit))]
    TooLarge { url: String, limit: u64 },
    #[error("{url}: more than {} redirects", super::client::REDIRECTS)]
    Redirects { url: String },
    #[error("{url} redirects to {to}, which is not encrypted")]
    Downgrade { url: String, to: String },
    #[error("{url}: the server answered {status}{}", told(said.as_ref()))]
    Status {
        url: String,
        status: StatusCode,
        /// What a registry says of it.
        said: Option<String>,
    },
    #[error("{url}: the server sent a web page, not a driver")]
    Page { url: String },
    #[error("{url}: what came is no WebAssembly ({size} bytes)")]
    NotWasm { url: String, size: usize },
    #[error("the signature of {url} is no text")]
    NoSignature { url: String },
    #[error("{url}: what came has the digest {got}, not {expected}")]
    Digest {
        url: String,
        expected: Digest,
        got: Digest,
    },
    #[error("{url}: {} bytes came, the manifest says {expected}", got.map_or_else(|| "more".into(), |got| got.to_string()))]
    Size {
        url: String,
        expected: u64,
        /// None where it was more, and the rest was not waited for.
        got: Option<u64>,
    },
    #[error("{url}: {error}")]
    Manifest { url: String, error: ManifestError },
    #[error("the registry {registry} wants to know who asks for {what}")]
    LoginNeeded {
        registry: String,
        what: String,
        /// A program in which docker keeps the login.
        helper: Option<String>,
    },
    #[error("the registry {registry} does not let {username} have {what}{}", told(said.as_ref()))]
    LoginRefused {
        registry: String,
        what: String,
        username: String,
        whence: Whence,
        /// What it says of that.
        said: Option<String>,
    },
    #[error("the login for the registry {registry} cannot be had: {reason}")]
    NoLogin {
        registry: String,
        reason: String,
        hint: String,
    },
    #[error("{file}: {problem}")]
    DockerFile { file: String, problem: String },
    #[error("the registry {registry} asks for a login in a way that nethost does not know: {reason}")]
    Challenge { registry: String, reason: String },
    #[error("{url}: the registry did not do as its protocol says: {reason}")]
    Protocol { url: String, reason: &'static str },
}

impl RemoteError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoAddress { .. } => "check the address".into(),
            Self::NotEncrypted { .. } => "use https://; http:// is for servers on this machine".into(),
            Self::NoClient(_) => "report it to nethost's authors".into(),
            Self::NoRoots(_) => {
                "install this system's root certificates (ca-certificates), or name a file with SSL_CERT_FILE".into()
            }
            Self::Unreachable { .. } | Self::ConnectTime { .. } => {
                "check the name and the network; where a proxy is needed, HTTPS_PROXY names it".into()
            }
            Self::NotTls { .. } => {
                "check the port; drivers come encrypted, or from a server on this machine".into()
            }
            Self::Certificate { .. } => {
                "do not install from it; if it is your own server, name its authority's certificate with SSL_CERT_FILE"
                    .into()
            }
            Self::Silent { .. } | Self::Broken { .. } => "nothing was kept of it; try again".into(),
            Self::TooLarge { .. } => "is it a driver? Ask its author".into(),
            Self::Redirects { .. } | Self::Page { .. } => {
                "open the address in a browser, and name the address of the file itself".into()
            }
            Self::Downgrade { .. } => "ask the server's owner for an address that stays encrypted".into(),
            Self::Status { status, .. } => for_status(*status).into(),
            Self::NoSignature { .. } => "report it to the driver's author".into(),
            Self::NotWasm { .. } => "name the address of the driver's .wasm file".into(),
            Self::Digest { .. } => {
                "do not run it: it is another file than the one that was named, or was changed; ask the driver's author which digest is right"
                    .into()
            }
            Self::Size { .. } | Self::Protocol { .. } => "report it to the registry's owner".into(),
            Self::Manifest { error, .. } => error.hint().into(),
            Self::LoginNeeded { registry, helper, .. } => match helper {
                Some(helper) => format!(
                    "docker keeps this login in {helper}, which nethost does not ask; {}",
                    settings(registry)
                ),
                None => settings(registry),
            },
            Self::LoginRefused { registry, whence, .. } => {
                format!("is the login right, and may it do that? It comes from {}", whence.what(registry))
            }
            Self::NoLogin { hint, .. } => hint.clone(),
            Self::DockerFile { .. } => "mend the file, or move it away".into(),
            Self::Challenge { .. } => "download the driver by other means, and install the file".into(),
        }
    }
}

/// What to put in the configuration, so that a registry knows who asks.
fn settings(registry: &str) -> String {
    format!(
        "check the name; if it is not for everyone, say in nethost's configuration: [store.registries.\"{registry}\"] username = \"…\", password = {{ env = \"…\" }}"
    )
}

fn for_status(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => "check the name and the version; is it published?",
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "it is not for everyone: download it by other means and install the file"
        }
        StatusCode::TOO_MANY_REQUESTS => "wait a while, and try again",
        _ if status.is_server_error() => "the server is in trouble: try again later",
        _ => "check the address",
    }
}

fn broken(came: u64, length: Option<u64>, reason: &str) -> String {
    match length {
        Some(length) => format!("the connection ended after {came} of {length} bytes: {reason}"),
        None if came > 0 => format!("the connection ended after {came} bytes: {reason}"),
        None => format!("the connection ended before an answer came: {reason}"),
    }
}

fn told(said: Option<&String>) -> String {
    said.map(|it| format!(": {it}")).unwrap_or_default()
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{} KiB", bytes >> 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        let url = Url::parse("https://me:word@host:8443/a.wasm?signature=secret#part").unwrap();
        assert_eq!(shown(&url), "https://host:8443/a.wasm");
    }

    #[test]
    fn an_address_that_a_server_chose_fills_no_screen() {
        let url = Url::parse(&format!("https://host/{}", "a".repeat(100_000))).unwrap();
        assert_eq!(shown(&url).chars().count(), ADDRESS + 1);
    }

    #[test]
    fn a_servers_words_are_one_short_line() {
        assert_eq!(words("no such tag", 20), "no such tag");
        assert_eq!(words("gone\nerror: x\r\u{1b}[2J\tz", 100), "gone error: x  [2J z");
        assert_eq!(words("zürich", 6), "zürich");
        assert_eq!(words("zürich!", 6), "zürich…");
        assert_eq!(words("", 0), "");
    }
}
