//! The secrets of a run, and the marks that stand for them in a recording.
//!
//! Every text that is recorded is searched for all secrets of the run, since a device may show another's. How they
//! are told from ordinary text depends on their length:
//! - six characters and more: wherever they stand, in whatever word;
//! - three to five: as a word of their own. A password such as `lab` must not change the hostname `lab-0001`, or the
//!   recording could not be replayed;
//! - one or two: not at all, for they are in any text and nobody could tell where. Where they are sent, they are
//!   marked as what they are, like all others.
//!
//! A secret that is the same as a username of the run is not looked for: names stand in prompts and messages, and a
//! mark there would tell what the secret is.

use crate::{
    inventory::{
        device::{Answer, Credentials, Device},
        secret::Secret,
    },
    schedule::{Target, Trouble},
    session::profile::SecretKind,
};
use aho_corasick::{AhoCorasick, MatchKind};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// A secret of fewer characters is not looked for.
const SHORTEST: usize = 3;

/// A secret of fewer characters is only found as a word of its own.
const ANYWHERE: usize = 6;

/// What stands for a secret of this kind.
pub fn mark(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Username => "<username>",
        SecretKind::Password => "<password>",
        SecretKind::Enable => "<enable>",
    }
}

/// The secrets of a run, ready to be looked for.
#[derive(Clone)]
pub struct Secrets {
    /// Finds the first place of any, and there the longest.
    finder: Option<AhoCorasick>,
    /// In the order of their bytes, each once.
    found: Vec<Found>,
    /// Bytes.
    longest: usize,
}

#[derive(Clone)]
struct Found {
    secret: Secret,
    mark: &'static str,
    /// Only as a word of its own.
    word: bool,
}

impl Found {
    fn bytes(&self) -> &[u8] {
        self.secret.expose().as_bytes()
    }
}

/// A place where a secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mark: &'static str,
}

impl Secrets {
    /// All secrets of these devices, of the hosts on the way to them, and of what is tried when a device refuses.
    pub fn of<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Self {
        let mut all = Collected::default();
        for target in targets {
            all.device(&target.device);
        }
        for name in &all.usernames {
            all.found.remove(name);
        }
        Self::new(all.found)
    }

    /// These secrets, each with the mark that is to stand for it.
    fn new(marked: BTreeMap<String, (Secret, &'static str)>) -> Self {
        let found: Vec<_> = marked
            .into_values()
            .map(|(secret, mark)| Found {
                word: secret.expose().chars().count() < ANYWHERE,
                secret,
                mark,
            })
            .collect();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(found.iter().map(Found::bytes));
        Self {
            // Only more secrets than memory holds have no finder; none at all need none.
            finder: finder.ok().filter(|_| !found.is_empty()),
            longest: found.iter().map(|secret| secret.bytes().len()).max().unwrap_or(0),
            found,
        }
    }

    /// The first secret in `text` from `from` on. What stands before and after decides about words; at the text's
    /// end a word ends.
    pub(super) fn find(&self, text: &[u8], from: usize, before: Option<u8>) -> Option<Place> {
        let finder = self.finder.as_ref()?;
        let mut from = from;
        loop {
            let found = finder.find(text.get(from..)?)?;
            let (start, end) = (from + found.start(), from + found.end());
            let secret = self.found.get(found.pattern().as_usize())?;
            let left = if start == 0 {
                before
            } else {
                text.get(start - 1).copied()
            };
            let apart = |byte: Option<u8>| byte.is_none_or(|byte| !is_of_word(byte));
            if !secret.word || (apart(left) && apart(text.get(end).copied())) {
                return Some(Place {
                    start,
                    end,
                    mark: secret.mark,
                });
            }
            from = start + 1;
        }
    }

    /// The first place from `from` on at which a secret may have begun whose end has not come yet.
    pub(super) fn undecided(&self, text: &[u8], from: usize) -> usize {
        let earliest = text.len().saturating_sub(self.longest).max(from);
        (earliest..text.len())
            .find(|&start| self.may_begin(&text[start..]))
            .unwrap_or(text.len())
    }

    /// Whether what follows could make a secret of these bytes, or no secret.
    fn may_begin(&self, begun: &[u8]) -> bool {
        let place = self.found.partition_point(|secret| secret.bytes() < begun);
        let mut candidates = self.found[place..]
            .iter()
            .take_while(|secret| secret.bytes().starts_with(begun));
        candidates.any(|secret| secret.bytes().len() > begun.len() || secret.word)
    }

    /// The text with marks for secrets.
    /// The text without them.
    pub fn scrub(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.scrub_bytes(text.as_bytes())).into_owned()
    }

