//! What is known of a stream: whether a terminal shows it, how wide, and whether it may have colours.

use std::io::{self, IsTerminal};

/// One output stream as the writers see it. The default is a pipe or a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// A terminal shows what is written here.
    pub is_terminal: bool,
    /// Columns; none in a pipe, where nothing is wrapped.
    pub width: Option<u16>,
    /// Colours and bold are welcome.
    pub colour: bool,
    /// The cursor can be moved, so that a line can be drawn over.
    pub cursor: bool,
}

/// A terminal that does not tell its size is taken to be this wide, as terminals have been since cards.
const UNKNOWN_WIDTH: u16 = 80;

impl Terminal {
    pub fn stdout() -> Self {
        let stream = io::stdout();
        Self::look(stream.is_terminal(), terminal_size::terminal_size_of(&stream))
    }

    pub fn stderr() -> Self {
        let stream = io::stderr();
        Self::look(stream.is_terminal(), terminal_size::terminal_size_of(&stream))
    }

    fn look(is_terminal: bool, size: Option<(terminal_size::Width, terminal_size::Height)>) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        // https://no-color.org: present and not empty, whatever its value.
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self::of(is_terminal, size.map(|(width, _)| width.0), dumb, no_colour)
    }

    fn of(is_terminal: bool, width: Option<u16>, dumb: bool, no_colour: bool) -> Self {
        if !is_terminal {
            return Self::default();
        }
        Self {
            is_terminal,
            // Some pseudo-terminals say 0.
            width: Some(width.filter(|&width| width > 0).unwrap_or(UNKNOWN_WIDTH)),
            colour: !dumb && !no_colour,
            cursor: !dumb,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_has_neither_width_nor_colour() {
        assert_eq!(Terminal::of(false, Some(120), false, false), Terminal::default());
    }

    #[test]
    fn a_terminal_has_its_width_and_colours() {
        let terminal = Terminal::of(true, Some(120), false, false);
        assert_eq!(
            terminal,
            Terminal {
                is_terminal: true,
                width: Some(120),
                colour: true,
                cursor: true
            }
        );
        assert_eq!(Terminal::of(true, Some(0), false, false).width, Some(80));
        assert_eq!(Terminal::of(true, None, false, false).width, Some(80));
    }

    #[test]
    fn no_color_and_a_dumb_terminal_turn_colours_off() {
        let no_colour = Terminal::of(true, None, false, true);
        assert!(!no_colour.colour && no_colour.cursor);
        let dumb = Terminal::of(true, None, true, false);
        assert!(!dumb.colour && !dumb.cursor);
    }
}
