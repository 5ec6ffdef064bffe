//! What `nethost probe` found out: for a person line by line as it happens, for a program as one object at the end.

use super::{
    Terminal,
    escape::write_json,
    message::{Style, indented, paint, write_hint},
    visible::{visible, visible_cell},
};
use crate::{
    schedule::record::{Failure, Status},
    transport::trace::Step,
};
use serde::Serialize;
use std::{
    io::{self, Write},
    time::Duration,
};

/// Columns of the time and of the word that says what a line is about.
const TIME: usize = 9;
const TOPIC: usize = 14;

/// Lines of a device's text that a person is shown at once; a banner of more is a picture.
const LINES: usize = 12;

/// A line is wrapped here where the terminal does not say its width.
const WIDTH: usize = 100;

/// Something that a probe found out. Its serialized form is what programs are given.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Finding {
    /// These credentials are tried.
    Credentials { username: String },
    /// The session stands where commands run.
    Ready { mode: String, prompt: String },
    /// Whose the device is, as its signs say.
    Platform {
        platform: String,
        /// In percent.
        certainty: u8,
        because: String,
        /// What the inventory says, where that is something else.
        #[serde(skip_serializing_if = "Option::is_none")]
        inventory: Option<String>,
    },
    /// Several drivers claim the device.
    PlatformAmbiguous { platforms: Vec<String> },
    /// No driver does.
    PlatformUnknown {
        #[serde(skip_serializing_if = "Option::is_none")]
        inventory: Option<String>,
    },
    /// Something that is odd, and how to mend it.
    Note { message: String, hint: String },
    /// Here it ended.
    Failed {
        status: Status,
        #[serde(flatten)]
        error: Failure,
    },
    #[serde(untagged)]
    Step(Step),
}

/// A finding, and how long after the beginning it was made.
#[derive(Clone, Debug, Serialize)]
pub struct Timed {
    pub at_ms: u64,
    #[serde(flatten)]
    pub finding: Finding,
}

/// All that was found out, as a program is given it.
#[derive(Debug, Serialize)]
pub struct Probe<'a> {
    pub device: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub protocol: &'a str,
    pub status: Status,
    pub error: Option<&'a Failure>,
    pub steps: &'a [Timed],
}

impl Timed {
    pub fn new(at: Duration, finding: Finding) -> Self {
        Self {
            at_ms: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            finding,
        }
    }

    /// Writes the finding for a person.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        let (topic, text, hint) = said(&self.finding);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds for a person")]
        let time = format!("{:.3} s", self.at_ms as f64 / 1000.0);
        let topic_shown = format!("{topic:TOPIC$}");
        let style = match self.finding {
            Finding::Failed { .. } => Style::Bad,
            Finding::Note { .. } | Finding::PlatformAmbiguous { .. } | Finding::PlatformUnknown { .. } => {
                Style::Doubtful
            }
            _ => Style::Aside,
        };
        let indent = " ".repeat(TIME + 2 + TOPIC);
        let room = usize::from(terminal.width.unwrap_or(0))
            .max(WIDTH)
            .saturating_sub(indent.len());
        let text = wrapped(&text, room);
        writeln!(
            out,
            "{time:>TIME$}  {}{}",
            paint(&topic_shown, style, terminal.colour),
            indented(&text, &indent)
        )?;
        write_hint(out, &hint, &indent, terminal)
    }
}

impl Probe<'_> {
    /// Writes it as one line of JSON.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        write_json(out, self)?;
        writeln!(out)
    }
}

/// What a line is about, what it says, and a hint.
fn said(finding: &Finding) -> (&'static str, String, String) {
    let none = String::new();
    match finding {
        Finding::Credentials { username } => ("login", format!("as {username}"), none),
        Finding::Ready { mode, prompt } => (
            "prompt",
            format!("{prompt:?} is the device's prompt in mode {mode}; commands can run"),
            none,
        ),
        Finding::Platform {
            platform,
            certainty,
            because,
            inventory,
        } => {
            let hint = match inventory {
                Some(other) => {
                    format!("the inventory says platform = \"{other}\"; should it be \"{platform}\"?")
                }
                None => String::new(),
            };
            (
                "platform",
                format!("{platform}, {certainty} % sure: {because}"),
                hint,
            )
        }
        Finding::PlatformAmbiguous { platforms } => (
            "platform",
            format!("several drivers claim it as theirs: {}", platforms.join(", ")),
            "name the right one in the inventory".into(),
        ),
        Finding::PlatformUnknown { inventory } => (
            "platform",
            "no driver recognises the device".into(),
            match inventory {
                Some(named) => format!("the inventory says platform = \"{named}\", and that is what counts"),
                None => "platform = \"generic\" runs commands on any device; their outputs stay text".into(),
            },
        ),
        Finding::Note { message, hint } => ("note", message.clone(), hint.clone()),
        Finding::Failed { status, error } => (
            "failed",
            format!("{}: {}", super::status::name(*status), error.message),
            error.hint.clone(),
        ),
        Finding::Step(step) => step_said(step),
    }
}

