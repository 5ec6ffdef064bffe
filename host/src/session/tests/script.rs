//! A conversation as a text file, and a player that is the device, the caller and the clock at once.
//!
//! Each line of a script is one of:
//!
//! ```text
//! # a comment
//! profile NAME         testdata/profiles/NAME.toml, or that of the driver `generic`
//! limit BYTES          of output; before all else
//! no secrets           the inventory holds none
//! < TEXT               the device sends this; \r \n \b \t \a \e \xHH \\ are escapes, a line's end is none
//! < TEXT * N           … N times
//! . MILLISECONDS       the device is silent for so long
//! > TEXT               the session must send exactly this, at the latest after the next timers
//! > SECRET             the session must send this credential: USERNAME, PASSWORD or ENABLE
//! close                the session is asked to close
//! hang up              the device closes
//! run COMMAND          the caller runs a command, with 30 seconds
//! ready PROMPT         the session must say that it is ready
//! output               the command must end; its text follows, each line after a bar
//! | TEXT
//! refused TEXT         the output must be marked as refused by this line
//! failed KIND          the session must fail in this way
//! ```

use crate::session::{Event, Limits, Profile, Session, SessionError, Transmit, profile::ProfileSpec};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// What happened in a played script, each with the milliseconds since its beginning.
pub type Transcript = Vec<(u128, String)>;

/// How the device's bytes are cut into pieces; each piece's length, given the number of pieces so far.
pub type Cut<'a> = &'a dyn Fn(usize) -> usize;

pub fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "src/session/testdata", name]
        .iter()
        .collect()
}

pub fn read(name: &str) -> String {
    let path = path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn profile(name: &str) -> ProfileSpec {
    if name == "generic" {
        return super::generic::spec();
    }
    toml::from_str(&read(&format!("profiles/{name}.toml"))).unwrap()
}

/// Plays a script and gives what happened.
///
/// # Panics
/// When the session does not do what the script says.
pub fn play(script: &str, cut: Cut<'_>) -> Transcript {
    play_and_end(script, cut).0
}

/// Plays a script and also gives the error that it ended with.
pub fn play_and_end(script: &str, cut: Cut<'_>) -> (Transcript, Option<SessionError>) {
    let mut player = Player::new(script, cut);
    let mut lines = script.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        player.line = number + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "profile" | "limit" | "no" => {}
            "<" => {
                player.receive(&unescape(rest));
                // One answer of the device is one instant; what follows it is looked at when it is whole.
                if !lines.peek().is_some_and(|(_, next)| next.starts_with('<')) {
                    player.collect();
                }
            }
            "." => player.pause(Duration::from_millis(rest.parse().unwrap())),
            ">" => player.expect_transmit(rest),
            "run" => player.session.run(player.now, rest, Duration::from_secs(30)),
            "close" => player.session.close(player.now),
            "hang" => player.session.handle_closed(player.now),
            "ready" => player.expect_event(&format!("ready {}", String::from_utf8(unescape(rest)).unwrap())),
            "failed" => player.expect_event(&format!("failed {rest}")),
            "output" => {
                let mut text = String::new();
                while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with('|')) {
                    text += line[1..].strip_prefix(' ').unwrap_or_default();
                    text.push('\n');
                }
                let refused = lines.next_if(|(_, line)| line.starts_with("refused "));
                let refused = refused.map_or(String::new(), |(_, line)| format!("\n{line}"));
                player.expect_event(&format!("output\n{text}{refused}"));
            }
            _ => panic!("line {}: unknown verb `{verb}`", player.line),
        }
    }
    player.collect();
    assert!(
        player.transmits.is_empty(),
        "sent but not expected: {:?}",
        player.transmits
    );
    assert!(
        player.events.is_empty(),
        "happened but not expected: {:?}",
        player.events
    );
    (player.transcript, player.error)
}

struct Player<'a> {
    session: Session,
    cut: Cut<'a>,
    pieces: usize,
    start: Instant,
    now: Instant,
    line: usize,
    /// Seen, but not yet expected.
    transmits: Vec<String>,
    events: Vec<String>,
    transcript: Transcript,
    error: Option<SessionError>,
}

