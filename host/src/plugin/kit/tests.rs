//! Trials and checks of real components: folders without code, each with one fault, and drivers in Rust that have many.

use super::{
    check::{self, Report as Conformance, Weight},
    fixtures::Fixtures,
    trial::{self, ConfigurationReport, Difference, Outcome, Report},
};
use crate::plugin::{
    Driver, Engine,
    build::{self, TemplateBuilder},
    engine::{Limits, Permissions},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(None).expect("an engine"));
static BUILDER: LazyLock<TemplateBuilder> =
    LazyLock::new(|| TemplateBuilder::new().expect("the template driver"));
static GOOD: LazyLock<Vec<u8>> =
    LazyLock::new(|| BUILDER.folder(Desk::new().0.path()).expect("it builds").component);
static GOOD_DRIVER: LazyLock<Driver> = LazyLock::new(|| load(&GOOD));
static SLOPPY: LazyLock<Vec<u8>> = LazyLock::new(|| compiled("sloppy"));
static HOSTILE: LazyLock<Vec<u8>> = LazyLock::new(|| compiled("hostile"));
static WASI: LazyLock<Vec<u8>> = LazyLock::new(|| compiled("wasi"));

const DRIVER: &str = r#"platform = "acme_os"
vendor = "Acme"
version = "0.1.0"
aliases = ["acme"]

[profile]
command_mode = "exec"
errors = ['^% ']

[[profile.modes]]
name = "exec"
prompts = ['[\w-]{1,63}> ?']

[[profile.pagers]]
pattern = '^--More--$'
answer = " "

[[recognition]]
in = "greeting"
pattern = '^Acme OS '
certainty = 90

[templates]

[[commands]]
name = "show ports"
match = "sh[[ow]] po[[rts]]"
template = "acme_os_show_ports.textfsm"
integers = ["port"]
"#;

const PORTS: &str = "\
Value Required PORT (\\d+)
Value STATE (up|down)
Value List VLANS (\\d+)

Start
  ^port ${PORT} is ${STATE} vlan ${VLANS} -> Record
  ^\\s*$$
  ^. -> Error \"not a port\"
";

const OUTPUT: &str = "port 1 is up vlan 7\nport 2 is down vlan 8\n";
const ROWS: &str = r#"[
  {"port": 1, "state": "up", "vlans": ["7"]},
  {"port": 2, "state": "down", "vlans": ["8"]}
]"#;

fn compiled(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/drivers")
        .join(name);
    build::build(&folder).expect("the test's driver builds").component
}

/// A folder with a driver without code and its fixtures.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("driver.toml", DRIVER);
        desk.write("templates/acme_os_show_ports.textfsm", PORTS);
        desk.write("fixtures/show_ports/two.txt", OUTPUT);
        desk.write("fixtures/show_ports/two.json", ROWS);
        desk
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn fixtures(&self) -> Fixtures {
        Fixtures::read(&self.path("fixtures")).unwrap()
    }

    /// Its own driver is not built: it is the good one, whatever fixtures it has.
    fn tried(&self) -> Report {
        trial::run(&GOOD_DRIVER, &self.fixtures(), None)
    }

    fn checked(&self) -> Conformance {
        checked(&GOOD, &self.fixtures())
    }

    fn checked_with(&self, driver: &str) -> Conformance {
        self.write("driver.toml", driver);
        checked(
            &BUILDER.folder(self.0.path()).unwrap().component,
            &self.fixtures(),
        )
    }
}

fn load(wasm: &[u8]) -> Driver {
    ENGINE
        .load("test.wasm", wasm, Limits::default(), Permissions::default())
        .unwrap()
}

fn checked_with(component: &[u8], fixtures: &Fixtures, wasi: bool) -> Conformance {
    check::check(&check::Subject {
        engine: &ENGINE,
        name: "test.wasm",
        wasm: component,
        settings: &Permissions { wasi }.into(),
        fixtures,
    })
    .unwrap()
}

