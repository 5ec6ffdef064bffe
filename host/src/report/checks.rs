//! What came of a policy's rules on each device, in every format.
//!
//! A table says what differs, then what is not known, then how many devices each rule holds on. The other formats have
//! every check, those that hold too.

use super::{
    Outcome, Sink, Terminal,
    escape::write_json,
    grid::Grid,
    junit,
    message::{Style, paint, write_hints},
    visible::write_visible,
};
use crate::policy::{Check, Verdict};
use std::{
    collections::{BTreeMap, HashMap},
    io::{self, Write},
    sync::Arc,
};

/// As many rules as a person looks over; of more only those are counted in a table that do not hold everywhere.
const MOST_RULES: usize = 50;

/// How checks are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum CheckFormat {
    /// For a person: what differs, what is not known, and a count for each rule.
    #[default]
    Table,
    /// One array of objects, in the inventory's order.
    Json,
    /// One object on a line for each rule on each device, as the devices end.
    Ndjson,
    /// A line for each difference, and one for each check without any.
    Csv,
    /// JUnit's XML: a suite for each device and a case for each rule, as build servers show them.
    Junit,
}

/// Judges a device by what became of it.
pub type Judge = Box<dyn Fn(&Outcome) -> Vec<Check> + Send>;

/// Prints what the rules came to, as the devices end.
pub(super) struct Checks {
    judge: Judge,
    format: CheckFormat,
    terminal: Terminal,
    counts: Counts,
    /// What waits for the last device; of a table only what does not hold.
    gathered: BTreeMap<usize, Vec<Check>>,
    /// In the policies' order.
    rules: Vec<Tally>,
    /// Where each rule stands among them, by its file and line.
    places: HashMap<Arc<str>, usize>,
}

/// A rule, and how many devices it came to what on.
#[derive(Clone, Debug)]
pub struct Tally {
    pub name: Arc<str>,
    /// File and line: what tells rules of the same name apart.
    pub policy: Arc<str>,
    pub counts: Counts,
}

/// How many checks came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub holds: usize,
    pub differs: usize,
    pub unknown: usize,
}

impl Counts {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Holds => self.holds += 1,
            Verdict::Differs => self.differs += 1,
            Verdict::Unknown => self.unknown += 1,
        }
    }

    fn told(self) -> String {
        let all = self.holds + self.differs + self.unknown;
        let checks = if all == 1 { "check" } else { "checks" };
        let hold = if self.holds == 1 { "holds" } else { "hold" };
        let differ = if self.differs == 1 { "differs" } else { "differ" };
        let is = if self.unknown == 1 { "is" } else { "are" };
        let mut parts = vec![format!("{} {hold}", self.holds)];
        if self.differs > 0 {
            parts.push(format!("{} {differ}", self.differs));
        }
        if self.unknown > 0 {
            parts.push(format!("{} {is} not known", self.unknown));
        }
        format!("{all} {checks}: {}", parts.join(", "))
    }
}

impl Checks {
    pub fn new(judge: Judge, rules: Vec<Tally>, format: CheckFormat, terminal: Terminal) -> Self {
        let policies = rules.iter().map(|rule| rule.policy.clone());
        let places = policies.enumerate().map(|(place, policy)| (policy, place));
        Self {
            places: places.collect(),
            judge,
            format,
            terminal,
            counts: Counts::default(),
            gathered: BTreeMap::new(),
            rules,
        }
    }
}

impl Sink for Checks {
    fn take(&mut self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let mut checks = (self.judge)(outcome);
        for check in &checks {
            self.counts.add(check.status);
            let place = self.places.get(&check.policy).copied();
            if let Some(rule) = place.and_then(|place| self.rules.get_mut(place)) {
                rule.counts.add(check.status);
            }
        }
        match self.format {
            CheckFormat::Ndjson => {
                return checks.iter().try_for_each(|check| {
                    write_json(out, check)?;
                    writeln!(out)
                });
            }
            CheckFormat::Table => checks.retain(|check| check.status != Verdict::Holds),
            CheckFormat::Json | CheckFormat::Csv | CheckFormat::Junit => {}
        }
        self.gathered.insert(outcome.index, checks);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let gathered = std::mem::take(&mut self.gathered);
        let checks: Vec<Check> = gathered.into_values().flatten().collect();
        match self.format {
            CheckFormat::Ndjson => Ok(()),
            CheckFormat::Json => {
                for (place, check) in checks.iter().enumerate() {
                    out.write_all(if place == 0 { b"[\n" } else { b",\n" })?;
                    write_json(out, check)?;
                }
                out.write_all(if checks.is_empty() { b"[]\n" } else { b"\n]\n" })
            }
            CheckFormat::Csv => write_visible(out, self.terminal, |out| write_csv(out, &checks)),
            CheckFormat::Junit => write_visible(out, self.terminal, |out| junit::write(out, &checks)),
            CheckFormat::Table => write_table(out, &checks, &self.rules, self.terminal),
        }
    }

