//! A list of algorithms as OpenSSH's configuration writes it: names with commas, and before the first of them perhaps
//! a sign that says what becomes of the list that would be offered anyway.
//!
//! Knows names only, not what they stand for.

use super::super::known_hosts::glob;

/// The names that remain of `usual` after `text` has been applied to it, each once, in the order of preference.
///
/// `+` puts names behind, `^` in front, `-` takes them out, and without a sign the list is a new one. A pattern (`*`,
/// `?`) stands for all that fit among `usual`; a whole name may be any that is `spoken`, so that what is not
/// safe has to be asked for by its name. Names that are not spoken are left out.
pub(super) fn applied<'a>(text: &str, usual: &[&'a str], spoken: &[&'a str]) -> Vec<&'a str> {
    let text = text.trim();
    let (sign, list) = match text.chars().next() {
        Some(sign @ ('+' | '-' | '^')) => (Some(sign), &text[1..]),
        _ => (None, text),
    };
    let mut named: Vec<&'a str> = Vec::new();
    for pattern in words(list) {
        let among = if is_pattern(pattern) { usual } else { spoken };
        let fitting = among.iter().copied().filter(|name| fits(pattern, name));
        named.extend(fitting);
    }
    let (first, second): (&[&str], &[&str]) = match sign {
        None => (&named, &[]),
        Some('+') => (usual, &named),
        Some('^') => (&named, usual),
        Some(_) => {
            let stay = |name: &&&str| !words(list).any(|pattern| fits(pattern, name));
            return usual.iter().filter(stay).copied().collect();
        }
    };
    let mut whole: Vec<&'a str> = Vec::with_capacity(first.len() + second.len());
    for name in first.iter().chain(second) {
        if !whole.contains(name) {
            whole.push(name);
        }
    }
    whole
}

/// Whether the list takes the place of the usual one, so that adding to that one changes nothing.
pub(super) fn replaces(text: &str) -> bool {
    !text.trim().starts_with(['+', '-', '^'])
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

fn is_pattern(word: &str) -> bool {
    word.contains(['*', '?'])
}

fn fits(pattern: &str, name: &str) -> bool {
    glob(pattern.as_bytes(), name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: &[&str] = &["aes256-gcm", "aes256-ctr", "aes128-ctr"];
    const SPOKEN: &[&str] = &["aes256-gcm", "aes256-ctr", "aes128-ctr", "aes128-cbc", "3des-cbc"];

    fn check(text: &str, expected: &str) {
        assert_eq!(applied(text, USUAL, SPOKEN).join(","), expected, "{text}");
    }

    #[test]
    fn each_sign_does_what_openssh_does() {
        check("aes128-ctr,aes256-gcm", "aes128-ctr,aes256-gcm");
        check("+aes128-cbc", "aes256-gcm,aes256-ctr,aes128-ctr,aes128-cbc");
        check("^aes128-ctr", "aes128-ctr,aes256-gcm,aes256-ctr");
        check("^3des-cbc", "3des-cbc,aes256-gcm,aes256-ctr,aes128-ctr");
        check("-aes256-*", "aes128-ctr");
        check("-aes128-ctr,aes256-gcm", "aes256-ctr");
        check(" aes128-ctr , aes128-cbc ", "aes128-ctr,aes128-cbc");
        check("aes*-ctr", "aes256-ctr,aes128-ctr");
        check("+aes256-ctr", "aes256-gcm,aes256-ctr,aes128-ctr");
    }

    #[test]
    fn what_is_not_spoken_is_left_out_and_a_pattern_never_means_what_is_not_safe() {
        check("arcfour,aes128-ctr,none", "aes128-ctr");
        check("arcfour", "");
        check("", "");
        check("-*", "");
        check("*", "aes256-gcm,aes256-ctr,aes128-ctr");
        check("+*-cbc", "aes256-gcm,aes256-ctr,aes128-ctr");
    }
}
