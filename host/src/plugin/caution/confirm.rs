//! Answers that say yes, to questions that devices ask before they do what cannot be undone.
//!
//! A user's own command may lead to such a question. Whether it is answered is the user's to say, not the driver's.

use super::Objection;
use regex::bytes::RegexBuilder;

/// How devices ask before they restart, erase or overwrite something: Cisco IOS, NX-OS and ASA, Junos, Huawei, Comware,
/// `ProCurve`, EOS and EXOS in this order, and a Unix shell's.
const QUESTIONS: [&str; 11] = [
    "Proceed with reload? [confirm]",
    "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]",
    "Delete flash:config.text? [confirm]",
    "This command will reboot the system. (y/n)?  [n] ",
    "Reboot the system ? [yes,no] (no) ",
    "Warning: The system will reboot. Continue? [Y/N]:",
    "This command will reset the saved configuration file. Continue? [Y/N]:",
    "The system will be rebooted from primary image. Do you want to continue (y/n)? ",
    "Do you want to save current configuration (y/n/^C)? ",
    "Are you sure you want to reboot the switch? (y/N) ",
    "rm: remove regular file 'startup-config'? ",
];

/// Answers that let things be: no, cancel, quit, later.
const DECLINES: [&str; 7] = ["n", "no", "c", "cancel", "q", "quit", "a"];

/// Bytes that the pattern may take; as much as a session allows.
const PATTERN_SIZE: usize = 1 << 20;

/// What is to be said against this answer to what the pattern finds.
pub(super) fn objection(pattern: &str, answer: &str) -> Option<Objection> {
    if DECLINES.contains(&answer.trim().to_lowercase().as_str()) {
        return None;
    }
    let build = |unicode| {
        RegexBuilder::new(pattern)
            .unicode(unicode)
            .size_limit(PATTERN_SIZE)
            .dfa_size_limit(PATTERN_SIZE)
            .build()
    };
    // What is no pattern is told when the profile is made.
    let pattern = build(false).or_else(|_| build(true)).ok()?;
    let mut found = QUESTIONS.into_iter().filter(|question| {
        pattern.is_match(question.as_bytes()) || pattern.is_match(question.trim_end().as_bytes())
    });
    found.next().map(|question| Objection::Confirms { question })
}
