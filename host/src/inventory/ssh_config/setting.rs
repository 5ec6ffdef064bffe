//! What one line of an ssh configuration sets.

use super::{forwarder, line::Words, path};
use crate::inventory::{device::HostKeyPolicy, hop::Hop};
use std::{sync::Arc, time::Duration};

/// What a line means here.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    HostName(String),
    Port(u16),
    User(Arc<str>),
    /// With tokens; none where no key is to be used.
    IdentityFile(Option<String>),
    IdentitiesOnly(bool),
    IdentityAgent(Agent),
    /// The nearest to us first; empty where the host is reached directly.
    ProxyJump(Vec<Hop>),
    Kex(Arc<str>),
    Ciphers(Arc<str>),
    Macs(Arc<str>),
    HostKeyAlgorithms(Arc<str>),
    PublicKeyAlgorithms(Arc<str>),
    /// With tokens.
    KnownHosts(String),
    HostKeys(HostKeyPolicy),
    KeepAlive(Duration),
    ConnectTimeout(Duration),
    /// Would change how a host is reached, and is not followed.
    Ignored {
        word: String,
        hint: &'static str,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Agent {
    None,
    /// That of `SSH_AUTH_SOCK`.
    Usual,
    /// With tokens.
    Socket(String),
}

/// What keys are written to where none are to be kept.
const NOWHERE: &str = "/dev/null";

/// Words without a meaning for a login and the reading of outputs, in lower case.
const HARMLESS: [&str; 75] = [
    "addkeystoagent",
    "batchmode",
    "channeltimeout",
    "checkhostip",
    "clearallforwardings",
    "compression",
    "compressionlevel",
    "connectionattempts",
    "controlmaster",
    "controlpath",
    "controlpersist",
    "dynamicforward",
    "enableescapecommandline",
    "enablesshkeysign",
    "escapechar",
    "exitonforwardfailure",
    "fingerprinthash",
    "forkafterauthentication",
    "forwardagent",
    "forwardx11",
    "forwardx11timeout",
    "forwardx11trusted",
    "gatewayports",
    "gssapiauthentication",
    "gssapiclientidentity",
    "gssapidelegatecredentials",
    "gssapikeyexchange",
    "gssapirenewalforcesrekey",
    "gssapiserveridentity",
    "gssapitrustdns",
    "hashknownhosts",
    "hostbasedacceptedalgorithms",
    "hostbasedauthentication",
    "ignoreunknown",
    "ipqos",
    "kbdinteractivedevices",
    "localcommand",
    "localforward",
    "loglevel",
    "logverbose",
    "numberofpasswordprompts",
    "obscurekeystroketiming",
    "permitlocalcommand",
    "permitremoteopen",
    "protocol",
    "proxyusefdpass",
    "rekeylimit",
    "remotecommand",
    "remoteforward",
    "requesttty",
    "requiredrsasize",
    "rhostsrsaauthentication",
    "rsaauthentication",
    "sendenv",
    "serveralivecountmax",
    "sessiontype",
    "setenv",
    "smartcarddevice",
    "stdinnull",
    "streamlocalbindmask",
    "streamlocalbindunlink",
    "syslogfacility",
    "tag",
    "tcpkeepalive",
    "tunnel",
    "tunneldevice",
    "updatehostkeys",
    "usekeychain",
    "useprivilegedport",
    "useroaming",
    "versionaddendum",
    "verifyhostkeydns",
    "visualhostkey",
    "warnweakcrypto",
    "xauthlocation",
];

/// Words that say nothing where they have this value.
const USUAL: [(&str, &[&str]); 11] = [
    ("addressfamily", &["any"]),
    ("canonicalizehostname", &["no", "none"]),
    ("challengeresponseauthentication", &["yes"]),
    ("enableescapecommandline", &["no"]),
    ("kbdinteractiveauthentication", &["yes"]),
    ("knownhostscommand", &["none"]),
    ("nohostauthenticationforlocalhost", &["no"]),
    ("passwordauthentication", &["yes"]),
    ("proxycommand", &["none"]),
    ("pubkeyauthentication", &["yes"]),
    ("revokedhostkeys", &["none"]),
];

