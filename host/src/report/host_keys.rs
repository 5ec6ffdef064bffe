//! What a run met of host keys, told at its end: the new ones that were trusted, and those that are not what they were.

use super::Message;
use crate::transport::ssh::{HostKeyReport, HostKeySeen};

/// Keys that are shown one by one; of the others the number is told.
const SHOWN: usize = 10;

/// Nothing where every key was known.
pub fn messages(report: &HostKeyReport) -> Vec<Message> {
    let mut messages = Vec::new();
    let keys = |count: usize| if count == 1 { "1 host key" } else { "host keys" }.to_owned();
    let counted = |count: usize| match count {
        1 => keys(1),
        _ => format!("{count} {}", keys(count)),
    };
    if !report.new.is_empty() {
        let (count, list) = (counted(report.new.len()), list(&report.new));
        messages.push(Message::note(format!(
            "{count} met for the first time, trusted and stored:{list}"
        )));
    }
    if !report.changed.is_empty() {
        let (count, list) = (counted(report.changed.len()), list(&report.changed));
        messages.push(
            Message::warning(format!(
                "{count} changed; these devices were not logged in to:{list}"
            ))
            .hint("if they were replaced, take their old lines out: ssh-keygen -R HOST"),
        );
    }
    if !report.revoked.is_empty() {
        let (count, list) = (counted(report.revoked.len()), list(&report.revoked));
        messages.push(Message::warning(format!(
            "{count} revoked; these devices were not logged in to:{list}"
        )));
    }
    messages
}

fn list(keys: &[HostKeySeen]) -> String {
    let shown = keys.iter().take(SHOWN);
    let mut lines: Vec<String> = shown
        .map(|key| format!("\n{} {} {}", key.host, key.algorithm, key.fingerprint))
        .collect();
    if keys.len() > SHOWN {
        lines.push(format!("\nand {} more", keys.len() - SHOWN));
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(count: usize) -> Vec<HostKeySeen> {
        (0..count)
            .map(|number| HostKeySeen {
                host: format!("r{number}"),
                algorithm: "ssh-ed25519".into(),
                fingerprint: "SHA256:abc".into(),
            })
            .collect()
    }

    #[test]
    fn known_keys_are_not_worth_a_word() {
        assert!(messages(&HostKeyReport::default()).is_empty());
    }

    #[test]
    fn new_and_changed_keys_are_told_and_many_are_counted() {
        let report = HostKeyReport {
            new: seen(12),
            changed: seen(1),
            revoked: Vec::new(),
        };
        let texts: Vec<String> = messages(&report).iter().map(|it| it.text.clone()).collect();
        assert_eq!(texts.len(), 2);
        assert!(
            texts[0].starts_with("12 host keys met for the first time"),
            "{}",
            texts[0]
        );
        assert!(texts[0].contains("\nr0 ssh-ed25519 SHA256:abc\n"), "{}", texts[0]);
        assert!(texts[0].ends_with("\nand 2 more"), "{}", texts[0]);
        assert!(texts[1].starts_with("1 host key changed"), "{}", texts[1]);
    }
}
