//! Telnet without I/O: what the peer's bytes say, what is to be answered, and text as a terminal sends it.
//!
//! Sources: RFC 854 (commands and the network virtual terminal), RFC 855 (options), RFC 1143 (negotiation that cannot
//! loop), and one RFC for each option in [`option`]. The same bytes give the same data and the same replies however
//! they are cut. Time is linear in the bytes, memory is bounded, and no bytes are an error: a device that speaks no
//! telnet at all is read as it is.
//!
//! Knows neither a session nor a device. One end is as good as the other: which end it is decides what it agrees to.

mod decode;
mod negotiate;
pub mod option;
#[cfg(test)]
mod tests;

use decode::{Decoder, Item};
use negotiate::{Negotiation, Policy};

/// "Interpret as command": introduces every command, and stands for itself when it is doubled. RFC 854.
pub(super) const IAC: u8 = 255;
const DONT: u8 = 254;
const DO: u8 = 253;
const WONT: u8 = 252;
const WILL: u8 = 251;
/// Begins a subnegotiation.
const SB: u8 = 250;
/// "Are you there?"
const AYT: u8 = 246;
const NOP: u8 = 241;
/// Ends a subnegotiation.
const SE: u8 = 240;

const NUL: u8 = 0;
const LF: u8 = b'\n';
const CR: u8 = b'\r';

/// In a subnegotiation: the value follows, or it is asked for. RFC 1091.
const IS: u8 = 0;
const SEND: u8 = 1;

/// What a terminal is, for the peer that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// A name of the list that RFC 1091 refers to.
    pub name: &'static str,
    pub columns: u16,
    pub rows: u16,
}

/// One end of a telnet connection.
#[derive(Debug)]
pub struct Codec {
    decoder: Decoder,
    negotiation: Negotiation,
    terminal: Terminal,
    /// Columns and rows of the peer's terminal, once it told.
    peer_window: Option<(u16, u16)>,
}

impl Codec {
    /// The end that a person, or a program in a person's place, sits at. It asks for nothing and answers what it is
    /// asked, since what listens on a console server's port may take a question for keys.
    pub fn client(terminal: Terminal) -> Self {
        Self::new(Policy::CLIENT, terminal)
    }

    /// The device's end.
    pub fn server() -> Self {
        let none = Terminal {
            name: "",
            columns: 0,
            rows: 0,
        };
        Self::new(Policy::SERVER, none)
    }

    fn new(policy: Policy, terminal: Terminal) -> Self {
        Self {
            decoder: Decoder::default(),
            negotiation: Negotiation::new(policy),
            terminal,
            peer_window: None,
        }
    }

    /// What a device says first: that it echoes and sends at any time, and that it wants to know the terminal.
    pub fn greet(&mut self, replies: &mut Vec<u8>) {
        self.negotiation.offer(option::ECHO, replies);
        self.negotiation.offer(option::SUPPRESS_GO_AHEAD, replies);
        self.negotiation.request(option::WINDOW_SIZE, replies);
        self.negotiation.request(option::TERMINAL_TYPE, replies);
    }

    /// Takes bytes as they came. What the peer typed or printed is appended to `data`, what it must be answered to
    /// `replies`, as bytes for the wire.
    pub fn receive(&mut self, mut bytes: &[u8], data: &mut Vec<u8>, replies: &mut Vec<u8>) {
        while let Some(item) = self.decoder.next(&mut bytes, self.negotiation.receives_binary()) {
            match item {
                Item::Data(text) => data.extend_from_slice(text),
                Item::Command(AYT) => replies.extend([IAC, NOP]),
                Item::Command(_) => {}
                Item::Option(verb, option) => self.negotiated(verb, option, replies),
                Item::Parameters => self.told(replies),
            }
        }
    }

