//! What was captured of a device: the files, and how often what was replaced in them. Never what was replaced.

use super::Message;
use crate::plugin::kit::capture::{Counts, Options};

/// Files that were written.
#[derive(Clone, Debug)]
pub struct Captured {
    pub files: Vec<String>,
    /// Commands that the device refused.
    pub refused: Vec<String>,
    pub counts: Counts,
    pub options: Options,
}

impl Captured {
    /// Says it on stderr.
    pub fn show(&self) {
        for message in self.messages() {
            message.show();
        }
    }

    fn messages(&self) -> Vec<Message> {
        let mut messages: Vec<Message> = self
            .files
            .iter()
            .map(|file| Message::note(format!("{file}: written")))
            .collect();
        let removed = self.removed();
        messages.push(Message::note(if removed.is_empty() {
            "nothing looked like a secret".to_owned()
        } else {
            format!("removed: {removed}")
        }));
        let replaced = self.replaced();
        if !replaced.is_empty() {
            messages.push(Message::note(format!("replaced: {replaced}")));
        }
        let left = match (self.options.names, self.options.addresses) {
            (true, true) => "",
            (true, false) => "the addresses stand in them as they are: --addresses replaces them",
            (false, true) => "the names stand in them as they are: --names replaces them",
            (false, false) => {
                "names and addresses stand in them as they are: --names --addresses replace them"
            }
        };
        if let Some(last) = messages.last_mut() {
            let look = "look through the files before you give them away";
            last.hint = match left {
                "" => look.to_owned(),
                left => format!("{look}; {left}"),
            };
        }
        for (text, _) in unused(&self.options, &self.counts) {
            messages.push(Message::warning(format!("--replace: \"{text}\" stands nowhere")));
        }
        for command in &self.refused {
            messages.push(
                Message::warning(format!(
                    "the device refused \"{command}\": there is no fixture of it"
                ))
                .hint("it stands in the recording"),
            );
        }
        messages
    }

    fn removed(&self) -> String {
        let counts = &self.counts;
        listed(&[
            (
                counts.marked,
                "secret of the inventory",
                "secrets of the inventory",
            ),
            (counts.passwords, "password", "passwords"),
            (counts.communities, "SNMP community", "SNMP communities"),
            (counts.keys, "key", "keys"),
            (
                counts.private_keys,
                "line of a private key",
                "lines of private keys",
            ),
        ])
    }

    fn replaced(&self) -> String {
        let counts = &self.counts;
        listed(&[
            (counts.hosts, "name of a device", "names of devices"),
            (counts.domains, "domain", "domains"),
            (counts.users, "user", "users"),
            (counts.ipv4, "IPv4 address", "IPv4 addresses"),
            (counts.ipv6, "IPv6 address", "IPv6 addresses"),
            (counts.macs, "MAC address", "MAC addresses"),
            (counts.texts.iter().sum(), "text", "texts"),
        ])
    }
}

/// Texts that were to be replaced and are nowhere: most likely misspelt.
fn unused<'a>(options: &'a Options, counts: &'a Counts) -> impl Iterator<Item = &'a (String, String)> {
    let texts = options.texts.iter().zip(&counts.texts);
    texts.filter(|(_, count)| **count == 0).map(|(text, _)| text)
}

fn listed(counts: &[(usize, &str, &str)]) -> String {
    let each = counts.iter().filter_map(|(count, one, many)| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    });
    each.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Terminal;

    #[test]
    fn counts_are_told_and_nothing_else() {
        let captured = Captured {
            files: vec!["sessions/device1.cast".into()],
            refused: vec!["show foo".into()],
            counts: Counts {
                passwords: 1,
                communities: 2,
                hosts: 14,
                texts: vec![0, 3],
                ..Counts::default()
            },
            options: Options {
                names: true,
                addresses: false,
                texts: vec![
                    ("Shelbyville".into(), "x".into()),
                    ("Springfield".into(), "y".into()),
                ],
            },
        };
        let mut out = Vec::new();
        for message in captured.messages() {
            message.write(&mut out, Terminal::default()).unwrap();
        }
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        note: sessions/device1.cast: written
        note: removed: 1 password, 2 SNMP communities
        note: replaced: 14 names of devices, 3 texts
          hint: look through the files before you give them away; the addresses stand in them as they are: --addresses replaces them
        warning: --replace: "Shelbyville" stands nowhere
        warning: the device refused "show foo": there is no fixture of it
          hint: it stands in the recording
        "#);
    }
}