impl<'a> Player<'a> {
    fn new(script: &str, cut: Cut<'a>) -> Self {
        let setting = |name: &str| script.lines().find_map(|line| line.strip_prefix(name));
        let spec = profile(setting("profile ").unwrap_or("ios"));
        let has = setting("no secrets").is_none();
        let limits = Limits {
            login: Duration::from_secs(20),
            max_output: setting("limit ").map_or(1 << 20, |bytes| bytes.parse().unwrap()),
            has_username: has,
            has_password: has,
            has_enable: has,
        };
        let now = Instant::now();
        Self {
            session: Session::new(Arc::new(Profile::compile(&spec).unwrap()), limits, now),
            cut,
            pieces: 0,
            start: now,
            now,
            line: 0,
            transmits: Vec::new(),
            events: Vec::new(),
            transcript: Vec::new(),
            error: None,
        }
    }

    fn receive(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let length = (self.cut)(self.pieces).clamp(1, bytes.len());
            self.pieces += 1;
            self.session.receive(self.now, &bytes[..length]);
            bytes = &bytes[length..];
        }
    }

    fn pause(&mut self, time: Duration) {
        self.collect();
        let end = self.now + time;
        while let Some(at) = self.session.poll_timeout().filter(|at| *at <= end) {
            self.tick(at);
        }
        self.now = end;
    }

    fn tick(&mut self, at: Instant) {
        self.now = self.now.max(at);
        self.session.handle_timeout(self.now);
        let again = self.session.poll_timeout();
        assert!(
            again.is_none_or(|again| again > self.now),
            "line {}: the same timer rings again",
            self.line
        );
        self.collect();
    }

    /// Lets time pass until something is there, as long as the session has timers.
    fn until(&mut self, there: impl Fn(&Self) -> bool) {
        self.collect();
        while !there(self) {
            match self.session.poll_timeout() {
                Some(at) => self.tick(at),
                None => return,
            }
        }
    }

    fn expect_transmit(&mut self, expected: &str) {
        self.until(|player| !player.transmits.is_empty() || !player.events.is_empty());
        let context = (&self.events, &self.error);
        assert!(
            !self.transmits.is_empty(),
            "line {}: not sent: {expected}; instead {context:?}",
            self.line
        );
        assert_eq!(self.transmits.remove(0), expected, "line {}", self.line);
    }

    fn expect_event(&mut self, expected: &str) {
        self.until(|player| !player.transmits.is_empty() || !player.events.is_empty());
        let instead = (&self.transmits, &self.error);
        assert!(
            !self.events.is_empty(),
            "line {}: not happened: {expected}; instead {instead:?}",
            self.line
        );
        assert_eq!(self.events.remove(0), expected, "line {}", self.line);
    }

    fn collect(&mut self) {
        let at = (self.now - self.start).as_millis();
        while let Some(transmit) = self.session.poll_transmit() {
            let text = match transmit {
                Transmit::Bytes(bytes) => String::from_utf8(bytes)
                    .unwrap()
                    .escape_default()
                    .to_string()
                    .replace(r"\u{1b}", r"\e"),
                Transmit::Secret { kind, line_ending } => {
                    let ending = if line_ending.is_none() {
                        ", no line ending"
                    } else {
                        ""
                    };
                    format!("{}{ending}", format!("{kind:?}").to_uppercase())
                }
            };
            self.transcript.push((at, format!("> {text}")));
            self.transmits.push(text);
        }
        while let Some(event) = self.session.poll_event() {
            let text = match event {
                Event::Ready { prompt } => format!("ready {prompt}"),
                Event::Output(output) => {
                    let refused = output
                        .refused
                        .map_or(String::new(), |line| format!("\nrefused {line}"));
                    format!("output\n{}{refused}", output.text)
                }
                Event::Failed(error) => {
                    let kind = error.kind();
                    self.error = Some(error);
                    format!("failed {kind}")
                }
            };
            self.transcript.push((at, text.clone()));
            self.events.push(text);
        }
    }
}

/// A script's text as bytes.
pub fn unescape(text: &str) -> Vec<u8> {
    let (text, times) = match text.rsplit_once(" * ").map(|(text, times)| (text, times.parse())) {
        Some((text, Ok(times))) => (text, times),
        _ => (text, 1),
    };
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend(c.to_string().bytes());
            continue;
        }
        match chars.next() {
            Some('r') => bytes.push(b'\r'),
            Some('n') => bytes.push(b'\n'),
            Some('b') => bytes.push(0x08),
            Some('t') => bytes.push(b'\t'),
            Some('a') => bytes.push(0x07),
            Some('e') => bytes.push(0x1b),
            Some('\\') => bytes.push(b'\\'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            other => panic!("unknown escape {other:?}"),
        }
    }
    bytes.repeat(times)
}
