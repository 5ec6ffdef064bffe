//! What came of a driver's trial: what differs, what each command costs, and a line for each kind at the end.

mod costs;
mod differences;

use super::{
    Terminal,
    message::{Style, paint},
    visible::{visible, visible_cell},
};
use crate::plugin::kit::trial::{
    Blessed, CaseReport, ConfigurationReport, GetterReport, Outcome, PromptReport, Report, SessionReport,
    Trouble,
};
use serde::Serialize;
use std::io::{self, Write};

/// Names that a list of what has no expected rows gives.
const NAMES: usize = 10;

#[derive(Serialize)]
struct Whole<'a> {
    ok: bool,
    #[serde(flatten)]
    report: &'a Report,
    blessed: &'a [Blessed],
}

/// Writes everything as one JSON object.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(out: &mut dyn Write, report: &Report, blessed: &[Blessed]) -> io::Result<()> {
    let whole = Whole {
        ok: report.is_well(),
        report,
        blessed,
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

/// Writes it for people. What a driver says is made visible: it is not trusted with a terminal.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(
    out: &mut dyn Write,
    report: &Report,
    blessed: &[Blessed],
    terminal: Terminal,
) -> io::Result<()> {
    let mut page = Page { out, terminal };
    page.differences(report)?;
    for blessed in blessed {
        page.blessed(blessed)?;
    }
    page.profile(report)?;
    costs::write(page.out, &report.costs, terminal)?;
    page.without_rows(report)?;
    page.tally(report)
}

/// Writes only what is not as it should be.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_differences(out: &mut dyn Write, report: &Report, terminal: Terminal) -> io::Result<()> {
    let mut page = Page { out, terminal };
    page.differences(report)?;
    page.profile(report)
}

/// How many of each kind there are, and how many are wrong: `3 outputs, 1 of them not as it should be`.
pub fn in_a_line(report: &Report) -> String {
    let kinds = kinds(report);
    let all: Vec<String> = kinds.iter().map(|(kind, all, _)| counted(*all, kind)).collect();
    let wrong: Vec<String> = kinds
        .iter()
        .filter(|(_, _, wrong)| *wrong > 0)
        .map(|(kind, _, wrong)| counted(*wrong, kind))
        .collect();
    match (&all[..], &wrong[..]) {
        ([], _) => "there are no fixtures".into(),
        (all, []) if report.profile_error.is_none() => format!("{}: all as they should be", all.join(", ")),
        (all, []) => format!("{}: the profile cannot be used", all.join(", ")),
        (all, wrong) => format!("{}: not as they should be: {}", all.join(", "), wrong.join(", ")),
    }
}

/// The kinds of which there are any, each with how many there are and how many are wrong.
fn kinds(report: &Report) -> Vec<(&'static str, usize, usize)> {
    let getters = || report.getters.iter().filter(|it| !it.outcome.is_left_out());
    let kinds = [
        (
            "output",
            report.cases.len(),
            report.cases.iter().filter(|it| !it.is_well()).count(),
        ),
        (
            "getter",
            getters().count(),
            getters().filter(|it| !it.is_well()).count(),
        ),
        (
            "configuration",
            report.configurations.len(),
            report.configurations.iter().filter(|it| !it.is_well()).count(),
        ),
        (
            "prompt",
            report.prompts.len(),
            report.prompts.iter().filter(|it| !it.is_well()).count(),
        ),
        (
            "session",
            report.sessions.len(),
            report.sessions.iter().filter(|it| !it.is_well()).count(),
        ),
    ];
    kinds.into_iter().filter(|(_, all, _)| *all > 0).collect()
}

struct Page<'a> {
    out: &'a mut dyn Write,
    terminal: Terminal,
}

