//! What looks like a secret in a device's output, wherever it came from.
//!
//! It is rather removed once too often: a fixture without a word still shows how its line looks, and a secret that was
//! published cannot be taken back.

use super::text::Edit;
use regex::bytes::Regex;
use std::sync::LazyLock;

/// What stands in a secret's place.
pub(super) const REMOVED: &[u8] = b"<removed>";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Password,
    Community,
    Key,
    PrivateKey,
}

/// `_T` is what may stand between a keyword and its secret: how it is written. `_V` is the secret.
const PATTERNS: &[(Kind, &str)] = &[
    (
        Kind::Password,
        r"\b(?:password|passwd|passphrase|passcode|secret|encrypted-password|plaintext-password|psksecret|authpass|privpass)(?:\s+|\s*[:=]\s*)_T_V",
    ),
    // A hash, as crypt(3) and its like write them.
    (
        Kind::Password,
        r#"(?<s>\$(?:[1-9]|14|2[abxy]|sha512|sha256|y)\$[^\s";,]{6,})"#,
    ),
    (Kind::Password, r"\b[a-z][a-z0-9+.-]*://[^\s:/@]+:(?<s>[^\s@/]+)@"),
    (Kind::Community, r"\bsnmp-server\s+community\s+_T_V"),
    (
        Kind::Community,
        r"\bsnmp-agent\s+community\s+(?:(?:read|write|complexity-check)\s+)*_T_V",
    ),
    (Kind::Community, r"\bsnmp\b.*?\scommunity\s+_T_V"),
    (Kind::Community, r"^\s*community\s+(?<s>[^\s;{]+)\s*\{"),
    (Kind::Community, r"\bcommunity\s+(?:name|string)\s*:\s*_V"),
    (
        Kind::Community,
        r"\bsnmp-server\s+host\s+\S+\s+(?:(?:(?:use-)?vrf\s+\S+|source-interface\s+\S+|traps?|informs?|version\s+(?:1|2c|3)|noauth|auth|priv)\s+)*_V",
    ),
    (Kind::Community, r"\bsecurityname\s+(?:cipher\s+)?_V"),
    (
        Kind::Key,
        r"\b(?:pre-shared-key|pre-shared-secret|key-string|shared-secret|authentication-key|auth-password|priv-password|privacy-password|authentication-password|wpa-psk|psk)\s+(?:(?:local|remote|address\s+\S+(?:\s+key)?|ascii-text|hexadecimal)\s+)*_T_V",
    ),
    (
        Kind::Key,
        r"\b(?:isakmp|ikev[12]|tacacs|tacacs-server|radius|radius-server|ldap-server)\b.*?\s(?:key|pac\s+key)\s+_T_V",
    ),
    (Kind::Key, r"^\s*(?:server-)?key\s+(?:0|[5-9])\s+_V"),
    (Kind::Key, r"\bmessage-digest-key\s+\d+\s+_T_V"),
    (
        Kind::Key,
        r"\bauth(?:entication)?(?:-mode|-protocol)?\s+(?:md5|sha[0-9-]*)\s+_T_V",
    ),
    (
        Kind::Key,
        r"\bpriv(?:acy)?(?:-mode|-protocol)?\s+(?:3?des[0-9a-z-]*|aes[0-9-]*)\s+(?:(?:128|192|256)\s+)?_T_V",
    ),
    (Kind::Key, r"\bauthentication\s+text\s+_T_V"),
    (Kind::Key, r"\bmd5\s+_T_V"),
    (
        Kind::Key,
        r"\b(?:api|auth|access|bearer|refresh|session)[-_ ]?(?:token|key)(?:\s+|\s*[:=]\s*)_T_V",
    ),
    (Kind::Key, r"\bbearer\s+_V"),
    // A token as RFC 7519 writes it.
    (Kind::Key, r"\b(?<s>eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)"),
];

/// How a secret is written.
const WRITTEN: &str = r"(?:(?:[0-9]{1,2}|md5|sha[0-9-]*|hmac-[a-z0-9-]+|scrypt|pbkdf2|pbkdf2-sha[0-9]+|encrypted|ciphered|cipher|irreversible-cipher|simple|plain(?:-?text)?|clear(?:-?text)?|authpass|privpass|auth-pass|priv-pass|unencrypted|hash(?:ed)?|enc|ascii|hex|level\s+[0-9]+|role\s+\S+|=)\s+)*";

