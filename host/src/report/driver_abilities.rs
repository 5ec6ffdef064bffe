//! What a driver can do and cannot, what it is given and who gave it: the part of its card that a stranger's driver is read for.

use super::{
    Terminal,
    grid::write_wrapped,
    message::{Style, paint},
    visible::visible_line,
};
use crate::{
    inventory::size,
    plugin::{
        caution::{self, Leave},
        engine::LogLevel,
        model::{ConfigurationCommands, Datastore, Description, Evidence},
        settings::{Given, Grant, level_name},
        trust::Signed,
    },
    session::profile::{AnswerSpec, ProfileSpec, QuestionSpec, SecretKind},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fmt::Display,
    io::{self, Write},
};

/// Space for the names of what is given.
const LABEL: usize = 12;

/// What no driver can do, whatever it is: the sandbox has no way for it.
const CANNOT: [&str; 6] = [
    "open a connection, or see one: nethost talks to the devices",
    "read or write files, or start programs",
    "see passwords, keys or other secrets, or what the inventory says",
    "see the time, the environment or this machine's name",
    "keep anything from one answer to the next",
    "take longer or more memory than it is given: then its call fails, and nothing else",
];

/// Something that the driver makes nethost send to a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Sending {
    pub(super) when: String,
    pub(super) what: String,
}

/// Something of that which is refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Refused {
    place: String,
    line: String,
    why: String,
}

/// Something given, and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Share<T> {
    value: T,
    set_by: String,
}

impl<T> Share<T> {
    fn of<U: Clone>(given: &Given<U>, value: impl FnOnce(U) -> T) -> Self {
        Self {
            value: value(given.value.clone()),
            set_by: given.by.to_string(),
        }
    }
}

/// What a driver is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Shares {
    memory_bytes: Share<usize>,
    time_ms: Share<u128>,
    answer_bytes: Share<usize>,
    log_lines: Share<usize>,
    log_level: Share<&'static str>,
    wasi: Share<bool>,
    sends: Share<Vec<String>>,
}

/// Whether somebody answers for the driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Warrant {
    BuiltIn { state: &'static str },
    Signed(Signed),
}

/// The part of a card that says what a driver can do.
#[derive(Serialize)]
pub(super) struct Abilities {
    signature: Warrant,
    /// What each import of it means.
    import_meanings: BTreeMap<String, &'static str>,
    can: Vec<String>,
    cannot: &'static [&'static str],
    sends: Vec<Sending>,
    refused: Vec<Refused>,
    granted: Shares,
}

impl Abilities {
    /// `signed` is none for a driver that is a part of nethost.
    pub(super) fn new(
        it: &Description,
        imports: &[String],
        signed: Option<&Signed>,
        grant: &Grant,
        leave: &Leave,
    ) -> Self {
        Self {
            signature: match signed {
                Some(signed) => Warrant::Signed(signed.clone()),
                None => Warrant::BuiltIn { state: "built_in" },
            },
            import_meanings: imports
                .iter()
                .map(|import| (import.clone(), meaning(import, grant.log_level())))
                .collect(),
            can: can(it),
            cannot: &CANNOT,
            sends: sends(it),
            refused: caution::objections(it, leave)
                .into_iter()
                .map(|(line, why)| Refused {
                    place: line.place.to_string(),
                    line: line.text,
                    why: why.to_string(),
                })
                .collect(),
            granted: Shares {
                memory_bytes: Share::of(&grant.memory, |it| it),
                time_ms: Share::of(&grant.time, |it| it.as_millis()),
                answer_bytes: Share::of(&grant.answer, |it| it),
                log_lines: Share::of(&grant.log_lines, |it| it),
                log_level: Share::of(&grant.log_level, level_name),
                wasi: Share::of(&grant.wasi, |it| it),
                sends: Share::of(&grant.sends, |it| it.to_vec()),
            },
        }
    }

    /// Who answers for it, in words.
    pub(super) fn signature(&self) -> String {
        match &self.signature {
            Warrant::BuiltIn { .. } => "none needed: it is a part of nethost".into(),
            Warrant::Signed(signed) => match signed {
                Signed::No => "not signed".into(),
                Signed::Unknown { key_id } => {
                    format!("signed by the key {key_id}, which is not trusted: nothing of it was verified")
                }
                Signed::By {
                    key_id,
                    name,
                    trusted_comment,
                } => format!("signed by {name} ({key_id}): {trusted_comment}"),
            },
        }
    }

