//! What is said of a new driver's folder: that it is there, and the next commands.

use super::message::{Style, indented, paint};
use super::{Message, Terminal};
use std::io::{self, Write};

/// A folder that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFolder {
    pub folder: String,
    pub platform: String,
    pub files: usize,
    /// In the order in which they are run.
    pub next: Vec<String>,
}

impl NewFolder {
    /// Writes it to stderr. An error there has no better place to go and is dropped.
    pub fn show(&self) {
        let mut text = Vec::new();
        if self.write(&mut text, Terminal::stderr()).is_ok() {
            let _ = io::stderr().lock().write_all(&text);
        }
    }

    fn write(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        Message::note(format!(
            "{}: {} files of a driver for {}, ready to be built; its README.md says how to make it yours",
            self.folder, self.files, self.platform
        ))
        .write(out, terminal)?;
        writeln!(out, "{}:", paint("next", Style::Aside, terminal.colour))?;
        for command in &self.next {
            writeln!(out, "  {}", indented(command, "  "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_commands_stand_on_lines_of_their_own() {
        let made = NewFolder {
            folder: "acme-os".into(),
            platform: "acme_os".into(),
            files: 9,
            next: vec!["nethost plugin build acme-os".into(), "nethost run".into()],
        };
        let mut out = Vec::new();
        made.write(&mut out, Terminal::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        note: acme-os: 9 files of a driver for acme_os, ready to be built; its README.md says how to make it yours
        next:
          nethost plugin build acme-os
          nethost run
        ");
    }
}
