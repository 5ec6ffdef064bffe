//! Names of devices, domains and users for names that tell nothing: learned first, from all there is, and then replaced
//! wherever they stand as words.

use super::text::Edit;
use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Host,
    Domain,
    User,
}

/// Names that tell nothing, and that stand in outputs as ordinary words.
const NO_HOSTS: [&str; 10] = [
    "router",
    "switch",
    "host",
    "localhost",
    "gateway",
    "firewall",
    "default",
    "device",
    "console",
    "vty",
];
const NO_USERS: [&str; 18] = [
    "admin",
    "administrator",
    "root",
    "user",
    "username",
    "users",
    "operator",
    "guest",
    "cisco",
    "console",
    "monitor",
    "manager",
    "test",
    "password",
    "secret",
    "authentication",
    "local",
    "class",
];

/// Domains for examples (RFC 2606).
const DOMAINS: [&str; 3] = ["example.net", "example.org", "example.com"];

/// A shorter name is a word like any other.
const SHORTEST: usize = 2;

static HOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?im-u)^[\s#]*(?:set\s+system\s+host-name|(?:hostname|sysname|switchname|host-name|set hostname)\s|Device\s+name:|System\s+Name:|host\s*name\s*:)\s*"?(?<n>[a-z0-9][a-z0-9._-]*)"#,
    )
});
static UPTIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?im-u)^(?<n>[a-z0-9][a-z0-9._-]*)\s+uptime\s+is\s"));
static DOMAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?im-u)\b(?:domain[ -]name|dns\s+domain|domain-search|ip\s+domain|dns-domain|default\s+domain)(?:\s+(?:vrf\s+\S+|is))?[:\s]+"?(?<n>[a-z0-9-]+(?:\.[a-z0-9-]+)+)"#,
    )
});
static USER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?im-u)(?:^[\s#]*(?:set\s(?:[^\n"]*?\s)?user(?:name)?|username|local-user|user)\s+"?|\bby\s+)(?<n>[a-z][a-z0-9._-]+)(?:\s|"|$)"#,
    )
});