/// The secret itself: to the next blank, or to the quote's end.
const SECRET: &str = r#"(?<s>"[^"]*"|'[^']*'|[^\s;{]+)"#;

/// Words behind a keyword that are no secrets.
const WORDS: [&[u8]; 36] = [
    b"is",
    b"are",
    b"for",
    b"not",
    b"and",
    b"or",
    b"of",
    b"the",
    b"to",
    b"in",
    b"on",
    b"has",
    b"must",
    b"was",
    b"will",
    b"set",
    b"required",
    b"require",
    b"policy",
    b"encryption",
    b"aging",
    b"expired",
    b"expires",
    b"expiration",
    b"expiry",
    b"history",
    b"recovery",
    b"prompt",
    b"strength",
    b"minimum",
    b"min-length",
    b"configured",
    b"change",
    b"changed",
    b"authentication",
    b"strength-check",
];

struct Pattern {
    kind: Kind,
    regex: Regex,
}

static COMPILED: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let compile = |(kind, pattern): &(Kind, &str)| {
        let pattern = pattern.replace("_T", WRITTEN).replace("_V", SECRET);
        let regex = Regex::new(&format!("(?i-u){pattern}")).ok()?;
        Some(Pattern { kind: *kind, regex })
    };
    PATTERNS.iter().filter_map(compile).collect()
});

/// What is to be removed from a text, in order. Each line keeps its ending.
pub(super) fn edits(text: &[u8]) -> Vec<(Kind, Edit)> {
    let mut edits = Vec::new();
    let (mut start, mut in_key) = (0, false);
    for line in text.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let end = start + line.trim_ascii_end().len();
        let kept = text.get(start..end).unwrap_or_default();
        in_key = of_key(kept, start, in_key, &mut edits) && !is_boundary(kept, b"-----END");
        if !in_key {
            of_line(kept, start, &mut edits);
        }
        start += line.len();
    }
    edits
}

/// Whether a line is in a private key, or begins or ends one; what is between is removed.
fn of_key(line: &[u8], start: usize, in_key: bool, edits: &mut Vec<(Kind, Edit)>) -> bool {
    if is_boundary(line, b"-----BEGIN") {
        return true;
    }
    if !in_key || line.is_empty() || is_boundary(line, b"-----END") {
        return in_key;
    }
    let end = start + line.len();
    if line != REMOVED {
        let by = REMOVED.to_vec();
        edits.push((Kind::PrivateKey, Edit { start, end, by }));
    }
    true
}

fn is_boundary(line: &[u8], begins: &[u8]) -> bool {
    let holds = |wanted: &[u8]| line.windows(wanted.len()).any(|it| it == wanted);
    holds(begins) && holds(b"PRIVATE KEY-----")
}

fn of_line(line: &[u8], at: usize, edits: &mut Vec<(Kind, Edit)>) {
    let mut found: Vec<(usize, usize, Kind)> = Vec::new();
    for pattern in COMPILED.iter() {
        for captures in pattern.regex.captures_iter(line) {
            let Some(secret) = captures.name("s") else {
                continue;
            };
            let bare = secret.as_bytes();
            if !is_none(bare) {
                found.push((secret.start(), secret.end(), pattern.kind));
            }
        }
    }
    let following: Vec<_> = found.iter().filter_map(|it| following(line, *it)).collect();
    found.extend(following);
    found.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut done = 0;
    for (start, end, kind) in found {
        if start < done {
            continue;
        }
        done = end;
        let secret = line.get(start..end).unwrap_or_default();
        // Quotes stay.
        let quoted = secret.len() >= 2 && matches!(secret.first(), Some(b'"' | b'\''));
        let inner = usize::from(quoted);
        edits.push((
            kind,
            Edit {
                start: at + start + inner,
                end: at + end - inner,
                by: REMOVED.into(),
            },
        ));
    }
}

/// The word behind one that may only say how the secret is written, in a word that is not known here.
fn following(line: &[u8], (start, end, kind): (usize, usize, Kind)) -> Option<(usize, usize, Kind)> {
    let word = line.get(start..end)?;
    if kind == Kind::Community || !word.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'-') {
        return None;
    }
    let rest = line.get(end..)?;
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let length = rest
        .get(blanks..)?
        .iter()
        .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'{'))
        .count();
    let start = end + blanks;
    let is_word = blanks > 0 && length > 0 && !is_none(line.get(start..start + length)?);
    is_word.then_some((start, start + length, kind))
}

