//! Whether a driver keeps to the contract: what was found, why it matters, where to mend it.

use super::{
    Terminal,
    message::{Style, indented, paint},
    visible::visible_cell,
};
use crate::plugin::kit::check::{Checked, Finding, Report, Weight};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Whole<'a> {
    ok: bool,
    #[serde(flatten)]
    report: &'a Report,
}

/// Writes everything as one JSON object.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_json(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let whole = Whole {
        ok: report.is_well(),
        report,
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

/// Writes it for people: each finding under its check, then how many passed.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(out: &mut dyn Write, report: &Report, terminal: Terminal) -> io::Result<()> {
    let who = match (&report.platform, &report.version) {
        (Some(platform), Some(version)) => format!("{platform} {version}, "),
        _ => String::new(),
    };
    let seconds = std::time::Duration::from_millis(report.load_ms).as_secs_f64();
    let size = report.size.div_ceil(1024);
    let title = format!("{who}{}: {size} KiB, loaded in {seconds:.1} s", report.name);
    writeln!(
        out,
        "{}",
        paint(&visible_cell(&title), Style::Title, terminal.colour)
    )?;
    for check in report.checks.iter().filter(|check| !check.findings.is_empty()) {
        write_check(out, check, terminal)?;
    }
    write_tally(out, report)
}

fn write_check(out: &mut dyn Write, check: &Checked, terminal: Terminal) -> io::Result<()> {
    writeln!(out)?;
    for finding in &check.findings {
        let (word, style) = match finding.weight {
            Weight::Wrong => ("wrong", Style::Bad),
            Weight::Doubtful => ("doubtful", Style::Doubtful),
        };
        let word = paint(word, style, terminal.colour);
        writeln!(out, "{word}: {}: {}", check.id, indented(&finding.what, "  "))?;
        write_mend(out, finding, terminal)?;
    }
    let label = paint("why", Style::Aside, terminal.colour);
    writeln!(out, "  {label}: {}", check.why)
}

fn write_mend(out: &mut dyn Write, finding: &Finding, terminal: Terminal) -> io::Result<()> {
    if finding.mend.is_empty() {
        return Ok(());
    }
    let label = paint("mend", Style::Aside, terminal.colour);
    writeln!(out, "  {label}: {}", indented(&finding.mend, "    "))
}

fn write_tally(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let done = || report.checks.iter().filter(|check| check.left_out.is_none());
    let passed = done().filter(|check| check.findings.is_empty()).count();
    let of = |weight| {
        let found = report.findings().filter(|(_, finding)| finding.weight == weight);
        found.count()
    };
    let mut parts = vec![format!("{passed} of {} checks passed", done().count())];
    for (number, word) in [(of(Weight::Wrong), "wrong"), (of(Weight::Doubtful), "doubtful")] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    writeln!(out, "\n{}", parts.join(", "))?;
    for check in &report.checks {
        if let Some(because) = &check.left_out {
            writeln!(out, "  left out: {}: {}", check.id, visible_cell(because))?;
        }
    }
    Ok(())
}