    /// Writes all but the signature, for people.
    pub(super) fn write(&self, out: &mut dyn Write, width: u16, terminal: Terminal) -> io::Result<()> {
        let title = |out: &mut dyn Write, text: &str| {
            writeln!(out, "\n{}", paint(text, Style::Title, terminal.colour))
        };
        let item = |out: &mut dyn Write, text: &str| write_wrapped(out, &visible_line(text), "    ", width);
        title(out, "It can:")?;
        for text in &self.can {
            item(out, text)?;
        }
        for (import, meaning) in &self.import_meanings {
            item(out, &format!("{meaning} ({import})"))?;
        }
        title(out, "It cannot:")?;
        for text in self.cannot {
            item(out, text)?;
        }
        if !self.sends.is_empty() {
            title(out, "It makes nethost send to its devices:")?;
            for Sending { when, what } in &self.sends {
                item(out, &format!("{when}: {what}"))?;
            }
        }
        if !self.refused.is_empty() {
            title(
                out,
                "Of that these lines are refused, unless the configuration allows them:",
            )?;
            for Refused { place, line, why } in &self.refused {
                item(out, &format!("{}, {place}: {why}", shown(line)))?;
            }
        }
        title(out, "It is given:")?;
        let given = &self.granted;
        let mut line = |label: &str, value: &dyn Display, by: &str| {
            writeln!(out, "    {label:LABEL$}{value:<8}  {}", visible_line(by))
        };
        let memory = size::text(given.memory_bytes.value);
        let answer = size::text(given.answer_bytes.value);
        let time = format!("{} ms", given.time_ms.value);
        line("memory", &memory, &given.memory_bytes.set_by)?;
        line("time", &time, &given.time_ms.set_by)?;
        line("answer", &answer, &given.answer_bytes.set_by)?;
        line("log_lines", &given.log_lines.value, &given.log_lines.set_by)?;
        line("log_level", &given.log_level.value, &given.log_level.set_by)?;
        line("wasi", &given.wasi.value, &given.wasi.set_by)?;
        let sends = &given.sends;
        if sends.value.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = sends.value.iter().map(|it| shown(it)).collect();
        line("sends", &lines.join(", "), &sends.set_by)
    }
}

/// What it does when it is asked; it does nothing by itself.
fn can(it: &Description) -> Vec<String> {
    let number = |count: usize, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {more}"),
    };
    let mut can = Vec::new();
    if !it.commands.is_empty() {
        let commands = number(it.commands.len(), "command", "commands");
        can.push(format!(
            "make rows of the text that a device answered to {commands}"
        ));
    }
    if !it.getters.is_empty() {
        let getters = number(it.getters.len(), "getter", "getters");
        can.push(format!(
            "name the commands that nethost runs for {getters}, and make records of what they answered"
        ));
    }
    if it.configuration != ConfigurationCommands::default() {
        can.push("say what is kept of its devices' configurations".into());
    }
    if it.profile.is_some() {
        can.push("say how its devices' prompts look, and what is sent to them".into());
    }
    if !it.recognitions.is_empty() {
        let signs = number(it.recognitions.len(), "sign", "signs");
        can.push(format!("say by which {signs} its devices are recognised"));
    }
    if can.is_empty() {
        can.push("nothing but say what it is for".into());
    }
    can
}

fn meaning(import: &str, level: Option<LogLevel>) -> &'static str {
    match (import.split(['/', '@']).next(), level) {
        (Some("nethost:driver"), Some(_)) => "write to its log, which is shown from its level on",
        (Some("nethost:driver"), None) => "write to its log, which nobody sees",
        _ => "call a WASI that is empty: nothing behind it, and its clock stands still",
    }
}

fn sends(it: &Description) -> Vec<Sending> {
    let mut sends = it.profile.as_ref().map(sends_of_profile).unwrap_or_default();
    for sign in &it.recognitions {
        let Evidence::Output(command) = &sign.evidence else {
            continue;
        };
        let sending = Sending {
            when: "to find out whose a device is".into(),
            what: shown(command),
        };
        if !sends.contains(&sending) {
            sends.push(sending);
        }
    }
    if !it.getters.is_empty() {
        sends.push(Sending {
            when: "for a getter".into(),
            what: "the commands that it names then; --dry-run shows them".into(),
        });
    }
    for datastore in [Datastore::Running, Datastore::Startup] {
        let commands = it.configuration.of(datastore);
        if !commands.is_empty() {
            let shown: Vec<String> = commands.iter().map(|command| shown(command)).collect();
            sends.push(Sending {
                when: format!("for a backup ({})", datastore.name()),
                what: shown.join(", "),
            });
        }
    }
    sends
}

fn sends_of_profile(profile: &ProfileSpec) -> Vec<Sending> {
    let mut sends = Vec::new();
    let mut add = |when: String, what: String| sends.push(Sending { when, what });
    let all = |commands: &[String]| commands.iter().map(|it| shown(it)).collect::<Vec<_>>().join(", ");
    if !profile.on_open.is_empty() {
        add("after login".into(), all(&profile.on_open));
    }
    if !profile.on_close.is_empty() {
        add("before the end".into(), all(&profile.on_close));
    }
    for way in &profile.transitions {
        add(format!("from {} to {}", way.from, way.to), shown(&way.command));
        for question in &way.questions {
            add(
                format!("then, asked {}", shown(&question.pattern)),
                answer(question),
            );
        }
    }
    for question in &profile.questions {
        add(format!("asked {}", shown(&question.pattern)), answer(question));
    }
    for pager in &profile.pagers {
        add(
            format!("paged by {}", shown(&pager.pattern)),
            shown(&pager.answer),
        );
    }
    sends
}

fn answer(question: &QuestionSpec) -> String {
    match &question.answer {
        AnswerSpec::Text(text) => shown(text),
        AnswerSpec::Secret { secret } => match secret {
            SecretKind::Username => "the username, which the driver does not see",
            SecretKind::Password => "the password, which the driver does not see",
            SecretKind::Enable => "the secret for more privileges, which the driver does not see",
        }
        .into(),
    }
}

/// Between marks, its line ends and tabs visible: it is one line of many.
fn shown(text: &str) -> String {
    let text = text
        .replace('\r', "\\r")
        .replace('\n', "\\n")
        .replace('\t', "\\t");
    format!("`{text}`")
}