fn checked(wasm: &[u8], fixtures: &Fixtures) -> Conformance {
    checked_with(wasm, fixtures, false)
}

/// The checks that found something, each once.
fn found(report: &Conformance, weight: Weight) -> Vec<&'static str> {
    let of = report.findings().filter(|(_, finding)| finding.weight == weight);
    let mut ids: Vec<_> = of.map(|(check, _)| check.id).collect();
    ids.dedup();
    ids
}

#[test]
fn a_good_driver_passes_its_trial_and_every_check() {
    let desk = Desk::new();
    desk.write(
        "prompts.toml",
        "[[prompt]]\ntext = \"hi\\nr1> \"\nmode = \"exec\"\n[[not_a_prompt]]\ntext = \"a b>\"\n",
    );
    let report = desk.tried();
    assert!(report.is_well(), "{report:?}");
    assert_eq!((report.cases.len(), report.prompts.len()), (1, 2));
    let cost = &report.costs[0];
    assert_eq!((&*cost.name, cost.calls), ("show ports", 10));
    assert!(cost.memory.used > 0 && cost.answer.used > 0, "{cost:?}");
    let report = desk.checked();
    assert_eq!(report.findings().count(), 0, "{report:?}");
    assert_eq!(report.platform.as_deref(), Some("acme_os"));
}

#[test]
fn rows_that_differ_are_told() {
    let desk = Desk::new();
    desk.write(
        "fixtures/show_ports/two.json",
        &ROWS.replace("\"down\"", "\"up\""),
    );
    let report = desk.tried();
    assert!(!report.is_well());
    let Outcome::Differs { differences } = &report.cases[0].outcome else {
        panic!("{report:?}")
    };
    assert!(
        matches!(&differences[..], [Difference::Changed { row: 2, cells, .. }] if cells[0].column == "state"),
        "{differences:?}"
    );
}

#[test]
fn an_output_that_is_not_understood_is_told() {
    let desk = Desk::new();
    desk.write("fixtures/show_ports/two.txt", &format!("{OUTPUT}fan 1\n"));
    let report = desk.tried();
    let Outcome::NoAnswer { why, expected: true } = &report.cases[0].outcome else {
        panic!("{report:?}")
    };
    assert!(why.contains("line 3") && why.contains("not a port"), "{why}");
    assert!(!report.is_well());
}

#[test]
fn blessing_writes_what_came_and_tells_what_it_changes() {
    let desk = Desk::new();
    desk.write("fixtures/show_ports/two.json", "[]");
    desk.write("fixtures/show_ports/one.txt", "port 3 is up vlan 1\n");
    let mut report = desk.tried();
    let blessed = trial::bless(&mut report).unwrap();
    assert!(report.is_well(), "{report:?}");
    let told: Vec<_> = blessed.iter().map(|it| (it.changed.len(), it.rows)).collect();
    assert_eq!(told, [(0, Some(1)), (2, Some(2))]);
    let report = desk.tried();
    assert!(
        report.cases.iter().all(|case| case.outcome == Outcome::Same),
        "{report:?}"
    );
    let text = fs::read_to_string(desk.path("fixtures/show_ports/one.json")).unwrap();
    assert!(text.starts_with("[\n  {\n    \"port\": 3,"), "{text}");
}