/// An address for mail: its user, and its domain.
static MAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?i-u)(?<n>[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"));

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// What is known of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the name in small letters: what it becomes.
    known: BTreeMap<String, (Kind, String)>,
    hosts: usize,
    domains: usize,
    users: usize,
    /// Of all known names, in the order of their map. None until it is asked for again.
    finder: Option<AhoCorasick>,
}

impl Names {
    /// The first host is the device itself, whatever else it is called.
    pub(super) fn device(&mut self, name: &str) {
        let (label, domain) = parts(name);
        if let Some(domain) = domain {
            self.domain(domain);
        }
        self.host_as(label, 1);
        self.hosts = self.hosts.max(1);
    }

    pub(super) fn user(&mut self, name: &str) {
        let lower = name.to_ascii_lowercase();
        if !is_name(name) || NO_USERS.contains(&&*lower) || self.known.contains_key(&lower) {
            return;
        }
        self.users += 1;
        self.put(lower, Kind::User, format!("user{}", self.users));
    }

    /// The device's name and its user, as a prompt tells them.
    pub(super) fn prompt(&mut self, prompt: &str) {
        let (user, rest) = match prompt.split_once('@') {
            Some((user, rest)) => (Some(user), rest),
            None => (None, prompt),
        };
        let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if let Some(user) = user.and_then(|user| user.rsplit(|c| !of_name(c)).next()) {
            self.user(user);
        }
        // `RP/0/RSP0/CPU0:name#`, `A:name#`.
        let rest = match rest.split_once(':') {
            Some((before, name))
                if name.starts_with(of_name)
                    && (user.is_none() && (before.contains('/') || before.len() == 1)) =>
            {
                name
            }
            _ => rest,
        };
        let name = rest.split(|c| !of_name(c)).find(|name| !name.is_empty());
        if let Some(name) = name {
            self.device(name.trim_end_matches(['.', '-']));
        }
    }

    /// What a text says of names.
    pub(super) fn learn(&mut self, text: &[u8]) {
        for name in found(&HOST, text).into_iter().chain(found(&UPTIME, text)) {
            self.device(&name);
        }
        for domain in found(&DOMAIN, text) {
            self.domain(&domain);
        }
        for mail in found(&MAIL, text) {
            if let Some((user, domain)) = mail.split_once('@') {
                self.user(user);
                self.domain(domain);
            }
        }
        self.learn_whole_names(text);
        for user in found(&USER, text) {
            self.user(&user);
        }
    }

    /// `name.domain`, where one of both is known: other hosts of a domain, and the domain of a host.
    fn learn_whole_names(&mut self, text: &[u8]) {
        static WHOLE: LazyLock<Option<Regex>> =
            LazyLock::new(|| pattern(r"(?i-u)\b(?<n>[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+){2,})"));
        for whole in found(&WHOLE, text) {
            let whole = whole.to_ascii_lowercase();
            let (label, Some(domain)) = parts(&whole) else {
                continue;
            };
            let is = |name: &str, kind| self.known.get(name).is_some_and(|(known, _)| *known == kind);
            if is(domain, Kind::Domain) && !is(label, Kind::Host) {
                self.host_as(label, self.hosts.max(1) + 1);
            } else if is(label, Kind::Host)
                && domain
                    .split('.')
                    .any(|it| it.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                self.domain(domain);
            }
        }
    }

    /// What a name becomes, if it is known.
    pub(super) fn of(&self, name: &str) -> Option<&str> {
        self.known
            .get(&name.to_ascii_lowercase())
            .map(|(_, by)| by.as_str())
    }

    /// What is to be replaced in a text, in order.
    pub(super) fn edits(&mut self, text: &[u8]) -> Vec<(Kind, Edit)> {
        if self.finder.is_none() {
            let finder = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .ascii_case_insensitive(true)
                .build(self.known.keys());
            // Only more names than memory holds have no finder.
            self.finder = finder.ok();
        }
        self.places(text)
            .into_iter()
            .map(|(kind, start, end, by)| {
                let by = by.as_bytes().to_vec();
                (kind, Edit { start, end, by })
            })
            .collect()
    }

    /// Whether a text holds a known name that is none of those that stand for others.
    pub(super) fn remain(&self, text: &[u8]) -> bool {
        let given = |name: &[u8]| {
            let mut given = self.known.values();
            given.any(|(_, by)| by.as_bytes().eq_ignore_ascii_case(name))
        };
        let mut places = self.places(text).into_iter();
        places.any(|(_, start, end, _)| !given(text.get(start..end).unwrap_or_default()))
    }

    fn places(&self, text: &[u8]) -> Vec<(Kind, usize, usize, &str)> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        let known: Vec<_> = self.known.values().collect();
        let (mut places, mut from) = (Vec::new(), 0);
        while let Some(found) = text.get(from..).and_then(|rest| finder.find(rest)) {
            let (start, end) = (from + found.start(), from + found.end());
            let of = known.get(found.pattern().as_usize());
            match of.filter(|(kind, _)| stands_alone(text, start, end, *kind)) {
                Some((kind, by)) => {
                    places.push((*kind, start, end, by.as_str()));
                    from = end;
                }
                None => from = start + 1,
            }
        }
        places
    }

    fn host_as(&mut self, label: &str, number: usize) {
        let lower = label.to_ascii_lowercase();
        if !is_name(label) || NO_HOSTS.contains(&&*lower) || self.known.contains_key(&lower) {
            return;
        }
        self.hosts = self.hosts.max(number);
        self.put(lower, Kind::Host, format!("device{number}"));
    }

    fn domain(&mut self, domain: &str) {
        let lower = domain.trim_matches('.').to_ascii_lowercase();
        if self.known.contains_key(&lower) || !lower.contains('.') {
            return;
        }
        let by = match DOMAINS.get(self.domains) {
            Some(domain) => (*domain).to_owned(),
            None => format!("site{}.example.net", self.domains),
        };
        self.domains += 1;
        self.put(lower, Kind::Domain, by);
    }

    fn put(&mut self, name: String, kind: Kind, by: String) {
        self.known.insert(name, (kind, by));
        self.finder = None;
    }
}

