//! Who we are to a registry.
//!
//! A login is asked for when a registry wants one, not before: a secret that is kept in a command costs time.

use super::error::{RemoteError, Whence};
use crate::inventory::secret::Secret;
use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::header::HeaderValue;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// docker's configuration holds some logins and a few settings; a larger file is none.
const LARGEST: u64 = 1 << 20;

/// Docker Hub, as references, its API and docker's configuration call it.
const HUB: &str = "docker.io";
const HUB_API: &str = "registry-1.docker.io";
const HUB_KEY: &str = "https://index.docker.io/v1/";

/// A name and a password for a registry.
#[derive(Clone, Debug)]
pub struct Login {
    pub username: String,
    pub password: Secret,
    pub whence: Whence,
}

/// What is known of a login.
#[derive(Clone, Debug)]
pub enum Known {
    Login(Login),
    /// docker keeps it in this program, which is not asked.
    Helper(String),
    Nothing,
}

/// Where logins are taken from.
pub trait Logins {
    /// The login for a registry, `host` or `host:port`.
    ///
    /// # Errors
    /// A secret that cannot be read, a broken file.
    fn login(&self, registry: &str) -> Result<Known, RemoteError>;
}

/// Nobody's.
#[derive(Clone, Copy, Debug)]
pub struct NoLogins;

impl Logins for NoLogins {
    fn login(&self, _: &str) -> Result<Known, RemoteError> {
        Ok(Known::Nothing)
    }
}

impl Login {
    /// As RFC 7617 has it; marked as sensitive.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let pair = zeroize::Zeroizing::new(format!("{}:{}", self.username, self.password.expose()));
        let encoded = zeroize::Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())));
        let mut header = HeaderValue::from_str(&encoded).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// The host that serves a registry's API.
pub(super) fn api(registry: &str) -> &str {
    if registry == HUB { HUB_API } else { registry }
}

/// The repository as a registry's API calls it: Docker Hub keeps those without an owner under `library`.
pub(super) fn repository(registry: &str, repository: &str) -> String {
    if registry == HUB && !repository.contains('/') {
        format!("library/{repository}")
    } else {
        repository.to_owned()
    }
}

/// The logins that docker's configuration file holds in plain text. Helpers are not asked: they are programs of others.
#[derive(Clone, Debug)]
pub struct DockerLogins {
    file: Option<PathBuf>,
}

impl DockerLogins {
    /// `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`.
    pub fn of_this_user() -> Self {
        let folder = match std::env::var_os("DOCKER_CONFIG").filter(|folder| !folder.is_empty()) {
            Some(folder) => Some(PathBuf::from(folder)),
            None => etcetera::home_dir().ok().map(|home| home.join(".docker")),
        };
        Self {
            file: folder.map(|folder| folder.join("config.json")),
        }
    }

    pub fn at(file: &Path) -> Self {
        Self {
            file: Some(file.to_owned()),
        }
    }
}

impl Logins for DockerLogins {
    fn login(&self, registry: &str) -> Result<Known, RemoteError> {
        let Some(file) = &self.file else {
            return Ok(Known::Nothing);
        };
        let shown = file.display().to_string();
        let broken = |problem: String| RemoteError::DockerFile {
            file: shown.clone(),
            problem,
        };
        let text = match read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Known::Nothing),
            Err(error) => return Err(broken(error.to_string())),
        };
        // The library's own message may quote the text, and with it a password.
        let config: DockerConfig = serde_json::from_slice(&text).map_err(|e| {
            broken(format!(
                "it is not docker's configuration: line {}, column {}",
                e.line(),
                e.column()
            ))
        })?;
        config
            .login(registry, &shown)
            .map_err(|problem| broken(problem.into()))
    }
}

fn read(file: &Path) -> io::Result<zeroize::Zeroizing<Vec<u8>>> {
    let mut text = zeroize::Zeroizing::new(Vec::new());
    std::fs::File::open(file)?.take(LARGEST).read_to_end(&mut text)?;
    Ok(text)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DockerConfig {
    #[serde(default)]
    auths: BTreeMap<String, DockerLogin>,
    #[serde(default)]
    cred_helpers: BTreeMap<String, String>,
    creds_store: Option<String>,
}

#[derive(Deserialize)]
struct DockerLogin {
    /// The name, a colon and the password, in Base64.
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
}

impl DockerConfig {
    fn login(&self, registry: &str, file: &str) -> Result<Known, &'static str> {
        let helper = |name: &str| Known::Helper(format!("docker-credential-{name}"));
        if let Some(name) = self.cred_helpers.get(registry) {
            return Ok(helper(name));
        }
        let Some(entry) = self
            .auths
            .iter()
            .find(|(key, _)| same_registry(key, registry))
            .map(|(_, entry)| entry)
        else {
            return Ok(match &self.creds_store {
                Some(name) => helper(name),
                None => Known::Nothing,
            });
        };
        let plain = match (&entry.auth, &entry.username, &entry.password) {
            (Some(auth), ..) if !auth.is_empty() => Some(pair(auth)?),
            (_, Some(username), Some(password)) => Some((username.clone(), Secret::new(password.clone()))),
            _ => None,
        };
        Ok(match (plain, &self.creds_store) {
            (Some((username, password)), _) => Known::Login(Login {
                username,
                password,
                whence: Whence::Docker(file.to_owned()),
            }),
            // docker leaves an empty entry where the store has the login.
            (None, Some(name)) => helper(name),
            (None, None) => Known::Nothing,
        })
    }
}

