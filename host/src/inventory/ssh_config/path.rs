//! Paths of an ssh configuration: `~`, `${VARIABLE}` and tokens such as `%h`.

use std::path::{Path, PathBuf};

/// The tokens that a path may hold.
pub const TOKENS: &str = "dhinpru";

/// What tokens stand for.
pub struct Meaning<'a> {
    pub home: Option<&'a Path>,
    /// As it is written in the inventory.
    pub alias: &'a str,
    pub host: &'a str,
    pub port: u16,
    /// Who logs in.
    pub username: &'a str,
    /// Who runs this program.
    pub user: &'a str,
}

impl Meaning<'_> {
    /// The text with its tokens replaced.
    pub fn of(&self, text: &str) -> String {
        let mut meant = String::with_capacity(text.len());
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            if c != '%' {
                meant.push(c);
                continue;
            }
            match characters.next() {
                Some('d') => {
                    meant.push_str(&self.home.map(|home| home.to_string_lossy()).unwrap_or_default());
                }
                Some('h') => meant.push_str(self.host),
                Some('i') => meant.push_str(&rustix::process::getuid().as_raw().to_string()),
                Some('n') => meant.push_str(self.alias),
                Some('p') => meant.push_str(&self.port.to_string()),
                Some('r') => meant.push_str(self.username),
                Some('u') => meant.push_str(self.user),
                other => meant.extend(other),
            }
        }
        meant
    }

    /// The path with its tokens and `~` replaced.
    pub fn path(&self, text: &str) -> PathBuf {
        under_home(&self.of(text), self.home)
    }
}

/// The text with `%h` and `%%` replaced.
pub fn with_host(text: &str, host: &str) -> String {
    let parts: Vec<String> = text.split("%%").map(|part| part.replace("%h", host)).collect();
    parts.join("%")
}

/// The path with `~` replaced; another user's home is left as it is written.
pub fn under_home(text: &str, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => text.into(),
    }
}

/// The text with `${VARIABLE}` replaced by what the environment says.
pub fn with_variables(text: &str) -> Result<String, String> {
    let mut meant = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').ok_or("a ${ is not closed")?;
        let value = std::env::var(name)
            .map_err(|_| format!("the environment variable {name} is not set, or no text"))?;
        meant.push_str(before);
        meant.push_str(&value);
        rest = behind;
    }
    meant.push_str(rest);
    Ok(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_home_are_replaced() {
        let meaning = Meaning {
            home: Some(Path::new("/home/ana")),
            alias: "sw1",
            host: "sw1.example.net",
            port: 2222,
            username: "netops",
            user: "ana",
        };
        for (text, meant) in [
            ("~/.ssh/%n-%r", "/home/ana/.ssh/sw1-netops"),
            ("%d/keys/%h:%p", "/home/ana/keys/sw1.example.net:2222"),
            ("/keys/%u%%", "/keys/ana%"),
            ("~", "/home/ana"),
            ("~bob/key", "~bob/key"),
            ("keys/a", "keys/a"),
        ] {
            assert_eq!(meaning.path(text), Path::new(meant), "{text}");
        }
    }

    #[test]
    fn a_hosts_name_is_put_where_its_token_is() {
        assert_eq!(with_host("%h.example.net", "sw1"), "sw1.example.net");
        assert_eq!(with_host("%%h-%h", "sw1"), "%h-sw1");
    }

    #[test]
    fn variables_are_replaced() {
        let folder = env!("CARGO_MANIFEST_DIR");
        assert_eq!(
            with_variables("${CARGO_MANIFEST_DIR}/x ${CARGO_MANIFEST_DIR}"),
            Ok(format!("{folder}/x {folder}"))
        );
        assert_eq!(with_variables("$HOME"), Ok("$HOME".into()));
        assert!(with_variables("${CARGO").is_err());
    }
}