#[test]
fn what_is_kept_of_a_configuration_is_tried_and_blessed() {
    let desk = Desk::new();
    let kept =
        "[configuration]\nrunning = 'show config'\nleave_out = ['^! at ']\nsecrets = ['^secret (\\S+)']\n";
    desk.write("driver.toml", &format!("{DRIVER}{kept}"));
    let driver = load(&BUILDER.folder(desk.0.path()).unwrap().component);
    desk.write(
        "fixtures/show_config/one.txt",
        "! at 10:00\nname r1\nsecret abc\n",
    );
    desk.write("fixtures/show_config/one.stable", "name r2\nsecret abc\n");
    let tried = || trial::run(&driver, &desk.fixtures(), Some("config"));
    let mut report = tried();
    assert!(!report.is_well());
    let [stable, without_secrets] = &report.configurations[..] else {
        panic!("{report:?}")
    };
    assert!(
        matches!(&stable.outcome, Outcome::Differs { differences }
            if matches!(&differences[..], [Difference::Changed { row: 1, .. }])),
        "{stable:?}"
    );
    assert_eq!(without_secrets.outcome, Outcome::NothingExpected);
    assert!(without_secrets.without_secrets);
    assert_eq!(trial::bless(&mut report).unwrap().len(), 2);
    let written =
        |name: &str| fs::read_to_string(desk.path(&format!("fixtures/show_config/{name}"))).unwrap();
    assert_eq!(written("one.stable"), "name r1\nsecret abc\n");
    assert_eq!(written("one.without_secrets"), "name r1\nsecret <removed>\n");
    let report = tried();
    let same = |it: &ConfigurationReport| it.outcome == Outcome::Same;
    assert!(
        report.is_well() && report.configurations.iter().all(same),
        "{report:?}"
    );
    // A driver that keeps no such command cannot keep what is expected.
    let report = trial::run(&GOOD_DRIVER, &desk.fixtures(), None);
    assert!(!report.is_well(), "{report:?}");
}

#[test]
fn nothing_is_blessed_where_the_driver_was_at_fault() {
    let desk = Desk::new();
    for command in ["panic", "loop", "ragged"] {
        desk.write(&format!("fixtures/{command}/one.txt"), "x\n");
        desk.write(&format!("fixtures/{command}/one.json"), "[]");
    }
    desk.write("fixtures/echo/one.txt", "x\n");
    let mut report = trial::run(&load(&HOSTILE), &desk.fixtures(), None);
    let faults: Vec<_> = report
        .cases
        .iter()
        .filter_map(|case| match &case.outcome {
            Outcome::Fault { why } => Some((&*case.command, &**why)),
            _ => None,
        })
        .collect();
    assert_eq!(
        faults,
        [
            ("loop", "the driver failed: it did not answer within 1000 ms"),
            (
                "panic",
                "the driver failed: it stopped by itself: wasm trap: wasm `unreachable` instruction executed"
            ),
            (
                "ragged",
                "the driver failed: its answer breaks the contract: row 1 has 1 values for 2 columns"
            ),
        ]
    );
    let blessed = trial::bless(&mut report).unwrap();
    assert_eq!(blessed.len(), 1, "{blessed:?}");
    assert_eq!(blessed[0].file, desk.path("fixtures/echo/one.json"));
    assert!(!report.is_well());
}

#[test]
fn a_filter_leaves_the_others_out() {
    let desk = Desk::new();
    desk.write("fixtures/show_fans/one.txt", "fan\n");
    let tried = |filter| {
        trial::run(&GOOD_DRIVER, &desk.fixtures(), Some(filter))
            .cases
            .len()
    };
    assert_eq!((tried("PORTS"), tried("show"), tried("nothing")), (1, 2, 0));
}

