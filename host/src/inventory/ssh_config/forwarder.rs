//! `ProxyCommand ssh -W %h:%p HOST`, which is how a jump host was named before there was `ProxyJump`.

use crate::inventory::hop::Hop;

/// The host that such a command names; none where it does anything else besides.
pub fn host(words: &[String]) -> Option<Hop> {
    let mut words = words.iter().map(String::as_str);
    let program = words.next()?;
    if program.rsplit('/').next() != Some("ssh") {
        return None;
    }
    let (mut forwards, mut host, mut username, mut port) = (false, None, None, None);
    while let Some(word) = words.next() {
        match word {
            "-q" | "-x" | "-T" | "-a" | "-A" | "-C" | "-n" => {}
            "-W" => forwards = matches!(words.next()?, "%h:%p" | "[%h]:%p"),
            "-l" => username = Some(words.next()?),
            "-p" => port = Some(words.next()?),
            word if word.starts_with('-') || host.is_some() => return None,
            word => host = Some(word),
        }
    }
    // As `ProxyJump` would have it.
    let mut text = host.filter(|_| forwards)?.to_owned();
    if let Some(username) = username {
        text = format!("{username}@{text}");
    }
    if let Some(port) = port {
        text = format!("{text}:{port}");
    }
    Hop::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(command: &str) -> Option<(String, Option<String>, Option<u16>)> {
        let words: Vec<String> = command.split(' ').map(str::to_owned).collect();
        let hop = host(&words)?;
        Some((
            hop.host.to_string(),
            hop.username.map(|username| username.to_string()),
            hop.port,
        ))
    }

    #[test]
    fn a_command_that_forwards_names_its_host() {
        let ana = || Some("ana".to_owned());
        for (command, expected) in [
            ("ssh -W %h:%p bastion", (None, None)),
            ("/usr/bin/ssh -q -W [%h]:%p ana@bastion", (ana(), None)),
            ("ssh -l ana -p 2222 bastion -W %h:%p", (ana(), Some(2222))),
        ] {
            let (username, port) = expected;
            assert_eq!(
                told(command),
                Some(("bastion".to_owned(), username, port)),
                "{command}"
            );
        }
    }

    #[test]
    fn any_other_command_is_not_guessed_at() {
        for command in [
            "nc %h %p",
            "ssh bastion nc %h %p",
            "ssh -W other:22 bastion",
            "ssh -F x -W %h:%p bastion",
            "ssh -W %h:%p",
            "ssh -W",
            "ssh -p many -W %h:%p bastion",
        ] {
            assert_eq!(told(command), None, "{command}");
        }
    }
}
