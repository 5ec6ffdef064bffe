//! Escape sequences: recognises where they end, and what the few of them that move or erase mean.
//!
//! Everything else (colours, titles, modes, character sets) ends as [`Action::Nothing`]. Sequences follow ECMA-48
//! and xterm's control sequences; a sequence that does not end is given up, so that a stray escape in binary
//! output cannot swallow what follows.

/// Parameters that are kept of one sequence; those that act here have at most two.
const MAX_PARAMETERS: usize = 4;
/// Longest control sequence in bytes; real ones have less than thirty.
const MAX_CONTROL: usize = 64;
/// Longest string (title, clipboard, device control) in bytes; real titles have less than three hundred.
const MAX_STRING: usize = 4096;

/// What a finished sequence asks for. Counts are at least 1, columns start at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Nothing,
    Up(usize),
    Down(usize),
    Right(usize),
    Left(usize),
    Column(usize),
    /// To the top left corner: a fresh screen begins.
    Home,
    NextLine,
    PreviousLine(usize),
    EraseLine(Extent),
    EraseScreen(Extent),
    EraseCharacters(usize),
    DeleteCharacters(usize),
    InsertCharacters(usize),
    Save,
    Restore,
    /// The device asks something, and may wait for the answer.
    Ask(Query),
}

/// What a device asks of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// What kind of terminal it is.
    Identity,
    /// Whether it works.
    Status,
    /// Where the cursor stands. A device that moved it to the far corner asks for the terminal's size so.
    Position,
}

/// What an erasure covers, seen from the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    ToEnd,
    ToStart,
    All,
}

/// What the reader makes of a byte within a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The sequence goes on.
    More,
    Done(Action),
    /// The sequence was given up before this byte, which stands for itself.
    GivenUp(u8),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Outside,
    Escape,
    /// After an intermediate byte, such as a character set's name.
    Intermediate,
    Control,
    String,
    /// An escape within a string: the terminator, if a backslash follows.
    StringEscape,
}

/// Reads one sequence at a time, byte by byte.
#[derive(Debug, Default)]
pub struct Reader {
    state: State,
    parameters: [usize; MAX_PARAMETERS],
    count: usize,
    private: bool,
    length: usize,
}

impl Reader {
    /// Whether the next byte belongs to a sequence.
    pub fn is_inside(&self) -> bool {
        self.state != State::Outside
    }

    /// An escape character was read.
    pub fn begin(&mut self) {
        *self = Self {
            state: State::Escape,
            ..Self::default()
        };
    }

    /// Reads a byte; only called while inside a sequence.
    pub fn push(&mut self, byte: u8) -> Step {
        self.length += 1;
        match self.state {
            State::Outside => Step::GivenUp(byte),
            State::Escape => self.after_escape(byte),
            State::Intermediate => match byte {
                0x20..=0x2f => Step::More,
                _ => self.done(Action::Nothing),
            },
            State::Control => self.in_control(byte),
            State::String => self.in_string(byte),
            State::StringEscape if byte == b'\\' => self.done(Action::Nothing),
            State::StringEscape => {
                self.begin();
                self.push(byte)
            }
        }
    }

    fn after_escape(&mut self, byte: u8) -> Step {
        match byte {
            b'[' => self.enter(State::Control),
            b']' | b'P' | b'X' | b'^' | b'_' => self.enter(State::String),
            0x20..=0x2f => self.enter(State::Intermediate),
            0x1b => Step::More,
            b'7' => self.done(Action::Save),
            b'8' => self.done(Action::Restore),
            b'Z' => self.done(Action::Ask(Query::Identity)),
            b'D' | b'E' => self.done(Action::NextLine),
            b'M' => self.done(Action::Up(1)),
            0x30..=0x7e => self.done(Action::Nothing),
            _ => self.give_up(byte),
        }
    }

    fn in_control(&mut self, byte: u8) -> Step {
        match byte {
            _ if self.length > MAX_CONTROL => self.give_up(byte),
            b'0'..=b'9' => {
                if let Some(parameter) = self.parameters.get_mut(self.count) {
                    *parameter = parameter
                        .saturating_mul(10)
                        .saturating_add(usize::from(byte - b'0'));
                }
                Step::More
            }
            b';' | b':' => {
                self.count = (self.count + 1).min(MAX_PARAMETERS);
                Step::More
            }
            0x3c..=0x3f => {
                self.private = true;
                Step::More
            }
            0x20..=0x2f => self.enter(State::Intermediate),
            0x40..=0x7e => {
                let action = if self.private {
                    Action::Nothing
                } else {
                    self.action(byte)
                };
                self.done(action)
            }
            0x1b => {
                self.begin();
                Step::More
            }
            0x18 | 0x1a => self.done(Action::Nothing),
            _ => self.give_up(byte),
        }
    }

    fn in_string(&mut self, byte: u8) -> Step {
        match byte {
            0x07 | 0x18 | 0x1a => self.done(Action::Nothing),
            0x1b => self.enter(State::StringEscape),
            // No title holds a line ending: this is not a string, or its end was lost.
            b'\n' | b'\r' => self.give_up(byte),
            _ if self.length > MAX_STRING => self.give_up(byte),
            _ => Step::More,
        }
    }

    fn action(&self, last: u8) -> Action {
        let first = self.parameters[0];
        let count = first.max(1);
        match last {
            b'A' => Action::Up(count),
            b'B' | b'e' => Action::Down(count),
            b'C' | b'a' => Action::Right(count),
            b'D' => Action::Left(count),
            b'E' => Action::NextLine,
            b'F' => Action::PreviousLine(count),
            b'G' | b'`' => Action::Column(count - 1),
            // Which line of the screen is meant cannot be known: the device's idea of the screen's height and
            // ours differ. Devices that address lines keep their dialogue on the last one, which is the current.
            b'H' | b'f' if first > 1 => Action::Column(self.parameters[1].max(1) - 1),
            b'H' | b'f' => Action::Home,
            b'J' => Action::EraseScreen(extent(first)),
            b'K' => Action::EraseLine(extent(first)),
            b'X' => Action::EraseCharacters(count),
            b'P' => Action::DeleteCharacters(count),
            b'@' => Action::InsertCharacters(count),
            b'c' if first == 0 => Action::Ask(Query::Identity),
            b'n' if first == 5 => Action::Ask(Query::Status),
            b'n' if first == 6 => Action::Ask(Query::Position),
            b's' => Action::Save,
            b'u' => Action::Restore,
            _ => Action::Nothing,
        }
    }

    fn enter(&mut self, state: State) -> Step {
        self.state = state;
        Step::More
    }

    fn done(&mut self, action: Action) -> Step {
        self.state = State::Outside;
        Step::Done(action)
    }

    fn give_up(&mut self, byte: u8) -> Step {
        self.state = State::Outside;
        Step::GivenUp(byte)
    }
}

fn extent(parameter: usize) -> Extent {
    match parameter {
        0 => Extent::ToEnd,
        1 => Extent::ToStart,
        _ => Extent::All,
    }
}
