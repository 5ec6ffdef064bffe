//! What a device said, made fit to be shown to others: secrets removed, and on request names and addresses replaced.
//!
//! A [`Cleaner`] is one for all that belongs together: what it replaces in one text it replaces by the same in another. It
//! learns names from every text before it cleans the first.

mod addresses;
mod files;
mod names;
mod recording;
mod secrets;
mod take;
mod text;
pub mod told;

pub use files::{Files, FilesError};
pub use recording::{Cleaned, clean};
pub use take::{Capture, CaptureError, capture};

use addresses::Addresses;
use names::Names;
use serde::Serialize;
use std::net::IpAddr;
use text::{Edit, Text};

/// What is replaced besides secrets.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The device's, its domain's and its users'.
    pub names: bool,
    /// Of IPv4, IPv6 and MAC.
    pub addresses: bool,
    /// These texts, wherever they stand, by others.
    pub texts: Vec<(String, String)>,
}

/// What is known of a device before it says anything.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Its name in the inventory.
    pub device: String,
    /// The name or address that it is reached by.
    pub host: String,
    pub users: Vec<String>,
}

/// How often something was replaced. Never what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Secrets of the inventory, which the recording marks.
    pub marked: usize,
    pub passwords: usize,
    pub communities: usize,
    pub keys: usize,
    /// Lines of private keys.
    pub private_keys: usize,
    pub ipv4: usize,
    pub ipv6: usize,
    pub macs: usize,
    pub hosts: usize,
    pub domains: usize,
    pub users: usize,
    /// For each text of the options.
    pub texts: Vec<usize>,
}

/// Replaces the same by the same.
#[derive(Debug)]
pub struct Cleaner {
    options: Options,
    addresses: Addresses,
    names: Names,
    /// Secrets, by what they are replaced.
    told: Vec<(String, String)>,
    counts: Counts,
}

impl Cleaner {
    pub fn new(options: Options, known: &Known) -> Self {
        let mut names = Names::default();
        names.device(&known.device);
        if known.host.parse::<IpAddr>().is_err() {
            names.device(&known.host);
        }
        for user in &known.users {
            names.user(user);
        }
        let counts = Counts {
            texts: vec![0; options.texts.len()],
            ..Counts::default()
        };
        Self {
            options,
            addresses: Addresses::default(),
            names,
            told: Vec::new(),
            counts,
        }
    }

    /// Texts that are secrets wherever they stand, as the driver says.
    pub fn learn_secrets(&mut self, secrets: impl IntoIterator<Item = String>) {
        let removed = String::from_utf8_lossy(secrets::REMOVED);
        let told = secrets
            .into_iter()
            .map(|secret| (secret, removed.clone().into_owned()));
        self.told.extend(told);
    }

    /// The prompt with which the device began.
    pub fn learn_prompt(&mut self, prompt: &str) {
        self.names.prompt(prompt);
    }

    /// Takes from a text what it says of names.
    pub fn learn(&mut self, text: &[u8]) {
        self.names.learn(text);
    }

    /// What the device is called from now on.
    pub fn device(&self, name: &str) -> String {
        let by = self.names.of(name).filter(|_| self.options.names);
        by.unwrap_or(name).to_owned()
    }

    /// The text without what is not to be shown.
    pub fn text(&mut self, text: &str) -> String {
        let mut text = Text::whole(text);
        self.clean(&mut text);
        String::from_utf8_lossy(&text.bytes).into_owned()
    }

    /// The same for bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut text = Text::whole(bytes);
        self.clean(&mut text);
        text.bytes
    }

    /// Whether a text that was made of cleaned ones holds what should not be there: a terminal may put together what stood
    /// apart, and was not seen.
    pub fn remains_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let texts = self.options.texts.iter();
        !secrets::edits(bytes).is_empty()
            || self.told.iter().any(|(secret, _)| text.contains(secret.as_str()))
            || texts
                .filter(|(old, by)| !old.is_empty() && !by.contains(old.as_str()))
                .any(|(old, _)| text.contains(old.as_str()))
            || (self.options.names && self.names.remain(bytes))
            || (self.options.addresses && self.addresses.remain(bytes))
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How often what was replaced so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    fn clean(&mut self, text: &mut Text) {
        let counts = &mut self.counts;
        // First, since what is removed beside them would hide them.
        text.apply(counted(of_texts(&self.told, &text.bytes), |_| {
            counts.passwords += 1;
        }));
        text.apply(counted(secrets::edits(&text.bytes), |kind| match kind {
            secrets::Kind::Password => counts.passwords += 1,
            secrets::Kind::Community => counts.communities += 1,
            secrets::Kind::Key => counts.keys += 1,
            secrets::Kind::PrivateKey => counts.private_keys += 1,
        }));
        text.apply(counted(of_texts(&self.options.texts, &text.bytes), |place| {
            if let Some(count) = counts.texts.get_mut(place) {
                *count += 1;
            }
        }));
        if self.options.names {
            text.apply(counted(self.names.edits(&text.bytes), |kind| match kind {
                names::Kind::Host => counts.hosts += 1,
                names::Kind::Domain => counts.domains += 1,
                names::Kind::User => counts.users += 1,
            }));
        }
        if self.options.addresses {
            text.apply(counted(self.addresses.edits(&text.bytes), |kind| match kind {
                addresses::Kind::Ipv4 => counts.ipv4 += 1,
                addresses::Kind::Ipv6 => counts.ipv6 += 1,
                addresses::Kind::Mac => counts.macs += 1,
            }));
        }
    }
}

fn counted<K>(edits: Vec<(K, Edit)>, mut count: impl FnMut(K)) -> Vec<Edit> {
    let edits = edits.into_iter().map(|(kind, edit)| {
        count(kind);
        edit
    });
    edits.collect()
}

/// Where texts stand that the user wants replaced, each with its place among them; the longest where several begin.
fn of_texts(texts: &[(String, String)], bytes: &[u8]) -> Vec<(usize, Edit)> {
    let mut edits = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let here = texts
            .iter()
            .enumerate()
            .filter(|(_, (old, _))| !old.is_empty() && rest.starts_with(old.as_bytes()))
            .max_by_key(|(_, (old, _))| old.len());
        let Some((place, (old, by))) = here else {
            at += 1;
            continue;
        };
        let edit = Edit {
            start: at,
            end: at + old.len(),
            by: by.as_bytes().into(),
        };
        at = edit.end;
        edits.push((place, edit));
    }
    edits
}

#[cfg(test)]
mod tests;