impl Page<'_> {
    fn differences(&mut self, report: &Report) -> io::Result<()> {
        for case in &report.cases {
            self.case(case)?;
        }
        for getter in &report.getters {
            self.getter(getter)?;
        }
        for configuration in &report.configurations {
            self.configuration(configuration)?;
        }
        for session in &report.sessions {
            self.session(session)?;
        }
        for prompt in &report.prompts {
            self.prompt(prompt)?;
        }
        Ok(())
    }

    fn profile(&mut self, report: &Report) -> io::Result<()> {
        match &report.profile_error {
            Some(why) => self.wrong("profile", why),
            None => Ok(()),
        }
    }

    fn case(&mut self, case: &CaseReport) -> io::Result<()> {
        let name = format!("{}, {}", case.command, case.case);
        self.outcome(&name, &case.outcome)?;
        self.trouble(&name, case.trouble.as_ref())
    }

    fn getter(&mut self, getter: &GetterReport) -> io::Result<()> {
        let name = match &getter.case {
            Some(case) => format!("getter {}, {case}", getter.getter.name()),
            None => format!("getter {}", getter.getter.name()),
        };
        self.outcome(&name, &getter.outcome)?;
        self.trouble(&name, getter.trouble.as_ref())
    }

    fn configuration(&mut self, configuration: &ConfigurationReport) -> io::Result<()> {
        let name = kept(configuration);
        self.outcome(&name, &configuration.outcome)?;
        self.trouble(&name, configuration.trouble.as_ref())
    }

    fn outcome(&mut self, name: &str, outcome: &Outcome) -> io::Result<()> {
        match outcome {
            Outcome::Differs { differences } => {
                self.wrong(name, &counted(differences.len(), "difference"))?;
                differences::write(self.out, differences, self.terminal)
            }
            Outcome::NoAnswer { why, expected: true } | Outcome::Fault { why } => self.wrong(name, why),
            Outcome::NotDeterministic => self.wrong(
                name,
                "not deterministic: the same output was answered in another way the next time",
            ),
            _ => Ok(()),
        }
    }

    fn trouble(&mut self, name: &str, trouble: Option<&Trouble>) -> io::Result<()> {
        match trouble {
            Some(trouble) => self.wrong(&format!("{name}, {}", trouble.variant), &trouble.what),
            None => Ok(()),
        }
    }

    fn session(&mut self, session: &SessionReport) -> io::Result<()> {
        let name = format!("session {}", session.file.display());
        match &session.wrong {
            Some(wrong) => self.wrong(&name, wrong)?,
            None if session.not_understood.is_empty() => {}
            None => self.title(&name, Style::Doubtful, "went as it did, and was not understood")?,
        }
        for command in &session.not_understood {
            writeln!(self.out, "  {}", visible_cell(command))?;
        }
        Ok(())
    }

    fn prompt(&mut self, prompt: &PromptReport) -> io::Result<()> {
        if prompt.is_well() {
            return Ok(());
        }
        let line = format!("prompt {:?}", prompt.text);
        let got = match &prompt.got {
            Some(mode) => format!("it is taken for the prompt of mode {mode}"),
            None => "no mode's prompt matches it".into(),
        };
        let expected = match &prompt.expected {
            Some(mode) if !prompt.known.is_empty() => {
                format!("there is no mode {mode}; there are {}", prompt.known.join(", "))
            }
            Some(mode) => format!("{got}; it is to be one of mode {mode}"),
            None => format!("{got}; it is to be no prompt"),
        };
        self.wrong(&line, &expected)
    }

    fn blessed(&mut self, blessed: &Blessed) -> io::Result<()> {
        let rows = match blessed.rows {
            Some(rows) => format!(", {}", counted(rows, "row")),
            None => String::new(),
        };
        let what = if blessed.changed.is_empty() {
            format!("written{rows}")
        } else {
            format!("written anew{rows}: {}", counted(blessed.changed.len(), "change"))
        };
        self.title(&blessed.file.display().to_string(), Style::Aside, &what)?;
        differences::write(self.out, &blessed.changed, self.terminal)
    }

    fn wrong(&mut self, name: &str, what: &str) -> io::Result<()> {
        self.title(name, Style::Bad, what)
    }

    fn title(&mut self, name: &str, style: Style, what: &str) -> io::Result<()> {
        let name = visible_cell(name);
        writeln!(
            self.out,
            "{}: {}",
            paint(&name, style, self.terminal.colour),
            visible(what).replace('\n', "\n  ")
        )
    }

    /// What nobody has said of what must come.
    fn without_rows(&mut self, report: &Report) -> io::Result<()> {
        let cases = report.cases.iter().filter_map(|case| {
            let came = match &case.outcome {
                Outcome::NothingExpected => counted(case.rows.unwrap_or_default(), "row"),
                // A configuration is kept, and need not be parsed.
                Outcome::NoAnswer { expected: false, .. } if is_kept(report, case) => return None,
                Outcome::NoAnswer { why, expected: false } => why.clone(),
                _ => return None,
            };
            Some(format!("{}, {}: {came}", case.command, case.case))
        });
        let getters = report.getters.iter().filter_map(|getter| {
            let name = getter.getter.name();
            match &getter.outcome {
                Outcome::NothingExpected => Some(format!("getter {name}: an answer")),
                Outcome::NoAnswer { why, expected: false } | Outcome::LeftOut { why } => {
                    Some(format!("getter {name}: {why}"))
                }
                _ => None,
            }
        });
        let configurations = report.configurations.iter().filter_map(|it| {
            let came = match &it.outcome {
                Outcome::NothingExpected => counted(it.got.as_deref()?.lines().count(), "line"),
                Outcome::NoAnswer { why, expected: false } => why.clone(),
                _ => return None,
            };
            Some(format!("{}: {came}", kept(it)))
        });
        let names: Vec<String> = cases.chain(getters).chain(configurations).collect();
        if names.is_empty() {
            return Ok(());
        }
        let title = "Nobody has said what must come, so only tried (--bless writes what came):";
        writeln!(self.out, "{}", paint(title, Style::Title, self.terminal.colour))?;
        for name in names.iter().take(NAMES) {
            writeln!(self.out, "  {}", visible_cell(name))?;
        }
        if let Some(more) = names.len().checked_sub(NAMES).filter(|more| *more > 0) {
            writeln!(self.out, "  … and {more} more")?;
        }
        writeln!(self.out)
    }

    /// How many of each kind are as expected.
    fn tally(&mut self, report: &Report) -> io::Result<()> {
        for (kind, all, wrong) in kinds(report) {
            let well = match wrong {
                0 => "all as they should be".to_owned(),
                wrong => paint(
                    &format!("{wrong} not as they should be"),
                    Style::Bad,
                    self.terminal.colour,
                ),
            };
            writeln!(self.out, "{}: {well}", counted(all, kind))?;
        }
        Ok(())
    }
}

/// Whether an output is a configuration, of which something is kept.
fn is_kept(report: &Report, case: &CaseReport) -> bool {
    let mut configurations = report.configurations.iter();
    configurations.any(|it| it.command == case.command && it.case == case.case)
}

/// What is kept of a configuration, by its name.
fn kept(it: &ConfigurationReport) -> String {
    let secrets = if it.without_secrets {
        ", without secrets"
    } else {
        ""
    };
    format!("{}, {}, kept{secrets}", it.command, it.case)
}

/// `1 row`, `2 rows`.
fn counted(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}
