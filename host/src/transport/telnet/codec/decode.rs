//! The peer's bytes in their parts: data, commands, options, and what is told within a subnegotiation.

use super::{CR, DO, DONT, IAC, NUL, SB, SE, WILL, WONT};

/// Most bytes that are kept of one subnegotiation. Those that are understood have five at most; of a longer one the
/// rest is skipped, and then it means nothing.
const MAX_PARAMETERS: usize = 64;

/// A part of the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    Data(&'a [u8]),
    Command(u8),
    /// One of DO, DONT, WILL, WONT, and of what.
    Option(u8, u8),
    /// A subnegotiation ended: see [`Decoder::parameters`].
    Parameters,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Data,
    /// A carriage return was data: a NUL after it only says that no line feed follows.
    AfterReturn,
    /// After IAC.
    Command,
    /// After IAC and one of the four verbs.
    Option(u8),
    /// Between IAC SB and IAC SE.
    Parameters,
    /// After an IAC there.
    ParametersCommand,
}

/// Where in the stream we are.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    state: State,
    parameters: Vec<u8>,
}

impl Decoder {
    /// Takes the next part off the front of `bytes`; none when they are used up. In `binary` a NUL after a carriage
    /// return is data.
    pub fn next<'a>(&mut self, bytes: &mut &'a [u8], binary: bool) -> Option<Item<'a>> {
        while let Some((&first, rest)) = bytes.split_first() {
            match self.state {
                State::AfterReturn if first == NUL && !binary => {
                    *bytes = rest;
                    self.state = State::Data;
                }
                State::Data | State::AfterReturn => {
                    if first == IAC {
                        *bytes = rest;
                        self.state = State::Command;
                        continue;
                    }
                    let run = run(bytes);
                    let (data, rest) = bytes.split_at(run);
                    *bytes = rest;
                    self.state = if data.last() == Some(&CR) {
                        State::AfterReturn
                    } else {
                        State::Data
                    };
                    return Some(Item::Data(data));
                }
                State::Command => {
                    *bytes = rest;
                    if let Some(item) = self.command(first) {
                        return Some(item);
                    }
                }
                State::Option(verb) => {
                    *bytes = rest;
                    self.state = State::Data;
                    return Some(Item::Option(verb, first));
                }
                State::Parameters => {
                    *bytes = rest;
                    if first == IAC {
                        self.state = State::ParametersCommand;
                    } else {
                        self.keep(first);
                    }
                }
                State::ParametersCommand => {
                    *bytes = rest;
                    match first {
                        IAC => {
                            self.keep(IAC);
                            self.state = State::Parameters;
                        }
                        SE => {
                            self.state = State::Data;
                            return Some(Item::Parameters);
                        }
                        // Its end was forgotten. What follows is read as what it is.
                        other => {
                            if let Some(item) = self.command(other) {
                                return Some(item);
                            }
                        }
                    }
                }
            }
        }
        None
    }

    /// The option's number and what was told of it, until the next subnegotiation begins; one that was too long is cut.
    pub fn parameters(&self) -> &[u8] {
        &self.parameters
    }

    pub fn kept(&self) -> usize {
        self.parameters.capacity()
    }

    /// The byte after an IAC.
    fn command(&mut self, byte: u8) -> Option<Item<'static>> {
        self.state = match byte {
            WILL | WONT | DO | DONT => State::Option(byte),
            SB => {
                self.parameters.clear();
                State::Parameters
            }
            _ => State::Data,
        };
        match byte {
            IAC => Some(Item::Data(&[IAC])),
            WILL | WONT | DO | DONT | SB => None,
            other => Some(Item::Command(other)),
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.parameters.len() < MAX_PARAMETERS {
            self.parameters.push(byte);
        }
    }
}

/// How many bytes at the front are data and nothing else: up to a command, or a carriage return that a NUL may follow.
fn run(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .enumerate()
        .find_map(|(at, &byte)| match byte {
            IAC => Some(at),
            CR if matches!(bytes.get(at + 1), None | Some(&NUL)) => Some(at + 1),
            _ => None,
        })
        .unwrap_or(bytes.len())
}
