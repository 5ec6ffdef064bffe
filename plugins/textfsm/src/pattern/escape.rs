//! What stands after a backslash, and what stands between brackets.

use super::ast::Node;
use super::flags::Flags;
use super::parse::{Parser, Read, literal};
use super::set::Set;

/// What a backslash and what follows it mean, outside of brackets.
pub enum Escape {
    Item(Node),
    /// A position between characters, which cannot be repeated.
    Position(Node),
}

/// One member of a class.
enum Member {
    Char(u32),
    Class(Set),
}

impl Parser {
    /// Reads what follows a backslash.
    pub fn escape(&mut self, flags: Flags) -> Read<Escape> {
        let Some(c) = self.take() else {
            return self.mistake("bad escape (end of pattern)");
        };
        let boundary = |negated| Node::WordBoundary {
            negated,
            ascii_only: flags.ascii,
        };
        Ok(match c {
            'A' => Escape::Position(Node::Start),
            'Z' => Escape::Position(Node::End),
            'b' => Escape::Position(boundary(false)),
            'B' => Escape::Position(boundary(true)),
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Escape::Item(Node::Set(Set::class(c, flags.ascii))),
            '0' => Escape::Item(number_literal(self.number(8, 2), flags)),
            '1'..='9' => self.reference_or_octal(c, flags)?,
            c => Escape::Item(number_literal(self.shared_escape(c)?, flags)),
        })
    }

    fn reference_or_octal(&mut self, first: char, flags: Flags) -> Read<Escape> {
        let mut digits = String::from(first);
        if let Some(second) = self.peek().filter(char::is_ascii_digit) {
            self.position += 1;
            digits.push(second);
            if let (true, Some(third)) = (
                first < '8' && second < '8',
                self.peek().filter(|c| ('0'..='7').contains(c)),
            ) {
                self.position += 1;
                digits.push(third);
                let number = self.octal(&digits)?;
                return Ok(Escape::Item(number_literal(number, flags)));
            }
        }
        let group = digits.parse().unwrap_or(usize::MAX);
        self.reference(group, flags).map(Escape::Item)
    }

    /// The character for what means the same inside and outside of brackets.
    fn shared_escape(&mut self, c: char) -> Read<u32> {
        Ok(match c {
            'a' => 7,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            'x' => self.exactly(2)?,
            'u' => self.exactly(4)?,
            'U' => {
                let number = self.exactly(8)?;
                if number >= super::set::BEYOND {
                    return self.mistake("bad escape: no such character");
                }
                number
            }
            c if c.is_ascii_alphabetic() => return self.mistake(format!("bad escape \\{c}")),
            c => u32::from(c),
        })
    }

    /// A number of exactly `count` hexadecimal digits.
    fn exactly(&mut self, count: usize) -> Read<u32> {
        let start = self.position;
        let number = self.number(16, count);
        if self.position - start < count {
            self.mistake("incomplete escape")
        } else {
            Ok(number)
        }
    }

    /// The number that up to `count` digits make.
    fn number(&mut self, radix: u32, count: usize) -> u32 {
        let mut number: u32 = 0;
        for _ in 0..count {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(radix)) else {
                break;
            };
            number = number.wrapping_mul(radix).wrapping_add(digit);
            self.position += 1;
        }
        number
    }

    fn octal(&self, digits: &str) -> Read<u32> {
        match u32::from_str_radix(digits, 8) {
            Ok(number) if number <= 0o377 => Ok(number),
            _ => self.mistake(format!("octal escape value \\{digits} outside of range 0-0o377")),
        }
    }

    /// Reads a class, after its opening bracket.
    pub fn class(&mut self, flags: Flags) -> Read<Set> {
        let mut set = Set::default();
        let negated = self.take_if('^');
        let mut empty = true;
        loop {
            let Some(c) = self.take() else {
                return self.mistake("unterminated character set");
            };
            if c == ']' && !empty {
                break;
            }
            empty = false;
            let low = self.member(c, flags)?;
            if !self.take_if('-') {
                add(&mut set, &low);
                continue;
            }
            match self.take() {
                None => return self.mistake("unterminated character set"),
                Some(']') => {
                    add(&mut set, &low);
                    set.add_range(u32::from('-'), u32::from('-'));
                    break;
                }
                Some(c) => match (low, self.member(c, flags)?) {
                    (Member::Char(low), Member::Char(high)) if low <= high => set.add_range(low, high),
                    _ => return self.mistake("bad character range"),
                },
            }
        }
        set.tidy();
        if flags.ignore_case {
            set.fold(flags.ascii);
        }
        if negated {
            set.negate();
        }
        Ok(set)
    }

    fn member(&mut self, c: char, flags: Flags) -> Read<Member> {
        if c != '\\' {
            return Ok(Member::Char(u32::from(c)));
        }
        let Some(c) = self.take() else {
            return self.mistake("bad escape (end of pattern)");
        };
        Ok(match c {
            'b' => Member::Char(8),
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Member::Class(Set::class(c, flags.ascii)),
            '0'..='7' => {
                let mut digits = String::from(c);
                while let Some(digit) = self
                    .peek()
                    .filter(|c| ('0'..='7').contains(c) && digits.len() < 3)
                {
                    digits.push(digit);
                    self.position += 1;
                }
                Member::Char(self.octal(&digits)?)
            }
            '8' | '9' => return self.mistake(format!("bad escape \\{c}")),
            c => Member::Char(self.shared_escape(c)?),
        })
    }
}

fn add(set: &mut Set, member: &Member) {
    match member {
        Member::Char(c) => set.add_range(*c, *c),
        Member::Class(class) => set.add(class),
    }
}

/// The character with this number, which may be one that no text holds.
fn number_literal(number: u32, flags: Flags) -> Node {
    match char::from_u32(number) {
        Some(c) => literal(c, flags),
        None => Node::Set(Set::of(number)),
    }
}
