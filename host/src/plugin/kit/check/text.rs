//! Texts to try patterns on, and how names are written.

/// Lines as any device's output has them: no prompt, no refusal, nothing that waits for an answer.
pub(super) const USUAL: [&str; 16] = [
    "a",
    "up",
    "1",
    "Interface              Status         Protocol",
    "Ethernet0/1 is up, line protocol is up",
    "  192.0.2.1        0   0000.5e00.5301  ARPA   Vlan10",
    "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored",
    "Total errors: 0",
    "error-disabled recovery is not configured",
    "Last login failed attempts: 0",
    "Invalid packets received: 0, unknown protocol: 3",
    "interface Vlan10",
    " description link to the core",
    "----------------------------------------",
    "{\"state\": \"up\", \"errors\": []}",
    "Uptime is 3 weeks, 2 days, 4 hours, 12 minutes",
];

/// A line of text that ends as prompts do: more words than any prompt has.
pub(super) fn sentences() -> impl Iterator<Item = String> {
    [">", "#", "$", "%", "]", ":", "> ", "# ", "$ "]
        .into_iter()
        .map(|end| {
            format!(
                "this line is a sentence of many words, such as a device might well print, and no prompt{end}"
            )
        })
}

/// `lower_case`: a letter first, then letters, digits and single underscores.
pub(super) fn is_snake_case(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.ends_with('_')
        && !name.contains("__")
}

/// A name as snake case would write it.
pub(super) fn snake_case(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// A semantic version (semver.org, version 2.0.0).
pub(super) fn is_semantic(version: &str) -> bool {
    let (version, build) = version
        .split_once('+')
        .map_or((version, None), |(v, b)| (v, Some(b)));
    let (numbers, pre) = version
        .split_once('-')
        .map_or((version, None), |(n, p)| (n, Some(p)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let no_leading_zero = |text: &str| text == "0" || !text.starts_with('0');
    let identifier = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let numbers: Vec<&str> = numbers.split('.').collect();
    numbers.len() == 3
        && numbers
            .iter()
            .all(|number| digits(number) && no_leading_zero(number))
        && pre.is_none_or(|pre| {
            pre.split('.')
                .all(|part| identifier(part) && (!digits(part) || no_leading_zero(part)))
        })
        && build.is_none_or(|build| build.split('.').all(identifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_semantic_or_not() {
        for good in [
            "0.1.0",
            "10.20.30",
            "1.0.0-rc.1",
            "1.0.0-alpha+001",
            "1.0.0+21AF26D3",
        ] {
            assert!(is_semantic(good), "{good}");
        }
        for bad in [
            "", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.x", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.3 ",
        ] {
            assert!(!is_semantic(bad), "{bad}");
        }
    }

    #[test]
    fn names_are_snake_case_or_not() {
        for good in ["a", "port_state", "ipv6", "cisco_ios"] {
            assert!(is_snake_case(good), "{good}");
        }
        for bad in [
            "",
            "Port",
            "port state",
            "1st",
            "port-state",
            "_port",
            "port_",
            "a__b",
            "zürich",
        ] {
            assert!(!is_snake_case(bad), "{bad}");
        }
        assert_eq!(snake_case("Port-State (in)"), "port_state_in");
    }
}
