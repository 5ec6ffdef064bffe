//! Which options are on, at our end and at the peer's, as RFC 1143 has it: only a change is answered, and an answer to
//! our own request is not answered again. So two ends can never answer each other without end.
//!
//! No request is ever taken back here, so the queue that the RFC adds for that is not needed.

use super::{DO, DONT, IAC, WILL, WONT, option};

/// Those that have a state.
const OPTIONS: [u8; 5] = [
    option::BINARY,
    option::ECHO,
    option::SUPPRESS_GO_AHEAD,
    option::TERMINAL_TYPE,
    option::WINDOW_SIZE,
];

/// Which options are agreed to when the peer wants them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    /// What we do at our end.
    ours: &'static [u8],
    /// What the peer may do at its end.
    theirs: &'static [u8],
}

impl Policy {
    /// A terminal never echoes to the device: it would take it for keys.
    pub const CLIENT: Self = Self {
        ours: &[
            option::BINARY,
            option::SUPPRESS_GO_AHEAD,
            option::TERMINAL_TYPE,
            option::WINDOW_SIZE,
        ],
        theirs: &[option::BINARY, option::ECHO, option::SUPPRESS_GO_AHEAD],
    };

    pub const SERVER: Self = Self {
        ours: &[option::BINARY, option::ECHO, option::SUPPRESS_GO_AHEAD],
        theirs: &[
            option::BINARY,
            option::SUPPRESS_GO_AHEAD,
            option::TERMINAL_TYPE,
            option::WINDOW_SIZE,
        ],
    };
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Off,
    On,
    /// We asked for it and were not answered yet.
    Asked,
}

#[derive(Debug)]
pub(super) struct Negotiation {
    policy: Policy,
    ours: [State; OPTIONS.len()],
    theirs: [State; OPTIONS.len()],
}

impl Negotiation {
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            ours: Default::default(),
            theirs: Default::default(),
        }
    }

    /// The peer asks us to do something, or not to. Whether it is on since now.
    pub fn asked_ours(&mut self, option: u8, on: bool, replies: &mut Vec<u8>) -> bool {
        let agreed = self.policy.ours.contains(&option);
        change(
            slot(&mut self.ours, option),
            on,
            agreed,
            [WILL, WONT],
            option,
            replies,
        )
    }

    /// The peer says that it does something, or does not. Whether it is on since now.
    pub fn told_theirs(&mut self, option: u8, on: bool, replies: &mut Vec<u8>) -> bool {
        let agreed = self.policy.theirs.contains(&option);
        change(
            slot(&mut self.theirs, option),
            on,
            agreed,
            [DO, DONT],
            option,
            replies,
        )
    }

    /// Says that we would do something.
    pub fn offer(&mut self, option: u8, replies: &mut Vec<u8>) {
        ask(slot(&mut self.ours, option), WILL, option, replies);
    }

    /// Asks the peer to do something.
    pub fn request(&mut self, option: u8, replies: &mut Vec<u8>) {
        ask(slot(&mut self.theirs, option), DO, option, replies);
    }

    pub fn is_ours(&self, option: u8) -> bool {
        is_on(&self.ours, option)
    }

    pub fn is_theirs(&self, option: u8) -> bool {
        is_on(&self.theirs, option)
    }

    pub fn sends_binary(&self) -> bool {
        self.is_ours(option::BINARY)
    }

    pub fn receives_binary(&self) -> bool {
        self.is_theirs(option::BINARY)
    }

    /// The peer takes single keys and not whole lines.
    pub fn reads_keys(&self) -> bool {
        self.is_theirs(option::ECHO) || self.is_theirs(option::SUPPRESS_GO_AHEAD)
    }
}

fn slot(states: &mut [State], option: u8) -> Option<&mut State> {
    let index = OPTIONS.iter().position(|&known| known == option)?;
    states.get_mut(index)
}

fn is_on(states: &[State], option: u8) -> bool {
    let index = OPTIONS.iter().position(|&known| known == option);
    index.and_then(|index| states.get(index)) == Some(&State::On)
}

fn ask(state: Option<&mut State>, verb: u8, option: u8, replies: &mut Vec<u8>) {
    if let Some(state) = state.filter(|state| **state == State::Off) {
        *state = State::Asked;
        replies.extend([IAC, verb, option]);
    }
}

/// What the peer wants or tells; `verbs` say yes and no. Whether it is on since now.
fn change(
    state: Option<&mut State>,
    on: bool,
    agreed: bool,
    [yes, no]: [u8; 2],
    option: u8,
    replies: &mut Vec<u8>,
) -> bool {
    let Some(state) = state.filter(|_| agreed) else {
        // What is never on needs no word when it is turned off.
        if on {
            replies.extend([IAC, no, option]);
        }
        return false;
    };
    let before = std::mem::replace(state, if on { State::On } else { State::Off });
    match (before, on) {
        (State::Off, true) => replies.extend([IAC, yes, option]),
        (State::On, false) => replies.extend([IAC, no, option]),
        _ => {}
    }
    on && before != State::On
}
