//! Configurations as people keep them: which commands show them, what of them changes by itself, and what in them is
//! secret; as `[configuration]` in `driver.toml` says it.

use crate::{Datastore, Misunderstanding, ParseError, Wishes, platform_error::PlatformError};
use nethost_textfsm::{GaveUp, LineSet, LineSetError};
use serde::Deserialize;

/// What stands in a secret's place.
const REMOVED: &str = "<removed>";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigurationFile {
    /// The commands that show the configuration that runs, in order.
    #[serde(default)]
    running: Commands,
    /// Those that show the one that the device starts with.
    #[serde(default)]
    startup: Commands,
    /// Lines that change by themselves, as regular expressions: each is compared from the start of a line.
    #[serde(default)]
    leave_out: Vec<String>,
    /// Lines with secrets: what the groups match is replaced.
    #[serde(default)]
    secrets: Vec<String>,
    /// How a device says that it has no such configuration: the first line that says something is compared.
    #[serde(default)]
    absent: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Commands {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl From<Commands> for Vec<String> {
    fn from(commands: Commands) -> Self {
        match commands {
            Commands::None => Self::new(),
            Commands::One(command) => vec![command],
            Commands::Several(commands) => commands,
        }
    }
}

/// The rules, compiled.
#[derive(Clone)]
pub(crate) struct Rules {
    running: Vec<String>,
    startup: Vec<String>,
    leave_out: LineSet,
    secrets: LineSet,
    absent: LineSet,
}

impl Rules {
    pub(crate) fn compile(file: ConfigurationFile) -> Result<Self, PlatformError> {
        let rules = Self {
            running: file.running.into(),
            startup: file.startup.into(),
            leave_out: compile("leave_out", &file.leave_out)?,
            secrets: compile("secrets", &file.secrets)?,
            absent: compile("absent", &file.absent)?,
        };
        if rules.running.is_empty() && rules.startup.is_empty() {
            return Err(PlatformError::new(
                "driver.toml: configuration: no command shows it",
                "say running = \"show running-config\": the command whose output is the configuration",
            ));
        }
        Ok(rules)
    }

    pub(crate) fn commands(&self, datastore: Datastore) -> &[String] {
        match datastore {
            Datastore::Running => &self.running,
            Datastore::Startup => &self.startup,
        }
    }

    /// Whether a command, in full, is one of them.
    pub(crate) fn is_shown_by(&self, command: &str) -> bool {
        let mut commands = self.running.iter().chain(&self.startup);
        commands.any(|known| known.eq_ignore_ascii_case(command))
    }

    /// The output without what changes by itself, and without its secrets where that is wished. `is_refusal` knows how the
    /// device refuses a command.
    pub(crate) fn stable(
        &self,
        output: &str,
        wishes: Wishes,
        is_refusal: impl Fn(&str) -> bool,
    ) -> Result<String, ParseError> {
        let mut kept = String::with_capacity(output.len());
        // Blank lines inside belong to it; those around what is left out at both ends do not.
        let mut blank = 0;
        for (number, line) in (1_u32..).zip(output.lines()) {
            let line = line.trim_end();
            if line.is_empty() {
                blank += 1;
                continue;
            }
            if self.leave_out.is_match(line) {
                continue;
            }
            let blanks = std::mem::take(&mut blank);
            if !kept.is_empty() {
                kept.extend(std::iter::repeat_n('\n', blanks));
            } else if self.absent.is_match(line.trim_start()) || is_refusal(line.trim_start()) {
                return Err(ParseError::Refused(line.trim().to_owned()));
            }
            if wishes.without_secrets {
                self.write_without_secrets(line, number, &mut kept)?;
            } else {
                kept.push_str(line);
            }
            kept.push('\n');
        }
        if kept.is_empty() {
            return Err(not_understood(None, "", "there is no configuration in it"));
        }
        Ok(kept)
    }

    fn write_without_secrets(&self, line: &str, number: u32, kept: &mut String) -> Result<(), ParseError> {
        // A line that could not be searched may hold one: it is neither kept nor told.
        let secrets = self.secrets.groups(line).map_err(|GaveUp { pattern }| {
            let message = format!("secrets, pattern {}, takes too long on this line", pattern + 1);
            not_understood(Some(number), "", &message)
        })?;
        let mut rest = 0;
        for secret in secrets {
            kept.push_str(line.get(rest..secret.start).unwrap_or_default());
            kept.push_str(REMOVED);
            rest = secret.end;
        }
        kept.push_str(line.get(rest..).unwrap_or_default());
        Ok(())
    }
}

fn not_understood(line: Option<u32>, text: &str, message: &str) -> ParseError {
    ParseError::NotUnderstood(Misunderstanding {
        line,
        text: text.to_owned(),
        state: String::new(),
        message: message.to_owned(),
    })
}

fn compile(key: &str, patterns: &[String]) -> Result<LineSet, PlatformError> {
    LineSet::compile(patterns).map_err(|LineSetError { pattern, error }| {
        let pattern = pattern.and_then(|place| patterns.get(place));
        let which = pattern.map_or(String::new(), |pattern| format!(" \"{pattern}\":"));
        PlatformError::new(
            format!("driver.toml: configuration: {key}:{which} {error}"),
            "it is a pattern of Python's `re`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Platform;

    const DRIVER: &str = r#"
platform = "acme_os"
vendor = "Acme"
version = "1"
refusals = ["% "]
[configuration]
running = "show running-config"
startup = ["show startup-config", "show startup-files"]
leave_out = ['^Building ', '^! Last change ', '^\s*uptime ']
secrets = ['^ *(?:enable )?secret \d (\S+)', '.*\bkey (\S+)', '^snmp community (\S+)(?: to \S+ as (\S+))?']
absent = ['startup-config is not present']
[[commands]]
name = "show running-config"
match = "sh[[ow]] run[[ning-config]]"
whole = "config"
"#;

    fn platform(driver: &str) -> Result<Platform, PlatformError> {
        Platform::from_files(&[("driver.toml", driver)])
    }

    fn stable(command: &str, output: &str, without_secrets: bool) -> Result<String, ParseError> {
        let platform = platform(DRIVER).expect("a driver");
        platform.stable(command, output, Wishes { without_secrets })
    }

    const SHOWN: &str = "\
Building configuration...

! Last change at 10:00
hostname r1
   uptime 7
enable secret 5 $1$abc  \n\
!

radius host 192.0.2.1 key s3cret
snmp community public
snmp community public to ops as private
end

";

    #[test]
    fn what_changes_by_itself_is_left_out() {
        let kept = stable("show running-config", SHOWN, false).expect("a configuration");
        assert_eq!(
            kept,
            "hostname r1\nenable secret 5 $1$abc\n!\n\nradius host 192.0.2.1 key s3cret\nsnmp community public\n\
             snmp community public to ops as private\nend\n"
        );
        let again = stable("show running-config", &kept, false).expect("a configuration");
        assert_eq!(again, kept, "it is stable");
    }

    #[test]
    fn secrets_go_where_that_is_wished() {
        let kept = stable("sh run", SHOWN, true).expect("a configuration");
        assert_eq!(
            kept,
            "hostname r1\nenable secret 5 <removed>\n!\n\nradius host 192.0.2.1 key <removed>\nsnmp community <removed>\n\
             snmp community <removed> to ops as <removed>\nend\n"
        );
    }

    #[test]
    fn what_is_no_configuration_is_not_kept_as_one() {
        let other = stable("show version", SHOWN, false);
        assert!(matches!(other, Err(ParseError::NoSuchCommand)), "{other:?}");
        for absent in [
            "% Authorization failed\n",
            "Building …\nstartup-config is not present\n",
        ] {
            let answer = stable("show startup-config", absent, false);
            assert!(
                matches!(&answer, Err(ParseError::Refused(line)) if absent.ends_with(&format!("{line}\n"))),
                "{answer:?}"
            );
        }
        for nothing in ["", "\n\n", "Building configuration...\n"] {
            let answer = stable("show running-config", nothing, false);
            assert!(matches!(answer, Err(ParseError::NotUnderstood(_))), "{nothing:?}");
        }
    }

    #[test]
    fn the_commands_are_those_of_the_datastore() {
        let platform = platform(DRIVER).expect("a driver");
        assert_eq!(
            platform.configuration_commands(Datastore::Running),
            ["show running-config"]
        );
        assert_eq!(
            platform.configuration_commands(Datastore::Startup),
            ["show startup-config", "show startup-files"]
        );
    }

    #[test]
    fn mistakes_are_named() {
        let wrong = |rules: &str| {
            let driver = format!("platform = 'a'\nvendor = 'A'\nversion = '1'\n[configuration]\n{rules}");
            platform(&driver).err().expect("a mistake").to_string()
        };
        assert!(wrong("leave_out = ['a']").contains("no command shows it"));
        let pattern = wrong("running = 'show run'\nsecrets = ['a', '(b']");
        assert!(pattern.contains("secrets: \"(b\":"), "{pattern}");
        assert!(wrong("runnin = 'show run'").contains("driver.toml:5"));
    }
}