fn pair(auth: &str) -> Result<(String, Secret), &'static str> {
    const WRONG: &str = "an auth in it is not a name, a colon and a password in Base64";
    let bytes = zeroize::Zeroizing::new(BASE64_STANDARD.decode(auth.trim()).map_err(|_| WRONG)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| WRONG)?;
    let (username, password) = text.split_once(':').ok_or(WRONG)?;
    // Old versions of docker fill up with zeros.
    Ok((username.to_owned(), Secret::new(password.trim_end_matches('\0'))))
}

/// Whether docker's key means this registry: with or without a scheme, with or without a path.
fn same_registry(key: &str, registry: &str) -> bool {
    if registry == HUB && key == HUB_KEY {
        return true;
    }
    let host = key.split_once("://").map_or(key, |(_, rest)| rest);
    host.split('/').next() == Some(registry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(config: &str, registry: &str) -> Result<Known, RemoteError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.json");
        std::fs::write(&file, config).unwrap();
        DockerLogins::at(&file).login(registry)
    }

    fn plain(config: &str, registry: &str) -> Option<(String, String)> {
        match login(config, registry) {
            Ok(Known::Login(login)) => Some((login.username, login.password.expose().to_owned())),
            _ => None,
        }
    }

    #[test]
    fn a_plain_login_is_found_however_docker_writes_its_registry() {
        let auth = BASE64_STANDARD.encode("me:pass:word\0\0");
        let me = Some(("me".to_owned(), "pass:word".to_owned()));
        for key in [
            "registry.example:5000",
            "https://registry.example:5000",
            "https://registry.example:5000/v1/",
        ] {
            let config = format!(r#"{{"auths": {{"{key}": {{"auth": "{auth}"}}}}, "unknown": 1}}"#);
            assert_eq!(plain(&config, "registry.example:5000"), me, "{key}");
            assert_eq!(plain(&config, "registry.example"), None, "{key}");
        }
        let hub = format!(r#"{{"auths": {{"{HUB_KEY}": {{"auth": "{auth}"}}}}}}"#);
        assert_eq!(plain(&hub, HUB), me);
        let apart = r#"{"auths": {"r": {"username": "me", "password": "pass:word"}}}"#;
        assert_eq!(plain(apart, "r"), me);
    }

    #[test]
    fn a_helper_is_named_and_not_asked() {
        for config in [
            r#"{"credHelpers": {"r": "acme"}}"#,
            r#"{"credsStore": "acme"}"#,
            r#"{"auths": {"r": {}}, "credsStore": "acme"}"#,
        ] {
            let known = login(config, "r");
            assert!(
                matches!(&known, Ok(Known::Helper(name)) if name == "docker-credential-acme"),
                "{config}: {known:?}"
            );
        }
    }

    #[test]
    fn no_file_is_no_login_and_a_broken_one_is_not_quoted() {
        let nowhere = DockerLogins::at(Path::new("/nowhere/config.json"));
        assert!(matches!(nowhere.login("r"), Ok(Known::Nothing)));
        for config in [
            r#"{"auths": {"r": {"auth": "word"}}}"#,
            r#"{"auths": "word"}"#,
            r#"{"auths": word"#,
        ] {
            let error = login(config, "r").expect_err("it is broken").to_string();
            assert!(
                error.contains("config.json: ") && !error.contains("word"),
                "{error}"
            );
        }
    }

    #[test]
    fn the_hub_has_names_of_its_own() {
        assert_eq!(
            (api(HUB), repository(HUB, "acme")),
            (HUB_API, "library/acme".into())
        );
        assert_eq!(repository(HUB, "me/acme"), "me/acme");
        assert_eq!((api("r"), repository("r", "acme")), ("r", "acme".into()));
    }

    #[test]
    fn a_login_does_not_show_its_password() {
        let login = Login {
            username: "me".into(),
            password: Secret::new("word"),
            whence: Whence::Settings,
        };
        assert!(!format!("{login:?} {:?}", login.header()).contains("word"));
        assert_eq!(login.header().unwrap(), "Basic bWU6d29yZA==");
    }
}
