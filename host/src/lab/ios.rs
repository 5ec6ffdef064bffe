//! The command line of the built-in device: modes, privileges, abbreviations and refusals as IOS has them.

use super::{
    device::with_crlf,
    grammar::{self, Match},
    identity::Identity,
    outputs::{MOTD, SHOWS, Show},
};
use crate::inventory::secret::Secret;
use regex::RegexBuilder;
use std::sync::{Arc, LazyLock};

/// The platform that its inventory names.
pub(super) const PLATFORM: &str = "cisco_ios";

/// Wrong enable secrets before it gives up asking, as IOS does.
const ENABLE_TRIES: u8 = 3;
/// Compiled size of a pattern after `|`, in bytes: enough for any that a person types.
const FILTER_SIZE_LIMIT: usize = 256 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    User,
    Privileged,
    /// Configuration, with the name that the prompt gives the part that is configured.
    Configure(&'static str),
}

/// What it waits for instead of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    EnableSecret { tries: u8 },
    CopyDestination,
}

#[derive(Clone, Copy)]
enum Action {
    Show(&'static Show),
    Privilege,
    Enable,
    Disable,
    Configure,
    Part(&'static str),
    Hostname,
    Do,
    End,
    Exit,
    Logout,
    Length,
    Save,
    Copy,
    /// Taken without a word.
    Quiet,
}

/// The phrases of a mode, and what each does.
struct Commands {
    phrases: Vec<&'static str>,
    actions: Vec<Action>,
}

impl Commands {
    fn new(commands: impl IntoIterator<Item = (&'static str, Action)>) -> Self {
        let (phrases, actions) = commands.into_iter().unzip();
        Self { phrases, actions }
    }
}

const EXEC: &[(&str, Action)] = &[
    ("show privilege", Action::Privilege),
    ("enable", Action::Enable),
    ("disable", Action::Disable),
    ("exit", Action::Logout),
    ("logout", Action::Logout),
    ("quit", Action::Logout),
    ("terminal length <lines>", Action::Length),
    ("terminal width <columns>", Action::Quiet),
    ("terminal monitor", Action::Quiet),
    ("terminal no monitor", Action::Quiet),
];
const PRIVILEGED: &[(&str, Action)] = &[
    ("configure terminal", Action::Configure),
    ("write", Action::Save),
    ("write memory", Action::Save),
    ("copy running-config startup-config", Action::Copy),
];
const CONFIGURE: &[(&str, Action)] = &[
    ("end", Action::End),
    ("exit", Action::Exit),
    ("do <command…>", Action::Do),
    ("hostname <name>", Action::Hostname),
    ("interface <name…>", Action::Part("-if")),
    ("vlan <id>", Action::Part("-vlan")),
    ("router <protocol…>", Action::Part("-router")),
    ("line <lines…>", Action::Part("-line")),
    ("ip access-list standard <name>", Action::Part("-std-nacl")),
    ("ip access-list extended <name>", Action::Part("-ext-nacl")),
    ("no <line…>", Action::Quiet),
    ("aaa <line…>", Action::Quiet),
    ("banner <line…>", Action::Quiet),
    ("clock <line…>", Action::Quiet),
    ("enable <line…>", Action::Quiet),
    ("ip <line…>", Action::Quiet),
    ("logging <line…>", Action::Quiet),
    ("ntp <line…>", Action::Quiet),
    ("service <line…>", Action::Quiet),
    ("snmp-server <line…>", Action::Quiet),
    ("spanning-tree <line…>", Action::Quiet),
    ("username <line…>", Action::Quiet),
];
const PART: &[(&str, Action)] = &[
    ("description <line…>", Action::Quiet),
    ("shutdown", Action::Quiet),
    ("switchport", Action::Quiet),
    ("switchport <line…>", Action::Quiet),
    ("name <line…>", Action::Quiet),
    ("neighbor <line…>", Action::Quiet),
    ("network <line…>", Action::Quiet),
    ("permit <line…>", Action::Quiet),
    ("deny <line…>", Action::Quiet),
    ("exec-timeout <line…>", Action::Quiet),
    ("transport <line…>", Action::Quiet),
];

static USER_COMMANDS: LazyLock<Commands> = LazyLock::new(|| {
    let shows = SHOWS.iter().filter(|show| show.user_mode);
    Commands::new(
        EXEC.iter()
            .copied()
            .chain(shows.map(|show| (show.command, Action::Show(show)))),
    )
});
static PRIVILEGED_COMMANDS: LazyLock<Commands> = LazyLock::new(|| {
    let shows = SHOWS.iter().map(|show| (show.command, Action::Show(show)));
    Commands::new(EXEC.iter().chain(PRIVILEGED).copied().chain(shows))
});
static CONFIGURE_COMMANDS: LazyLock<Commands> = LazyLock::new(|| Commands::new(CONFIGURE.iter().copied()));
static PART_COMMANDS: LazyLock<Commands> =
    LazyLock::new(|| Commands::new(CONFIGURE.iter().chain(PART).copied()));

/// What a line brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// Ends with a line ending unless it is empty.
    pub text: Vec<u8>,
    /// Whether the command shows something: the device thinks about it first, and its output is paged.
    pub shows: bool,
    /// Whether the session is over.
    pub closes: bool,
}

impl Answer {
    fn say(text: &str) -> Self {
        Self {
            text: with_crlf(text),
            ..Self::default()
        }
    }

    fn show(text: &str) -> Self {
        Self {
            text: with_crlf(text),
            shows: true,
            closes: false,
        }
    }
}

/// A session's state.
#[derive(Debug)]
pub(super) struct Ios {
    identity: Arc<Identity>,
    /// Set once configuration changed it.
    renamed: Option<String>,
    enable: Option<Secret>,
    mode: Mode,
    asks: Option<Asks>,
    /// What `terminal length` said.
    length: Option<usize>,
}

impl Ios {
    pub fn new(identity: Arc<Identity>, enable: Option<Secret>) -> Self {
        let mode = if enable.is_some() {
            Mode::User
        } else {
            Mode::Privileged
        };
        Self {
            identity,
            renamed: None,
            enable,
            mode,
            asks: None,
            length: None,
        }
    }

    pub fn banner(&self) -> Vec<u8> {
        with_crlf(&format!("\n{}\n", self.identity.render(MOTD, self.hostname())))
    }

    /// What stands before the cursor: a prompt, or the question that is open.
    pub fn prompt(&self) -> String {
        match (self.asks, self.mode) {
            (Some(Asks::EnableSecret { .. }), _) => "Password: ".to_owned(),
            (Some(Asks::CopyDestination), _) => "Destination filename [startup-config]? ".to_owned(),
            (None, Mode::User) => format!("{}>", self.hostname()),
            (None, Mode::Privileged) => format!("{}#", self.hostname()),
            (None, Mode::Configure(part)) => format!("{}(config{part})#", self.hostname()),
        }
    }

    /// Whether keys are not shown: those of a secret.
    pub fn hides_keys(&self) -> bool {
        matches!(self.asks, Some(Asks::EnableSecret { .. }))
    }

    /// Lines of a page on a terminal of `rows` lines; 0 when paging is off.
    pub fn page(&self, rows: usize) -> usize {
        self.length.unwrap_or(rows).saturating_sub(1)
    }

    pub fn interrupt(&mut self) {
        self.asks = None;
        self.end();
    }

    /// Leaves configuration.
    pub fn end(&mut self) {
        if matches!(self.mode, Mode::Configure(_)) {
            self.mode = Mode::Privileged;
        }
    }

    pub fn line(&mut self, line: &str) -> Answer {
        match self.asks {
            Some(Asks::EnableSecret { tries }) => self.enable_secret(line, tries),
            Some(Asks::CopyDestination) => {
                self.asks = None;
                Answer::say("Building configuration...\n[OK]\n")
            }
            None => self.command(line, self.mode),
        }
    }

    fn hostname(&self) -> &str {
        self.renamed.as_deref().unwrap_or(&self.identity.hostname)
    }

    fn enable_secret(&mut self, line: &str, tries: u8) -> Answer {
        if self.enable.as_ref().is_some_and(|secret| secret.expose() == line) {
            self.asks = None;
            self.mode = Mode::Privileged;
            return Answer::say("");
        }
        if tries + 1 == ENABLE_TRIES {
            self.asks = None;
            return Answer::say("% Bad secrets\n\n");
        }
        self.asks = Some(Asks::EnableSecret { tries: tries + 1 });
        Answer::say("")
    }

    fn command(&mut self, line: &str, mode: Mode) -> Answer {
        if line.trim().is_empty() || line.trim_start().starts_with('!') {
            return Answer::default();
        }
        let commands: &Commands = match mode {
            Mode::User => &USER_COMMANDS,
            Mode::Privileged => &PRIVILEGED_COMMANDS,
            Mode::Configure("") => &CONFIGURE_COMMANDS,
            Mode::Configure(_) => &PART_COMMANDS,
        };
        // Only what shows something has a filter; elsewhere a bar is a character like any other.
        let (typed, filter) = match line.split_once('|') {
            Some((typed, filter)) if !matches!(mode, Mode::Configure(_)) => (typed, Some(filter)),
            _ => (line, None),
        };
        match grammar::find(&commands.phrases, typed) {
            Match::Found(index, arguments) => {
                self.act(commands.actions[index], arguments.first().copied(), filter)
            }
            Match::Incomplete => Answer::say("% Incomplete command.\n\n"),
            Match::Ambiguous => Answer::say(&format!("% Ambiguous command:  \"{}\"\n", line.trim())),
            Match::Invalid(column) => self.invalid(column),
        }
    }

    /// Points at the column, below the prompt and what was typed after it.
    fn invalid(&self, column: usize) -> Answer {
        let caret = " ".repeat(self.prompt().chars().count() + column);
        Answer::say(&format!("{caret}^\n% Invalid input detected at '^' marker.\n\n"))
    }

    fn act(&mut self, action: Action, argument: Option<&str>, filter: Option<&str>) -> Answer {
        match action {
            Action::Show(show) => {
                let text = self.identity.render(show.template, self.hostname());
                return match filter.map(|filter| filtered(&text, filter)) {
                    None => Answer::show(&text),
                    Some(Some(text)) => Answer::show(&text),
                    Some(None) => Answer::say("% Invalid filter\n\n"),
                };
            }
            Action::Privilege => {
                let level = if self.mode == Mode::User { 1 } else { 15 };
                return Answer::show(&format!("Current privilege level is {level}\n"));
            }
            Action::Enable if self.mode == Mode::User && self.enable.is_some() => {
                self.asks = Some(Asks::EnableSecret { tries: 0 });
            }
            Action::Enable | Action::End => self.mode = Mode::Privileged,
            Action::Disable => self.mode = Mode::User,
            Action::Configure => {
                self.mode = Mode::Configure("");
                return Answer::say("Enter configuration commands, one per line.  End with CNTL/Z.\n");
            }
            Action::Part(part) => self.mode = Mode::Configure(part),
            Action::Hostname => self.renamed = argument.map(str::to_owned),
            Action::Do => return self.command(argument.unwrap_or_default(), Mode::Privileged),
            Action::Exit if self.mode == Mode::Configure("") => self.mode = Mode::Privileged,
            Action::Exit => self.mode = Mode::Configure(""),
            Action::Logout => {
                return Answer {
                    closes: true,
                    ..Answer::default()
                };
            }
            Action::Length => match argument.and_then(|lines| lines.parse().ok()) {
                Some(lines) if lines <= 512 => self.length = Some(lines),
                _ => return self.invalid("terminal length ".len()),
            },
            Action::Save => return Answer::say("Building configuration...\n[OK]\n"),
            Action::Copy => self.asks = Some(Asks::CopyDestination),
            Action::Quiet => {}
        }
        Answer::default()
    }
}

/// What `| include PATTERN` and its kin leave of an output; none if the filter makes no sense.
fn filtered(text: &str, filter: &str) -> Option<String> {
    const FILTERS: &[&str] = &[
        "include <pattern…>",
        "exclude <pattern…>",
        "begin <pattern…>",
        "count <pattern…>",
    ];
    let Match::Found(kind, arguments) = grammar::find(FILTERS, filter) else {
        return None;
    };
    let pattern = RegexBuilder::new(arguments.first()?)
        .size_limit(FILTER_SIZE_LIMIT)
        .build()
        .ok()?;
    let matches = |line: &&str| pattern.is_match(line.trim_end());
    Some(match kind {
        0 => text.split_inclusive('\n').filter(matches).collect(),
        1 => text.split_inclusive('\n').filter(|line| !matches(line)).collect(),
        2 => text
            .split_inclusive('\n')
            .skip_while(|line| !matches(line))
            .collect(),
        _ => {
            let count = text.split_inclusive('\n').filter(matches).count();
            format!("Number of lines which match regexp = {count}\n")
        }
    })
}

#[cfg(test)]
#[path = "ios_tests.rs"]
mod tests;
