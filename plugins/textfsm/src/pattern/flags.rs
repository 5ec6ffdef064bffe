//! The flags that a pattern can set for itself: `(?i)`, `(?a-i:…)`.

use super::parse::{Parser, Read};

/// The flags that matter. A text is one line, so `m` and `s` change nothing, and `u` is the rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    pub ignore_case: bool,
    pub ascii: bool,
    pub verbose: bool,
}

impl Flags {
    /// These, and those of `other`.
    pub fn with(self, other: Self) -> Self {
        Self {
            ignore_case: self.ignore_case || other.ignore_case,
            ascii: self.ascii || other.ascii,
            verbose: self.verbose || other.verbose,
        }
    }
}

/// What a group of flags is for.
pub enum FlagsGroup {
    /// `(?i)`: they are added for the whole pattern.
    Whole(Flags),
    /// `(?i:`: they hold inside.
    Inside(Flags),
}

impl Parser {
    /// Reads flags, the first of which was `c`, up to the sign that ends them.
    pub fn flags_group(&mut self, c: char, outer: Flags) -> Read<FlagsGroup> {
        let mut added = Flags::default();
        let mut inside = outer;
        let mut letters = String::new();
        let mut c = Some(c);
        while let Some(letter) = c.filter(|c| !matches!(c, '-' | ':' | ')')) {
            match letter {
                'i' => added.ignore_case = true,
                'a' => added.ascii = true,
                'x' => added.verbose = true,
                'm' | 's' | 'u' => {}
                'L' => return self.mistake("the flag `L` is for bytes"),
                _ => return self.mistake(format!("unknown extension or flag `?{letter}`")),
            }
            letters.push(letter);
            c = self.take();
        }
        if letters.contains('a') && letters.contains('u') {
            return self.mistake("the flags `a` and `u` are incompatible");
        }
        inside = inside.with(added);
        if letters.contains('u') {
            inside.ascii = false;
        }
        if c == Some('-') {
            let mut removed = String::new();
            loop {
                match self.take() {
                    Some(':') if !removed.is_empty() => break,
                    Some(letter @ ('i' | 'm' | 's' | 'x')) if !letters.contains(letter) => {
                        removed.push(letter);
                    }
                    Some(letter) => {
                        return self.mistake(format!("the flag `{letter}` cannot be turned off here"));
                    }
                    None => return self.mistake("missing flag or `:`"),
                }
            }
            inside.ignore_case &= !removed.contains('i');
            inside.verbose &= !removed.contains('x');
            return Ok(FlagsGroup::Inside(inside));
        }
        match c {
            Some(')') if !letters.is_empty() => Ok(FlagsGroup::Whole(added)),
            Some(':') => Ok(FlagsGroup::Inside(inside)),
            _ => self.mistake("missing -, : or )"),
        }
    }
}
