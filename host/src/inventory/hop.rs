//! A host on the way as a word tells it: `bastion`, `ana@bastion:2222`, `[2001:db8::1]:22`, `ssh://ana@bastion`.

use std::{net::Ipv6Addr, sync::Arc};

/// One host on the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hop {
    /// As it is written.
    pub text: Arc<str>,
    pub username: Option<Arc<str>>,
    pub host: Arc<str>,
    pub port: Option<u16>,
}

impl Hop {
    /// Reads one word; `problem` is what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("a jump host's name is missing");
        }
        let rest = match text.split_once("://") {
            Some(("ssh", rest)) => rest.trim_end_matches('/'),
            Some(_) => return Err("a jump host is reached by ssh only"),
            None => text,
        };
        // The user's name may hold an @ itself.
        let (username, address) = match rest.rsplit_once('@') {
            Some(("", _)) => return Err("the user's name before the @ is missing"),
            Some((username, _)) if username.contains(':') => {
                return Err("a password has no place here: give the jump host a table of its own");
            }
            Some((username, address)) => (Some(username), address),
            None => (None, rest),
        };
        let (host, port) = address_and_port(address)?;
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
            return Err("this is neither a jump host's name nor its address");
        }
        Ok(Self {
            text: text.into(),
            username: username.map(Arc::from),
            host: host.into(),
            port,
        })
    }

    /// The words of a way, the nearest to us first, as `ssh -J` takes them.
    pub fn way(text: &str) -> Result<Vec<Self>, &'static str> {
        text.split(',').map(Self::parse).collect()
    }

    /// Whether the word says more than a name: then it is a host by itself, and not a slip in a name.
    pub fn is_address(&self) -> bool {
        self.username.is_some()
            || self.port.is_some()
            || self.host.contains(['.', ':'])
            || *self.text != *self.host
    }
}

fn address_and_port(address: &str) -> Result<(&str, Option<u16>), &'static str> {
    let port = |digits: &str| match digits.parse() {
        Ok(0) | Err(_) => Err("a port is a number from 1 to 65535"),
        Ok(port) => Ok(Some(port)),
    };
    if let Some(rest) = address.strip_prefix('[') {
        let (host, behind) = rest.split_once(']').ok_or("the bracket is not closed")?;
        return match behind.strip_prefix(':') {
            Some(digits) => Ok((host, port(digits)?)),
            None if behind.is_empty() => Ok((host, None)),
            None => Err("only a port may stand behind the bracket"),
        };
    }
    if address.parse::<Ipv6Addr>().is_ok() {
        return Ok((address, None));
    }
    match address.rsplit_once(':') {
        Some((host, digits)) => Ok((host, port(digits)?)),
        None => Ok((address, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_may_be_left_out_but_the_host() {
        for (text, username, host, port) in [
            ("bastion", None, "bastion", None),
            ("ana@bastion", Some("ana"), "bastion", None),
            ("bastion:2222", None, "bastion", Some(2222)),
            ("ana@lab@10.0.0.1:22", Some("ana@lab"), "10.0.0.1", Some(22)),
            ("2001:db8::1", None, "2001:db8::1", None),
            ("ana@[2001:db8::1]:2222", Some("ana"), "2001:db8::1", Some(2222)),
            ("[2001:db8::1]", None, "2001:db8::1", None),
            ("ssh://ana@bastion:2222/", Some("ana"), "bastion", Some(2222)),
        ] {
            let hop = Hop::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            let read = (hop.username.as_deref(), &*hop.host, hop.port);
            assert_eq!(read, (username, host, port), "{text}");
            assert_eq!(&*hop.text, text);
        }
    }

    #[test]
    fn what_names_no_host_says_why() {
        for text in [
            "",
            "@bastion",
            "ana@",
            "bastion:",
            "bastion:0",
            "bastion:65536",
            "[::1",
            "[::1]22",
            "a b",
            "http://bastion",
            ":22",
            "ana:hunter2@bastion",
        ] {
            assert!(Hop::parse(text).is_err(), "{text}");
        }
        assert!(Hop::way("a,,b").is_err());
        assert_eq!(Hop::way("a, b").map(|way| way.len()), Ok(2));
    }
}