/// A description in which so much is replaced.
fn spoilt(replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(DRIVER.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn each_fault_of_a_description_is_found_by_its_check() {
    let desk = Desk::new();
    // Templates are found by the platform's name.
    desk.write("templates/Acme-OS_show_ports.textfsm", PORTS);
    let report = desk.checked_with(&spoilt(&[
        ("\"acme_os\"", "\"Acme-OS\""),
        ("[\"acme\"]", "[\"acme\", \"ACME\"]"),
        ("\"0.1.0\"", "\"one\""),
        ("[\\w-]{1,63}> ?", "\\w+"),
        ("^--More--$", "-"),
        ("'^% '", "'^port 2'"),
        ("^Acme OS ", "[a-z]"),
        // Who is sure of such a sign is not loaded.
        ("certainty = 90", "certainty = 10"),
        ("sh[[ow]] po[[rts]]", "sh[[ow]] lines"),
        (
            "[[profile.pagers]]",
            "[[profile.modes]]\nname = \"boot\"\nprompts = ['boot: ']\n\n[[profile.transitions]]\nfrom = \"exec\"\n\
             to = \"boot\"\ncommand = \"reload\"\n\n[[profile.pagers]]",
        ),
    ]));
    assert_eq!(
        found(&report, Weight::Wrong),
        [
            "description-platform",
            "description-aliases",
            "description-version",
            "profile-prompts",
            "profile-modes",
            "profile-pauses",
            "profile-errors",
            "recognition",
            // The command as it is called goes to the template of that name, which knows nothing of integers.
            "commands-kinds",
        ],
        "{report:?}"
    );
    assert!(!report.is_well());
}

#[test]
fn a_profile_that_does_not_compile_is_one_finding() {
    let report = Desk::new().checked_with(&spoilt(&[("{1,63}> ?", "{1,63}>( ?")]));
    assert_eq!(found(&report, Weight::Wrong), ["profile-compiles"], "{report:?}");
}

#[test]
fn what_is_only_doubtful_does_not_fail() {
    let report = Desk::new().checked_with(&spoilt(&[("[\\w-]{1,63}> ?", ".*>")]));
    assert_eq!(found(&report, Weight::Wrong), [""; 0], "{report:?}");
    assert_eq!(
        found(&report, Weight::Doubtful),
        ["profile-prompts"],
        "{report:?}"
    );
    assert!(report.is_well());
}

#[test]
fn fixtures_that_are_missing_or_not_understood_are_told() {
    let desk = Desk::new();
    desk.write("fixtures/show_ports/two.txt", "fan\n");
    assert_eq!(found(&desk.checked(), Weight::Wrong), ["commands-columns"]);
    fs::rename(desk.path("fixtures/show_ports"), desk.path("fixtures/show_lines")).unwrap();
    assert_eq!(found(&desk.checked(), Weight::Wrong), ["commands-fixtures"]);
}

#[test]
fn without_fixtures_some_checks_are_left_out() {
    let report = checked(&GOOD, &Fixtures::default());
    let left_out = report.checks.iter().filter(|check| check.left_out.is_some());
    let ids: Vec<_> = left_out.map(|check| check.id).collect();
    assert_eq!(
        ids,
        [
            "commands-fixtures",
            "commands-columns",
            "commands-kinds",
            "getters-plans",
            "getters-commands",
            "getters-empty"
        ]
    );
    assert!(report.is_well(), "{report:?}");
}

#[test]
fn a_driver_that_breaks_the_other_rules_is_found_out() {
    let desk = Desk::new();
    desk.write("fixtures/show_numbers/one.txt", "x\n");
    let report = checked(&SLOPPY, &desk.fixtures());
    assert_eq!(
        found(&report, Weight::Wrong),
        [
            "commands-names",
            "columns-names",
            "commands-fixtures",
            "commands-columns",
            "commands-kinds",
            "getters-plans",
            "getters-empty",
            "garbage",
        ],
        "{report:?}"
    );
    assert_eq!(
        found(&report, Weight::Doubtful),
        ["getters-commands", "getters-declared"],
        "{report:?}"
    );
}

#[test]
fn wasi_is_wrong_until_it_is_allowed_and_doubtful_then() {
    let report = checked_with(&WASI, &Fixtures::default(), false);
    assert_eq!(found(&report, Weight::Wrong), ["imports"]);
    assert!(report.platform.is_none());
    let (_, finding) = report.findings().next().unwrap();
    assert!(
        finding.what.contains("wasi:") && finding.mend.contains("--allow-wasi"),
        "{finding:?}"
    );
    let report = checked_with(&WASI, &Fixtures::default(), true);
    assert!(
        found(&report, Weight::Doubtful).contains(&"imports"),
        "{report:?}"
    );
}

#[test]
fn what_is_no_component_cannot_be_checked() {
    let checked = check::check(&check::Subject {
        engine: &ENGINE,
        name: "notes.txt",
        wasm: b"notes",
        settings: &Permissions::default().into(),
        fixtures: &Fixtures::default(),
    });
    assert!(checked.is_err());
}