/// What a line sets: nothing, one thing, or something of which a part is not followed.
pub fn read(words: &Words) -> Result<Vec<Setting>, String> {
    let [first, more @ ..] = words.arguments.as_slice() else {
        return Err("nothing stands behind the keyword".into());
    };
    let keyword = words.keyword.as_str();
    let setting = match keyword {
        "hostname" => Setting::HostName(token_text(first, "h")?),
        "port" => Setting::Port(port(first)?),
        "user" => Setting::User(first.as_str().into()),
        "identityfile" => Setting::IdentityFile(file(first)?),
        "identitiesonly" => Setting::IdentitiesOnly(yes_or_no(first)?),
        "identityagent" => Setting::IdentityAgent(agent(first)?),
        "proxyjump" if first.eq_ignore_ascii_case("none") => Setting::ProxyJump(Vec::new()),
        "proxyjump" => Setting::ProxyJump(Hop::way(first).map_err(str::to_owned)?),
        "kexalgorithms" => Setting::Kex(first.as_str().into()),
        "ciphers" => Setting::Ciphers(first.as_str().into()),
        "macs" => Setting::Macs(first.as_str().into()),
        "hostkeyalgorithms" => Setting::HostKeyAlgorithms(first.as_str().into()),
        "pubkeyacceptedalgorithms" | "pubkeyacceptedkeytypes" => {
            Setting::PublicKeyAlgorithms(first.as_str().into())
        }
        "userknownhostsfile" => {
            let setting = Setting::KnownHosts(file(first)?.unwrap_or_else(|| NOWHERE.to_owned()));
            return Ok(if more.is_empty() {
                vec![setting]
            } else {
                let hint = "only the first of the files is used";
                vec![setting, ignored(words, hint)]
            });
        }
        "stricthostkeychecking" => Setting::HostKeys(host_keys(first)?),
        "serveraliveinterval" => Setting::KeepAlive(duration(first)?),
        "connecttimeout" if first == "none" => return Ok(Vec::new()),
        "connecttimeout" => match duration(first)? {
            Duration::ZERO => return Ok(Vec::new()),
            time => Setting::ConnectTimeout(time),
        },
        _ if is_usual(keyword, first) => return Ok(Vec::new()),
        "proxycommand" => match forwarder::host(&words.arguments) {
            Some(hop) => Setting::ProxyJump(vec![hop]),
            None => ignored(words, hint(keyword)),
        },
        _ => ignored(words, hint(keyword)),
    };
    Ok(vec![setting])
}

fn ignored(words: &Words, hint: &'static str) -> Setting {
    Setting::Ignored {
        word: words.written.clone(),
        hint,
    }
}

fn is_usual(keyword: &str, value: &str) -> bool {
    HARMLESS.contains(&keyword)
        || USUAL.iter().any(|(word, values)| {
            *word == keyword && values.iter().any(|usual| usual.eq_ignore_ascii_case(value))
        })
}

/// What to do instead of a line that is not followed.
fn hint(keyword: &str) -> &'static str {
    match keyword {
        "proxycommand" => "reach it with ProxyJump, or with ssh = { jump = \"…\" } in the inventory",
        "certificatefile" => "a certificate is used by itself where it lies beside its key as KEY-cert.pub",
        "passwordauthentication" | "kbdinteractiveauthentication" | "challengeresponseauthentication" => {
            "leave the password out of the inventory where it is not to be sent"
        }
        "pubkeyauthentication" => "say keys = [] in the inventory where no key is to be used",
        "globalknownhostsfile" => "one file can be named: ssh = { known_hosts = \"…\" }",
        _ => "see whether the host is reached and trusted without it",
    }
}

fn port(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a port is a number from 1 to 65535".into()),
        Ok(port) => Ok(port),
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("this is either yes or no".into()),
    }
}

fn host_keys(text: &str) -> Result<HostKeyPolicy, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(HostKeyPolicy::Strict),
        // There is nobody to ask.
        "ask" | "accept-new" => Ok(HostKeyPolicy::AcceptNew),
        "no" | "off" | "false" => Ok(HostKeyPolicy::Off),
        _ => Err("this is one of yes, accept-new, ask, no and off".into()),
    }
}

fn file(text: &str) -> Result<Option<String>, String> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    token_text(&path::with_variables(text)?, path::TOKENS).map(Some)
}

fn agent(text: &str) -> Result<Agent, String> {
    match text {
        "none" => Ok(Agent::None),
        "SSH_AUTH_SOCK" | "$SSH_AUTH_SOCK" => Ok(Agent::Usual),
        _ => {
            let text = match text.strip_prefix('$') {
                Some(name) if !name.starts_with('{') => path::with_variables(&format!("${{{name}}}"))?,
                _ => path::with_variables(text)?,
            };
            token_text(&text, path::TOKENS).map(Agent::Socket)
        }
    }
}

/// A text whose tokens are all known.
fn token_text(text: &str, known: &str) -> Result<String, String> {
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '%' {
            continue;
        }
        match characters.next() {
            Some('%') => {}
            Some(token) if known.contains(token) => {}
            Some(token) => return Err(format!("the token %{token} cannot be used here")),
            None => return Err("a % at the end stands for nothing; write %% for a % itself".into()),
        }
    }
    Ok(text.to_owned())
}

