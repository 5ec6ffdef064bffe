//! Nonsense: what it was not made for must not bring it down.

use super::{Checked, Finding, Rule};
use crate::plugin::{
    Driver, Fault,
    engine::CommandOutput,
    kit::fixtures::{Fixtures, request},
};

const GARBAGE: Rule = Rule {
    id: "garbage",
    says: "outputs that make no sense give an error or an answer, within the limits",
    why: "devices print what nobody has foreseen; a driver that fails at it says nothing of where",
};

/// Outputs of other commands that a command is given, all commands together: a hundred of each take some seconds.
const PAIRS: usize = 20_000;

/// The length of a line that no device prints, in bytes.
const LONG_LINE: usize = 1 << 20;

/// Lines of an output that only has empty ones.
const EMPTY_LINES: usize = 10_000;

/// Findings that are told: more have the same cause.
const TOLD: usize = 10;

/// A text, and what it is called.
type Nonsense = (&'static str, String);

pub(super) fn run(driver: &Driver, fixtures: &Fixtures) -> Checked {
    let mut findings = Vec::new();
    let nonsense = nonsense();
    let commands = driver
        .description()
        .commands
        .iter()
        .map(|command| command.name.as_str());
    let commands: Vec<&str> = commands.chain(["no such command", ""]).collect();
    // Spread evenly where there are too many.
    let step = commands
        .len()
        .saturating_mul(fixtures.cases.len())
        .div_ceil(PAIRS)
        .max(1);
    for (place, command) in commands.iter().enumerate() {
        let mut texts = nonsense
            .iter()
            .map(|(called, text)| ((*called).to_owned(), text.as_str()));
        let others = fixtures.cases.iter().skip(place % step).step_by(step);
        let others = others.filter(|case| case.command != *command);
        let mut others = others.map(|case| {
            (
                format!("the output of \"{}\", {}", case.command, case.name),
                case.output.as_str(),
            )
        });
        let mut fails = |(called, text): (String, &str)| {
            let fault = driver.parse(command, text).result.err()?;
            Some((finding(&format!("\"{command}\""), &called, &fault), fault))
        };
        if let Some((finding, fault)) = texts.find_map(&mut fails).or_else(|| others.find_map(&mut fails)) {
            findings.push(finding);
            if matches!(fault, Fault::GivenUp { .. }) || findings.len() >= TOLD {
                return GARBAGE.found(findings);
            }
        }
    }
    findings.extend(getters(driver, &nonsense));
    findings.truncate(TOLD);
    GARBAGE.found(findings)
}

fn getters(driver: &Driver, nonsense: &[Nonsense]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &getter in &driver.description().getters {
        let Ok(request) = request(getter) else { continue };
        let Ok(Ok(plan)) = driver.plan(&request).result else {
            continue;
        };
        let fault = nonsense.iter().find_map(|(called, text)| {
            let outputs = plan.iter().map(|command| CommandOutput {
                command: command.clone(),
                text: text.clone(),
            });
            let fault = driver.collect(&request, outputs.collect()).result.err()?;
            Some(finding(&format!("the getter {}", getter.name()), called, &fault))
        });
        findings.extend(fault);
        // What it is asked about is as its caller says; how many outputs come too.
        if let Err(fault) = driver.collect(&request, Vec::new()).result {
            let whose = format!("the getter {}", getter.name());
            findings.push(finding(&whose, "no outputs at all", &fault));
        }
    }
    findings
}

fn finding(whose: &str, called: &str, fault: &Fault) -> Finding {
    Finding::wrong(
        format!("{whose} fails at {called}: {fault}"),
        "say that the output is not understood, and where: a parser may expect nothing",
    )
}

fn nonsense() -> Vec<Nonsense> {
    let binary: String = (0..=u8::MAX).map(char::from).cycle().take(4096).collect();
    vec![
        ("nothing", String::new()),
        ("an empty line", "\n".into()),
        ("bytes that are no text", binary),
        ("a line of 1 MB", "x".repeat(LONG_LINE)),
        ("a line of 1 MB of blanks", " ".repeat(LONG_LINE)),
        ("ten thousand empty lines", "\n".repeat(EMPTY_LINES)),
        (
            "other scripts",
            "接口 1 状态 正常\nпорт 2 включён\n🚦🚦🚦\n".into(),
        ),
        ("brackets", format!("{}\n", "([{<".repeat(1000))),
        (
            "numbers that are too large",
            "99999999999999999999999999 -99999999999999999999\n".repeat(20),
        ),
    ]
}