/// The names that a pattern finds, each as often as it stands there.
fn found(pattern: &LazyLock<Option<Regex>>, text: &[u8]) -> Vec<String> {
    let Some(pattern) = pattern.as_ref() else {
        return Vec::new();
    };
    let names = pattern.captures_iter(text).filter_map(|captures| {
        let name = captures.name("n")?.as_bytes();
        let name = str::from_utf8(name).ok()?;
        Some(name.trim_end_matches(['.', '-', '_']).to_owned())
    });
    names.collect()
}

/// A host's own name, and its domain.
fn parts(name: &str) -> (&str, Option<&str>) {
    match name.split_once('.') {
        Some((label, domain)) if domain.contains('.') => (label, Some(domain)),
        _ => (name, None),
    }
}

/// Whether it can be told from a word or a number.
fn is_name(name: &str) -> bool {
    name.len() >= SHORTEST
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn stands_alone(text: &[u8], start: usize, end: usize, kind: Kind) -> bool {
    let of_word = |byte: Option<&u8>| {
        byte.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii()
        })
    };
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    let longer = kind == Kind::Domain
        && text.get(end) == Some(&b'.')
        && text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
    !of_word(before) && !of_word(text.get(end)) && !longer
}

#[cfg(test)]
mod tests {
    use super::{super::text::Text, *};

    fn cleaned(names: &mut Names, text: &str) -> String {
        names.learn(text.as_bytes());
        let mut text = Text::whole(text);
        let edits = names.edits(&text.bytes);
        text.apply(edits.into_iter().map(|(_, edit)| edit).collect());
        String::from_utf8(text.bytes).unwrap()
    }

    fn of_prompt(prompt: &str) -> String {
        let mut names = Names::default();
        names.prompt(prompt);
        cleaned(&mut names, prompt)
    }

    #[test]
    fn prompts_tell_the_device_and_its_user() {
        for (prompt, expected) in [
            ("core-9#", "device1#"),
            ("core-9(config-if)#", "device1(config-if)#"),
            ("jdoe@core-9>", "user1@device1>"),
            ("jdoe@core-9:~$ ", "user1@device1:~$ "),
            ("RP/0/RSP0/CPU0:core-9#", "RP/0/RSP0/CPU0:device1#"),
            ("A:core-9#", "A:device1#"),
            ("<core-9>", "<device1>"),
            ("[~core-9]", "[~device1]"),
            ("core-9.corp.test#", "device1.example.net#"),
            ("Router>", "Router>"),
            ("admin@core-9> ", "admin@device1> "),
        ] {
            assert_eq!(of_prompt(prompt), expected, "{prompt}");
        }
    }

    #[test]
    fn outputs_tell_the_rest() {
        let mut names = Names::default();
        names.prompt("core-9#");
        let text = "hostname core-9\nip domain name corp.test\nusername jdoe secret 9 x\n\
                    edge-1.corp.test   Gi0/1   edge-1\nchanged by asmith on vty0\nncore-9 core-99 jdoes core-9,\n";
        assert_eq!(
            cleaned(&mut names, text),
            "hostname device1\nip domain name example.net\nusername user1 secret 9 x\n\
             device2.example.net  Gi0/1  device2\nchanged by user2 on vty0\nncore-9 core-99 jdoes device1,\n"
        );
    }

    #[test]
    fn addresses_for_mail_and_users_that_are_set_are_names() {
        let mut names = Names::default();
        names.prompt("core-9#");
        let text = "contact maria.huber@mail.corp.test\nset admin user jdoe role x\nset snmp v3 user \"nms\" auth\njdoe\n";
        assert_eq!(
            cleaned(&mut names, text),
            "contact user1@example.net\nset admin user user2 role x\nset snmp v3 user \"user3\" auth\nuser2\n"
        );
    }

    #[test]
    fn what_is_replaced_is_no_name_that_remains() {
        let mut names = Names::default();
        names.prompt("core-9#");
        assert_eq!(cleaned(&mut names, "core-9 device1"), "device1 device1");
        assert!(!names.remain(b"device1 up"));
        assert!(names.remain(b"CORE-9 up"));
    }
}