fn step_said(step: &Step) -> (&'static str, String, String) {
    let (topic, text) = match step {
        Step::Resolved { host, addresses } => ("address", format!("{host} is {}", addresses.join(", "))),
        Step::JumpHost { name, peer, username } => ("jump host", format!("{name}, {peer}, as {username}")),
        Step::Connected { address } => ("connected", address.clone()),
        Step::NotConnected { address, error } => ("not connected", format!("{address}: {error}")),
        Step::Identified { identification } => ("server", identification.clone()),
        Step::Offered(offer) => {
            let lists = [
                ("key exchange", &offer.kex),
                ("host keys", &offer.host_keys),
                ("ciphers", &offer.ciphers),
                ("MACs", &offer.macs),
                ("compression", &offer.compression),
            ];
            let lines = lists.map(|(name, list)| format!("{name}: {}", list.join(", ")));
            ("offers", lines.join("\n"))
        }
        Step::Agreed(agreed) => {
            let mac = if agreed.mac.is_empty() {
                "MAC of the cipher"
            } else {
                &agreed.mac
            };
            (
                "agreed",
                format!("{}, {}, {}, {mac}", agreed.kex, agreed.host_key, agreed.cipher),
            )
        }
        Step::HostKey {
            algorithm,
            fingerprint,
            verdict,
        } => ("host key", format!("{algorithm} {fingerprint}: {verdict}")),
        Step::Banner { text } => ("banner", quoted(text)),
        Step::Methods { methods } => {
            let methods = if methods.is_empty() {
                "none".to_owned()
            } else {
                methods.join(", ")
            };
            ("accepts", methods)
        }
        Step::Asked { prompt } => ("asked", format!("{prompt:?}")),
        Step::Tried { method, answer } => ("tried", format!("{method}: {answer}")),
        Step::Sent { text } => (
            "sent",
            match text.trim_end_matches(['\r', '\n']) {
                "" => "an empty line".to_owned(),
                line => format!("{line:?}"),
            },
        ),
        Step::SentSecret { kind } => ("sent", format!("<{kind}>")),
        Step::Said { bytes } => ("device", quoted(&String::from_utf8_lossy(bytes))),
    };
    (topic, text, String::new())
}

/// A device's text, a bar before each of its lines.
fn quoted(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace("\n\r", "\n");
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
    let mut shown: Vec<String> = lines
        .iter()
        .take(LINES)
        .map(|line| format!("| {}", visible_cell(line.trim_end())))
        .collect();
    if lines.len() > LINES {
        shown.push(format!("and {} lines more", lines.len() - LINES));
    }
    shown.join("\n")
}

/// Breaks lines at blanks; what is longer than a line stays whole.
fn wrapped(text: &str, room: usize) -> String {
    let mut out = String::new();
    for (place, line) in text.lines().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        // What a device said keeps its form.
        if line.starts_with("| ") {
            out.push_str(line);
            continue;
        }
        let mut width = 0;
        for (place, word) in line.split(' ').enumerate() {
            let length = visible(word).chars().count();
            if place > 0 && width + 1 + length > room {
                out.push_str("\n  ");
                width = 2;
            } else if place > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += length;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::trace::{Agreement, Offer};

    fn written(findings: Vec<Finding>) -> String {
        let mut out = Vec::new();
        for (place, finding) in (0..).zip(findings) {
            let at = Duration::from_millis(place * 7);
            Timed::new(at, finding)
                .write(&mut out, Terminal::default())
                .unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn sample() -> Vec<Finding> {
        vec![
            Finding::Step(Step::Connected {
                address: "192.0.2.1:22".into(),
            }),
            Finding::Step(Step::Offered(Offer {
                kex: names(&[
                    "curve25519-sha256",
                    "diffie-hellman-group14-sha256",
                    "diffie-hellman-group14-sha1",
                ]),
                host_keys: names(&["ssh-rsa"]),
                ciphers: names(&["aes128-ctr"]),
                macs: names(&["hmac-sha2-256"]),
                compression: names(&["none"]),
            })),
            Finding::Step(Step::Agreed(Agreement {
                kex: "curve25519-sha256".into(),
                host_key: "ssh-ed25519".into(),
                cipher: "aes128-gcm@openssh.com".into(),
                mac: String::new(),
            })),
            Finding::Step(Step::Said {
                bytes: b"\r\nKeep out\x1b[2J\r\n\r\nr1>".to_vec(),
            }),
            Finding::Step(Step::Sent {
                text: "enable\n".into(),
            }),
            Finding::Platform {
                platform: "acme_os".into(),
                certainty: 95,
                because: "it greets with \"Acme\"".into(),
                inventory: Some("zenith".into()),
            },
            Finding::Failed {
                status: Status::AuthFailed,
                error: Failure {
                    kind: "auth_refused".into(),
                    message: "the device refused \"admin\"".into(),
                    hint: "check the password".into(),
                },
            },
        ]
    }

    #[test]
    fn a_person_reads_what_happened_line_by_line() {
        insta::assert_snapshot!(written(sample()));
    }

    #[test]
    fn a_program_reads_the_same() {
        let steps: Vec<Timed> = sample()
            .into_iter()
            .map(|finding| Timed::new(Duration::from_millis(7), finding))
            .collect();
        let probe = Probe {
            device: "r1",
            host: "192.0.2.1",
            port: 22,
            protocol: "ssh",
            status: Status::Ok,
            error: None,
            steps: &steps,
        };
        let mut out = Vec::new();
        probe.write_json(&mut out).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            read["steps"][0],
            serde_json::json!({"at_ms": 7, "step": "connected", "address": "192.0.2.1:22"})
        );
        assert_eq!(read["steps"][3]["text"], "\r\nKeep out\u{1b}[2J\r\n\r\nr1>");
        assert_eq!(read["steps"][6]["kind"], "auth_refused");
        assert!(!out.contains(&0x1b), "nothing drives a terminal");
    }

    #[test]
    fn a_long_banner_is_cut() {
        let text = "line\n".repeat(40);
        assert!(quoted(&text).ends_with("and 28 lines more"));
    }
}
