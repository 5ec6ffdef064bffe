//! A command as somebody would type it, with those of its options that a question has.

use std::fmt::Display;

/// A command that grows word by word.
#[derive(Clone, Debug)]
pub struct CommandLine(String);

impl CommandLine {
    pub fn new(verb: impl Into<String>) -> Self {
        Self(verb.into())
    }

    #[must_use]
    pub fn word(mut self, word: impl Display) -> Self {
        self.0.extend([" ", &word.to_string()]);
        self
    }

    /// "name value" where there is a value, and nothing where there is none.
    #[must_use]
    pub fn option(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.word(name).word(value),
            None => self,
        }
    }

    /// This command and no other.
    pub fn plan(self) -> Vec<String> {
        vec![self.0]
    }
}

#[cfg(test)]
mod tests {
    use super::CommandLine;

    #[test]
    fn an_option_without_a_value_leaves_nothing_behind() {
        let plan = CommandLine::new("ping")
            .option("vrf", None::<&String>)
            .word("192.0.2.1")
            .option("repeat", Some(3))
            .plan();
        assert_eq!(plan, ["ping 192.0.2.1 repeat 3"]);
    }
}