/// Whether what stands in a secret's place is none: a word, or a mark.
fn is_none(found: &[u8]) -> bool {
    let bare = found.trim_ascii();
    let bare = match bare {
        [b'"' | b'\'', inner @ .., b'"' | b'\''] => inner,
        bare => bare,
    };
    let is_mark = bare.starts_with(b"<") && bare.ends_with(b">");
    let word = bare
        .strip_suffix(b",")
        .or(bare.strip_suffix(b"."))
        .unwrap_or(bare);
    bare.is_empty()
        || is_mark
        || WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
        || bare
            .iter()
            .all(|byte| matches!(byte, b'*' | b'-' | b'#' | b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::{super::text::Text, *};

    fn cleaned(text: &str) -> String {
        let mut text = Text::whole(text);
        let edits = edits(&text.bytes);
        text.apply(edits.into_iter().map(|(_, edit)| edit).collect());
        String::from_utf8(text.bytes).unwrap()
    }

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(COMPILED.len(), PATTERNS.len());
    }

    #[test]
    fn what_configurations_hold_is_removed() {
        for line in [
            "enable secret 5 $1$abcd$SECRET0123456789abcdef",
            "enable secret SECRET",
            "enable algorithm-type scrypt secret 9 $9$SECRETabcdefgh",
            "username jo privilege 15 password 7 SECRET",
            "username jo password SECRET privilege 15",
            "  password 0 SECRET",
            " neighbor 192.0.2.1 password 7 SECRET",
            "encrypted-password \"SECRET word\"; ## secret",
            "set passwd ENC SECRET==",
            "local-user jo password irreversible-cipher SECRET",
            "snmp-server community SECRET RO 10",
            "snmp-server host 192.0.2.1 version 2c SECRET",
            "snmp-server host 192.0.2.1 vrf mgmt traps version 2c SECRET bgp",
            "snmp-agent community read cipher SECRET",
            "set snmp community SECRET authorization read-only",
            "    community SECRET {",
            "Community name: SECRET",
            "crypto isakmp key SECRET address 192.0.2.1",
            "crypto isakmp key 6 SECRET address 192.0.2.1",
            " pre-shared-key local 0 SECRET",
            " pre-shared-key address 192.0.2.1 key SECRET",
            "pre-shared-key ascii-text \"SECRET\";",
            "   key-string 7 SECRET",
            "tacacs-server host 192.0.2.1 key 7 SECRET",
            "radius-server key SECRET",
            " key 7 SECRET",
            "ip ospf message-digest-key 1 md5 7 SECRET",
            "ntp authentication-key 1 md5 SECRET 7",
            "snmp-server user jo grp v3 auth sha SECRET priv aes 128 SECRET",
            "standby 1 authentication text SECRET",
            "copy ftp://jo:SECRET@192.0.2.1/x flash:",
            "Password: SECRET",
            "set admin user jo password cleartext SECRET!",
            "set snmp v3 user nms auth sha authpass SECRETa priv aes privpass SECRETb",
            "set bgp neighbor 192.0.2.1 as 64512 md5 SECRET",
            "set api-token SECRET.x",
            "Authorization: Bearer SECRET",
            "set token eyJhbGciOiJIUzI1NiJ9.SECRET0.c2ln",
            "set user jo password scrambled SECRET",
        ] {
            let clean = cleaned(line);
            assert!(
                !clean.contains("SECRET") && clean.contains("<removed>"),
                "{clean}"
            );
            assert_eq!(cleaned(&clean), clean);
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for line in [
            "service password-encryption",
            "Password required, but none set",
            "Password: ",
            "Password: <password>",
            "no service password-recovery",
            " match community 10",
            "ip community-list standard c permit 65000:1",
            "key chain core",
            " key 1",
            "Configuration register is 0x2102",
            "enable secret 5 <removed>",
        ] {
            assert_eq!(cleaned(line), line);
        }
    }

    #[test]
    fn of_a_private_key_its_lines_are_left() {
        assert_eq!(
            cleaned(
                "a\r\n-----BEGIN RSA PRIVATE KEY-----\r\nMIIEow\r\nIBAAK\r\n-----END RSA PRIVATE KEY-----\r\nb"
            ),
            "a\r\n-----BEGIN RSA PRIVATE KEY-----\r\n<removed>\r\n<removed>\r\n-----END RSA PRIVATE KEY-----\r\nb"
        );
    }
}
