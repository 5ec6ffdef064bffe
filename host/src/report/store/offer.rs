//! A driver that somebody is asked to accept.

use crate::{
    plugin::{settings::Grant, store::Entry, trust::Signed},
    report::{
        Terminal,
        grid::write_wrapped,
        message::{Style, paint},
        visible::visible_line,
    },
};
use std::io::{self, Write};

/// Width of the text where the terminal does not say another.
const WIDTH: u16 = 100;

/// Space for the names of the facts.
const LABEL: usize = 12;

/// All that a person needs to decide.
pub struct Offer<'a> {
    pub entry: &'a Entry,
    pub signed: &'a Signed,
    pub grant: &'a Grant,
    pub imports: &'a [String],
    /// How many commands it parses.
    pub commands: usize,
    /// How many getters it has.
    pub getters: usize,
    pub has_profile: bool,
    /// Lines that it would have sent, and that are refused.
    pub refused: &'a [String],
    /// The platform's driver now.
    pub replaces: Option<&'a Entry>,
}

impl Offer<'_> {
    /// Writes it for people. What the driver says of itself is made visible.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut dyn Write, terminal: Terminal) -> io::Result<()> {
        let it = self.entry;
        let width = terminal.width.unwrap_or(WIDTH).max(40);
        let list = |names: &[String]| match names {
            [] => "none".to_owned(),
            names => names.join(", "),
        };
        let mut source = it.resolved.to_string();
        if it.resolved.unpinned() != it.source.unpinned() && it.source.path().is_none() {
            source = format!("{}, which is {source}", it.source);
        }
        let runs = if self.has_profile {
            "runs commands"
        } else {
            "only parses"
        };
        let mut facts = vec![
            ("platform", it.platform.clone()),
            ("aliases", list(&it.aliases)),
            (
                "vendor",
                if it.vendor.is_empty() {
                    "none".into()
                } else {
                    it.vendor.clone()
                },
            ),
            ("version", it.version.clone()),
            ("contract", it.contract.clone()),
            (
                "does",
                format!(
                    "{runs}; parses {} of them, has {} getters",
                    self.commands, self.getters
                ),
            ),
            ("imports", list(self.imports)),
            ("size", format!("{} KiB", it.size.div_ceil(1024))),
            ("digest", it.digest.to_string()),
            ("source", source),
            ("signature", signed(self.signed)),
            ("allowed", allowed(self.grant)),
        ];
        for line in self.refused {
            facts.push(("refused", line.clone()));
        }
        if let Some(before) = self.replaces {
            facts.push((
                "replaces",
                format!("{} ({})", before.version, before.digest.short()),
            ));
        }
        for (label, text) in facts {
            let label = format!("{label:LABEL$}");
            write!(out, "{}", paint(&label, Style::Aside, terminal.colour))?;
            let mut wrapped = Vec::new();
            write_wrapped(&mut wrapped, &visible_line(&text), &" ".repeat(LABEL), width)?;
            out.write_all(wrapped.get(LABEL..).unwrap_or(&wrapped))?;
        }
        Ok(())
    }

    /// Writes it to stderr. An error there has no better place to go and is dropped.
    pub fn show(&self) {
        let mut text = Vec::new();
        if self.write(&mut text, Terminal::stderr()).is_ok() {
            let _ = io::stderr().lock().write_all(&text);
        }
    }
}

/// Whose the signature is that was looked at.
fn signed(signed: &Signed) -> String {
    match signed {
        Signed::No => "not signed".into(),
        Signed::Unknown { key_id } => format!("signed by an unknown key, {key_id}"),
        Signed::By {
            key_id,
            name,
            trusted_comment,
        } if trusted_comment.is_empty() => format!("signed by {name} ({key_id})"),
        Signed::By {
            key_id,
            name,
            trusted_comment,
        } => format!("signed by {name} ({key_id}): {trusted_comment}"),
    }
}

/// Whose key signed an installed driver; none where the driver or the signature is not what it was.
pub fn signature(signed: Option<Signed>) -> String {
    match signed {
        None => "cannot be verified".into(),
        Some(Signed::No) => "not signed".into(),
        Some(Signed::Unknown { .. }) => "unknown key".into(),
        Some(Signed::By { name, .. }) => name,
    }
}

fn allowed(grant: &Grant) -> String {
    let wasi = if grant.wasi.value {
        "an empty WASI"
    } else {
        "nothing of this machine"
    };
    format!(
        "{wasi}; {} MiB of memory and {} ms for a call",
        grant.memory.value >> 20,
        grant.time.value.as_millis()
    )
}