/// Seconds, or numbers with units such as `1m30s`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "this is no time: write seconds, or a time such as 1m30s".to_owned();
    let mut seconds: u64 = 0;
    let mut number: Option<u64> = None;
    let factor = |unit: char| match unit.to_ascii_lowercase() {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(60 * 60),
        'd' => Some(24 * 60 * 60),
        'w' => Some(7 * 24 * 60 * 60),
        _ => None,
    };
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            let before = number.unwrap_or(0).checked_mul(10).ok_or_else(wrong)?;
            number = Some(before.checked_add(digit.into()).ok_or_else(wrong)?);
        } else {
            let (count, factor) = (number.take().ok_or_else(wrong)?, factor(c).ok_or_else(wrong)?);
            let part = count.checked_mul(factor).ok_or_else(wrong)?;
            seconds = seconds.checked_add(part).ok_or_else(wrong)?;
        }
    }
    if text.is_empty() {
        return Err(wrong());
    }
    let seconds = seconds.checked_add(number.unwrap_or(0)).ok_or_else(wrong)?;
    Ok(Duration::from_secs(seconds).min(crate::inventory::duration::LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::ssh_config::line;

    fn set(text: &str) -> Result<Vec<Setting>, String> {
        let words = line::split(text).map_err(str::to_owned)?;
        read(&words.unwrap_or_else(|| panic!("{text} has words")))
    }

    #[test]
    fn lines_set_what_they_say() {
        for (line, setting) in [
            ("Port 2222", Setting::Port(2222)),
            ("User ana", Setting::User("ana".into())),
            (
                "HostName %h.example.net",
                Setting::HostName("%h.example.net".into()),
            ),
            ("IdentityFile none", Setting::IdentityFile(None)),
            (
                "IdentityFile ~/.ssh/%r",
                Setting::IdentityFile(Some("~/.ssh/%r".into())),
            ),
            ("IdentityAgent none", Setting::IdentityAgent(Agent::None)),
            (
                "IdentityAgent SSH_AUTH_SOCK",
                Setting::IdentityAgent(Agent::Usual),
            ),
            ("ProxyJump none", Setting::ProxyJump(Vec::new())),
            ("KexAlgorithms +a,b", Setting::Kex("+a,b".into())),
            (
                "PubkeyAcceptedKeyTypes +ssh-rsa",
                Setting::PublicKeyAlgorithms("+ssh-rsa".into()),
            ),
            (
                "StrictHostKeyChecking YES",
                Setting::HostKeys(HostKeyPolicy::Strict),
            ),
            (
                "StrictHostKeyChecking ask",
                Setting::HostKeys(HostKeyPolicy::AcceptNew),
            ),
            ("StrictHostKeyChecking no", Setting::HostKeys(HostKeyPolicy::Off)),
            (
                "ServerAliveInterval 1m30s",
                Setting::KeepAlive(Duration::from_secs(90)),
            ),
            ("ServerAliveInterval 0", Setting::KeepAlive(Duration::ZERO)),
            (
                "ConnectTimeout 5",
                Setting::ConnectTimeout(Duration::from_secs(5)),
            ),
        ] {
            assert_eq!(set(line), Ok(vec![setting]), "{line}");
        }
        for line in [
            "ConnectTimeout none",
            "Compression yes",
            "ProxyCommand none",
            "AddressFamily any",
        ] {
            assert_eq!(set(line), Ok(Vec::new()), "{line}");
        }
    }

    #[test]
    fn what_is_not_followed_is_kept_to_be_told() {
        for line in [
            "ProxyCommand nc %h %p",
            "ProxyCommand ssh bastion nc %h %p",
            "ProxyCommand ssh -W other:22 bastion",
            "ProxyCommand ssh -F x -W %h:%p bastion",
            "HostKeyAlias x",
            "Colour red",
            "PasswordAuthentication no",
        ] {
            let settings = set(line);
            assert!(
                matches!(settings.as_deref(), Ok([Setting::Ignored { .. }])),
                "{line}: {settings:?}"
            );
        }
        assert_eq!(
            set("UserKnownHostsFile a b").map(|settings| settings.len()),
            Ok(2)
        );
    }

    #[test]
    fn values_that_mean_nothing_say_why() {
        for line in [
            "Port ssh",
            "Port 0",
            "IdentitiesOnly maybe",
            "StrictHostKeyChecking perhaps",
            "ServerAliveInterval soon",
            "ServerAliveInterval 99999999999999999999",
            "IdentityFile ~/%C",
            "IdentityFile 100%",
            "IdentityFile ${NETHOST_NO_SUCH_VARIABLE}/x",
            "ProxyJump a,,b",
        ] {
            assert!(set(line).is_err(), "{line}");
        }
    }
}