    fn is_well(&self) -> bool {
        self.counts.differs + self.counts.unknown == 0
    }

    fn closing(&self) -> Option<String> {
        Some(self.counts.told())
    }
}

/// CSV's columns.
const COLUMNS: [&str; 11] = [
    "device", "host", "platform", "rule", "policy", "getter", "status", "error", "at", "expected", "got",
];

fn write_csv(out: &mut dyn Write, checks: &[Check]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for check in checks {
        let error = check
            .error
            .as_ref()
            .map(|error| format!("{}: {}", error.kind, error.message))
            .unwrap_or_default();
        let first = [
            &*check.device,
            &*check.host,
            &*check.platform,
            &*check.rule,
            &*check.policy,
            &*check.getter,
            check.status.name(),
            &error,
        ];
        if check.differences.is_empty() {
            writer.write_record(first.into_iter().chain(["", "", ""]))?;
        }
        for difference in &check.differences {
            let place = difference.place();
            let own = [place.as_str(), &difference.expected, &difference.got];
            writer.write_record(first.into_iter().chain(own))?;
        }
    }
    writer.flush()
}

fn write_table(out: &mut dyn Write, checks: &[Check], rules: &[Tally], terminal: Terminal) -> io::Result<()> {
    let title = |out: &mut dyn Write, text| writeln!(out, "{}", paint(text, Style::Title, terminal.colour));
    let differences: Vec<_> = checks
        .iter()
        .flat_map(|check| check.differences.iter().map(move |it| (check, it.place(), it)))
        .collect();
    if !differences.is_empty() {
        title(out, "differs")?;
        let rows = || {
            differences
                .iter()
                .map(|(check, place, it)| vec![&*check.device, &*check.rule, place, &*it.expected, &*it.got])
        };
        let columns = vec!["device", "rule", "at", "expected", "got"];
        Grid { columns, rows }.write(out, terminal.width)?;
        writeln!(out)?;
    }
    let unknown: Vec<&Check> = checks
        .iter()
        .filter(|check| check.status == Verdict::Unknown)
        .collect();
    if !unknown.is_empty() {
        title(out, "not known")?;
        // A device that cannot be reached is told once, not for each rule.
        let groups: Vec<(&Check, String)> = unknown
            .chunk_by(|one, next| one.device == next.device && one.error == next.error)
            .filter_map(|group| {
                let first = *group.first()?;
                let rules = match group.len() {
                    1 => first.rule.to_string(),
                    several => format!("{several} rules"),
                };
                Some((first, rules))
            })
            .collect();
        let rows = || {
            groups.iter().map(|(check, rules)| {
                let message = check.error.as_ref().map_or("", |error| error.message.as_str());
                vec![&*check.device, rules.as_str(), message]
            })
        };
        let columns = vec!["device", "rule", "why"];
        Grid { columns, rows }.write(out, terminal.width)?;
        let errors = unknown.iter().filter_map(|check| check.error.as_ref());
        write_hints(out, errors, terminal)?;
        writeln!(out)?;
    }
    write_rules(out, rules, terminal)
}