    /// Appends text to `wire` as the peer expects what is typed: a line ends with CR NUL where the peer echoes or
    /// sends at any time, as the Return key of a terminal does, and with CR LF where a whole line is typed before it is
    /// sent. A device takes both for one Return where it keeps to RFC 1123 section 3.3.1; where it does not, the line
    /// feed counts as another key, and the next pager would take it.
    ///
    /// `"\r\n"` stays what it is, and a lone carriage return is CR NUL. Where the peer takes binary, RFC 856, each of
    /// the three is the one byte that the Return key sends.
    pub fn encode(&self, text: &[u8], wire: &mut Vec<u8>) {
        wire.reserve(text.len() + 1);
        let binary = self.negotiation.sends_binary();
        let keys = self.negotiation.reads_keys();
        let mut bytes = text.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                IAC => wire.extend([IAC, IAC]),
                LF if binary => wire.push(CR),
                CR if binary => {
                    bytes.next_if_eq(&LF);
                    wire.push(CR);
                }
                LF if keys => wire.extend([CR, NUL]),
                LF => wire.extend([CR, LF]),
                CR if bytes.next_if_eq(&LF).is_some() => wire.extend([CR, LF]),
                CR => wire.extend([CR, NUL]),
                other => wire.push(other),
            }
        }
    }

    /// Appends what a device prints to `wire`, its line endings as they are. A CR that no LF follows gets its NUL.
    pub fn encode_output(&self, text: &[u8], wire: &mut Vec<u8>) {
        let binary = self.negotiation.sends_binary();
        for (at, &byte) in text.iter().enumerate() {
            wire.push(byte);
            match byte {
                IAC => wire.push(IAC),
                CR if !binary && text.get(at + 1) != Some(&LF) => wire.push(NUL),
                _ => {}
            }
        }
    }

    /// The terminal has another size now; the peer is told if it wanted to know.
    pub fn resize(&mut self, columns: u16, rows: u16, replies: &mut Vec<u8>) {
        self.terminal = Terminal {
            columns,
            rows,
            ..self.terminal
        };
        if self.negotiation.is_ours(option::WINDOW_SIZE) {
            self.tell_window(replies);
        }
    }

    /// Columns and rows of the peer's terminal, once it told; 0 is unknown.
    pub fn peer_window(&self) -> Option<(u16, u16)> {
        self.peer_window
    }

    /// Bytes that are kept of the peer's. Never more than a constant.
    pub fn kept(&self) -> usize {
        self.decoder.kept()
    }

    fn negotiated(&mut self, verb: u8, option: u8, replies: &mut Vec<u8>) {
        let turned_on = match verb {
            DO if option == option::TIMING_MARK => {
                // No state: each mark is answered in its place.
                replies.extend([IAC, WILL, option]);
                false
            }
            DO => self.negotiation.asked_ours(option, true, replies),
            DONT => self.negotiation.asked_ours(option, false, replies),
            WILL => self.negotiation.told_theirs(option, true, replies),
            WONT => self.negotiation.told_theirs(option, false, replies),
            _ => false,
        };
        match (verb, option) {
            (DO, option::WINDOW_SIZE) if turned_on => self.tell_window(replies),
            (WILL, option::TERMINAL_TYPE) if turned_on => {
                replies.extend([IAC, SB, option::TERMINAL_TYPE, SEND, IAC, SE]);
            }
            _ => {}
        }
    }

    /// A subnegotiation came, whole.
    fn told(&mut self, replies: &mut Vec<u8>) {
        match *self.decoder.parameters() {
            [option::TERMINAL_TYPE, SEND] if self.negotiation.is_ours(option::TERMINAL_TYPE) => {
                replies.extend([IAC, SB, option::TERMINAL_TYPE, IS]);
                replies.extend_from_slice(self.terminal.name.as_bytes());
                replies.extend([IAC, SE]);
            }
            [option::WINDOW_SIZE, a, b, c, d] if self.negotiation.is_theirs(option::WINDOW_SIZE) => {
                self.peer_window = Some((u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])));
            }
            _ => {}
        }
    }

    fn tell_window(&self, replies: &mut Vec<u8>) {
        replies.extend([IAC, SB, option::WINDOW_SIZE]);
        let (columns, rows) = (
            self.terminal.columns.to_be_bytes(),
            self.terminal.rows.to_be_bytes(),
        );
        for byte in columns.into_iter().chain(rows) {
            replies.push(byte);
            if byte == IAC {
                replies.push(IAC);
            }
        }
        replies.extend([IAC, SE]);
    }
}