    pub(super) fn scrub_bytes(&self, text: &[u8]) -> Vec<u8> {
        let mut clean = Vec::with_capacity(text.len());
        let mut from = 0;
        while let Some(place) = self.find(text, from, None) {
            clean.extend_from_slice(&text[from..place.start]);
            clean.extend_from_slice(place.mark.as_bytes());
            from = place.end;
        }
        clean.extend_from_slice(&text[from..]);
        clean
    }

    pub(super) fn scrub_trouble(&self, trouble: &Trouble) -> Trouble {
        let mut trouble = trouble.clone();
        trouble.failure.message = self.scrub(&trouble.failure.message);
        trouble.failure.hint = self.scrub(&trouble.failure.hint);
        trouble
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.found.len())
    }
}

/// Whether the byte continues a word that it stands in or beside.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii()
}

/// Which of its secrets a device may be sent over its line, by name.
pub(super) fn kinds(credentials: &Credentials) -> Vec<String> {
    let kinds = [
        ("password", &credentials.password),
        ("enable", &credentials.enable),
        ("passphrase", &credentials.passphrase),
    ];
    let there = kinds.into_iter().filter(|(_, secret)| secret.is_some());
    there.map(|(name, _)| name.to_owned()).collect()
}

#[derive(Default)]
struct Collected {
    /// Keyed by their text, so that none is there twice.
    found: BTreeMap<String, (Secret, &'static str)>,
    usernames: BTreeSet<String>,
}

impl Collected {
    fn device(&mut self, device: &Device) {
        for credentials in device.all_credentials() {
            self.usernames.insert(credentials.username.clone());
            self.add(credentials.password.as_ref(), mark(SecretKind::Password));
            self.add(credentials.enable.as_ref(), mark(SecretKind::Enable));
            self.add(credentials.passphrase.as_ref(), "<passphrase>");
            for answer in &*credentials.answers {
                if let Answer::Secret(secret) = &answer.answer {
                    self.add(Some(secret), "<answer>");
                }
            }
        }
        if let Some(jump) = &device.jump {
            self.device(&jump.device);
        }
    }

    fn add(&mut self, secret: Option<&Secret>, mark: &'static str) {
        let Some(secret) = secret else { return };
        if secret.expose().chars().count() < SHORTEST {
            return;
        }
        self.put(secret.clone(), mark);
        // Messages quote what a device said.
        let quoted = format!("{:?}", secret.expose());
        let quoted = quoted.trim_matches('"');
        if quoted != secret.expose() && !quoted.is_empty() {
            self.put(Secret::new(quoted), mark);
        }
    }

    fn put(&mut self, secret: Secret, mark: &'static str) {
        let text = secret.expose().to_owned();
        self.found.entry(text).or_insert((secret, mark));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Secrets to look for, all of one kind.
    pub(in super::super) fn secrets(texts: &[&str]) -> Secrets {
        let mut all = Collected::default();
        for text in texts {
            all.add(Some(&Secret::new(*text)), "<password>");
        }
        Secrets::new(all.found)
    }

    #[test]
    fn a_long_secret_is_found_in_any_word() {
        let secrets = secrets(&["walnut-7"]);
        assert_eq!(secrets.scrub("xwalnut-7x walnut-7"), "x<password>x <password>");
    }

    #[test]
    fn a_short_one_is_a_word_of_its_own() {
        let secrets = secrets(&["lab"]);
        assert_eq!(
            secrets.scrub("lab lab-0001 slab label lab, \"lab\" lab"),
            "<password> lab-0001 slab label <password>, \"<password>\" <password>"
        );
    }

    #[test]
    fn one_or_two_characters_are_left_where_they_are() {
        assert_eq!(secrets(&["1", "r1"]).scrub("r1# 1 r1"), "r1# 1 r1");
    }

    #[test]
    fn the_longest_wins_where_two_begin() {
        let secrets = secrets(&["walnut", "walnut-tree"]);
        assert_eq!(secrets.scrub("walnut-tree walnut"), "<password> <password>");
    }

    #[test]
    fn a_quoted_secret_is_found_too() {
        let secrets = secrets(&["wal\"nut\\7"]);
        let message = format!("it last said `{:?}`", "wal\"nut\\7");
        assert_eq!(secrets.scrub(&message), "it last said `\"<password>\"`");
    }

    #[test]
    fn debug_tells_no_secret() {
        assert_eq!(format!("{:?}", secrets(&["walnut-7"])), "Secrets(1)");
    }
}