fn write_rules(out: &mut dyn Write, rules: &[Tally], terminal: Terminal) -> io::Result<()> {
    let asked = || rules.iter().filter(|rule| rule.counts != Counts::default());
    let is_much = asked().count() > MOST_RULES;
    let rules: Vec<&Tally> = asked()
        .filter(|rule| !is_much || rule.counts.differs + rule.counts.unknown > 0)
        .collect();
    if rules.is_empty() {
        return Ok(());
    }
    let cells: Vec<[String; 3]> = rules
        .iter()
        .map(|rule| {
            let Counts {
                holds,
                differs,
                unknown,
            } = rule.counts;
            [holds, differs, unknown].map(|count| count.to_string())
        })
        .collect();
    let rows = || {
        rules.iter().zip(&cells).map(|(rule, cells)| {
            let mut row = vec![&*rule.name];
            row.extend(cells.iter().map(String::as_str));
            row
        })
    };
    let columns = vec!["rule", "holds", "differs", "not known"];
    Grid { columns, rows }.write(out, terminal.width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::Difference,
        report::samples,
        schedule::record::{Failure, Status},
    };
    use std::slice;

    fn check(device: &str, rule: &str, status: Verdict) -> Check {
        Check {
            device: device.into(),
            host: "192.0.2.1".into(),
            platform: "acme_os".into(),
            rule: rule.into(),
            policy: format!("core.toml:{}", rule.len()).into(),
            getter: "interfaces".into(),
            status,
            error: None,
            differences: Vec::new(),
        }
    }

    fn difference(at: &[&str], expected: &str, got: &str) -> Difference {
        Difference {
            at: at.iter().map(ToString::to_string).collect(),
            expected: expected.into(),
            got: got.into(),
        }
    }

    /// What two rules come to on three devices.
    fn judge(outcome: &Outcome) -> Vec<Check> {
        let device = &*outcome.device;
        match (outcome.index, outcome.status) {
            (_, Status::Unreachable) => {
                let error = Some(Failure {
                    kind: "connect_refused".into(),
                    message: "192.0.2.3:22 refused the connection".into(),
                    hint: "check that SSH is on".into(),
                });
                ["uplinks are up", "name"].map(|rule| Check {
                    error: error.clone(),
                    ..check(device, rule, Verdict::Unknown)
                })
            }
            (0, _) => {
                let differences = vec![
                    difference(&["Gi0/1", "is_up"], "true", "false"),
                    difference(&["Gi0/2", "speed"], "at least 1000 Mbit/s", "100 Mbit/s"),
                ];
                [
                    Check {
                        differences,
                        ..check(device, "uplinks are up", Verdict::Differs)
                    },
                    check(device, "name", Verdict::Holds),
                ]
            }
            _ => ["uplinks are up", "name"].map(|rule| check(device, rule, Verdict::Holds)),
        }
        .into()
    }

    fn checks(format: CheckFormat, outcomes: &[Outcome]) -> (Checks, String) {
        let tallies = ["uplinks are up", "name"].map(|rule| Tally {
            name: rule.into(),
            policy: check("", rule, Verdict::Holds).policy,
            counts: Counts::default(),
        });
        let mut checks = Checks::new(Box::new(judge), tallies.into(), format, Terminal::default());
        let mut out = Vec::new();
        for outcome in outcomes {
            checks.take(outcome, &mut out).unwrap();
        }
        checks.end(&mut out).unwrap();
        (checks, String::from_utf8(out).unwrap())
    }

    /// Three devices in the order in which they end, which is not the inventory's.
    fn fleet() -> Vec<Outcome> {
        let named = |index, device: &str| Outcome {
            device: device.into(),
            ..samples::ok_at(index)
        };
        vec![samples::unreachable(2, "r3"), named(1, "r2"), named(0, "r1")]
    }

    #[test]
    fn each_format_tells_what_differs_and_what_is_not_known() {
        for (format, name) in [
            (CheckFormat::Table, "table"),
            (CheckFormat::Json, "json"),
            (CheckFormat::Ndjson, "ndjson"),
            (CheckFormat::Csv, "csv"),
            (CheckFormat::Junit, "junit"),
        ] {
            insta::assert_snapshot!(format!("checks_{name}"), checks(format, &fleet()).1);
        }
    }

    #[test]
    fn what_is_not_known_is_not_well() {
        let well = |outcomes: &[Outcome]| {
            let (checks, _) = checks(CheckFormat::Table, outcomes);
            (checks.is_well(), checks.closing().unwrap_or_default())
        };
        let [unreachable, fine, different] = fleet().try_into().unwrap_or_else(|_| panic!("three"));
        assert_eq!(well(slice::from_ref(&fine)), (true, "2 checks: 2 hold".into()));
        assert_eq!(
            well(slice::from_ref(&different)),
            (false, "2 checks: 1 holds, 1 differs".into())
        );
        assert_eq!(
            well(slice::from_ref(&unreachable)),
            (false, "2 checks: 0 hold, 2 are not known".into())
        );
        assert_eq!(well(&[]), (true, "0 checks: 0 hold".into()));
    }

    #[test]
    fn nothing_checked_is_still_whole() {
        assert_eq!(checks(CheckFormat::Json, &[]).1, "[]\n");
        assert!(checks(CheckFormat::Junit, &[]).1.contains("tests=\"0\""));
    }
}
