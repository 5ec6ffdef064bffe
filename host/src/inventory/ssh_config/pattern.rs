//! Patterns of an ssh configuration: `*` stands for any characters, `?` for one, and `!` in front takes out.

/// One pattern of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub negated: bool,
    pub text: String,
}

impl Pattern {
    pub fn new(text: &str) -> Self {
        match text.strip_prefix('!') {
            Some(rest) => Self {
                negated: true,
                text: rest.to_owned(),
            },
            None => Self {
                negated: false,
                text: text.to_owned(),
            },
        }
    }

    /// Whether it can only mean one name.
    pub fn is_name(&self) -> bool {
        !self.negated && !self.text.contains(['*', '?'])
    }
}

/// Whether any pattern means the name, and none takes it out.
pub fn any(patterns: &[Pattern], name: &str) -> bool {
    let mut found = false;
    for pattern in patterns {
        if fits(&pattern.text, name) {
            if pattern.negated {
                return false;
            }
            found = true;
        }
    }
    found
}

/// In time of the product of both lengths at most, whatever the pattern.
fn fits(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.chars(), name.chars());
    // Where to go on when what follows the last `*` does not fit here.
    let mut again = None;
    loop {
        let before = name.clone();
        match (pattern.next(), name.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                name = before;
                again = Some((pattern.clone(), name.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(a), Some(b)) if a == b => {}
            _ => {
                let Some((after, from)) = &mut again else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                (pattern, name) = (after.clone(), from.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_characters_or_one() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("*", "r1", true),
            ("r?", "r1", true),
            ("r?", "r", false),
            ("r?", "r12", false),
            ("*.lab", "a.lab", true),
            ("*.lab", "a.lab.x", false),
            ("10.*.0.*", "10.1.0.7", true),
            ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "aXbX", false),
            ("r1", "R1", false),
            ("", "", true),
            ("é?", "éa", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        assert!(!fits(&"*a".repeat(50), &"a".repeat(49)));
    }

    #[test]
    fn what_is_taken_out_is_out_wherever_it_stands() {
        let list: Vec<Pattern> = ["!r9", "r*", "!r1"].into_iter().map(Pattern::new).collect();
        assert!(any(&list, "r2") && !any(&list, "r1") && !any(&list, "r9") && !any(&list, "x"));
        assert!(!any(&[Pattern::new("!r1")], "r2"));
    }
}
