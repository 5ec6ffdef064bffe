//! Drivers without code: what a `driver.toml`, templates and an index mean together, and what is said when they are wrong.

use nethost_driver::{ColumnKind, ParseError, Platform, PlatformError, Value};

const DRIVER: &str = "platform = 'acme_os'\nvendor = 'Acme'\nversion = '0.1.0'\n";

const PORTS: &str =
    "Value Key PORT (\\d+)\nValue STATE (\\w+)\n\nStart\n  ^port ${PORT} ${STATE} -> Record\n";
const SPEEDS: &str = "Value PORT (\\d+)\nValue SPEED (\\d+)\n\nStart\n  ^speed ${PORT} ${SPEED} -> Record\n";
const TEXT: &str = "port 1 up\nport 2 down\nspeed 2 100\nspeed 1 1000\n";

const INDEX: &str = "\
Template, Hostname, Platform, Command
# The longest first.
acme_os_show_ports.textfsm:acme_os_show_speeds.textfsm, .*, acme_os, sh[[ow]] po[[rts]] all
acme_os_show_ports.textfsm, .*, acme_os, sh[[ow]] po[[rts]]
acme_os_show_speeds.textfsm, .*, acme_os, sh[[ow]] (po[[rts]]|speeds)
other_show_ports.textfsm, .*, other_os, sh[[ow]] po[[rts]]
";

/// A platform of a `driver.toml` that continues so, and these files in `templates/`.
fn platform(more: &str, templates: &[(&str, &str)]) -> Result<Platform, PlatformError> {
    let driver = format!("{DRIVER}{more}");
    let paths: Vec<String> = templates
        .iter()
        .map(|(name, _)| format!("templates/{name}"))
        .collect();
    let mut files = vec![("driver.toml", driver.as_str())];
    files.extend(
        paths
            .iter()
            .map(String::as_str)
            .zip(templates.iter().map(|(_, text)| *text)),
    );
    Platform::from_files(&files)
}

fn named() -> [(&'static str, &'static str); 2] {
    [
        ("acme_os_show_ports.textfsm", PORTS),
        ("acme_os_show_speeds.textfsm", SPEEDS),
    ]
}

fn indexed(index: &str) -> Result<Platform, PlatformError> {
    let [ports, speeds] = named();
    platform(
        "[templates]\nindex = 'index'\n",
        &[ports, speeds, ("index", index)],
    )
}

#[track_caller]
fn error(made: Result<Platform, PlatformError>) -> String {
    let error = made.map(drop).expect_err("it is wrong");
    format!("{error} / {}", error.hint())
}

fn texts(platform: &Platform, command: &str) -> Vec<Vec<String>> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    let table = platform.parse(command, TEXT).expect("rows");
    table
        .rows
        .iter()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

#[test]
fn each_template_that_is_named_for_the_platform_is_a_command() {
    let [ports, _] = named();
    let files = [
        ports,
        ("acme_os_show_mac_address-table.textfsm", SPEEDS),
        ("other_show_ports.textfsm", "wrong"),
    ];
    let platform = platform("[templates]\n", &files).expect("a platform");
    let names: Vec<_> = platform
        .describe(&[])
        .commands
        .into_iter()
        .map(|c| c.name)
        .collect();
    assert_eq!(names, ["show mac address-table", "show ports"]);
    assert_eq!(texts(&platform, "Show  ports"), [["1", "up"], ["2", "down"]]);
    // Nothing says how it may be abbreviated.
    assert!(matches!(
        platform.parse("sh ports", TEXT),
        Err(ParseError::NoSuchCommand)
    ));
}

#[test]
fn driver_toml_says_more_of_a_command_of_the_collection() {
    let more =
        "[templates]\n[[commands]]\nname = 'show ports'\nmatch = 'sh[[ow]] po[[rts]]'\nintegers = ['port']\n";
    let platform = platform(more, &named()).expect("a platform");
    let table = platform.parse("sh po", TEXT).expect("rows");
    assert!(matches!(table.rows[0][0], Value::Integer(1)));
    let commands = platform.describe(&[]).commands;
    assert_eq!(commands[0].columns[0].kind, ColumnKind::Integer);
    assert_eq!(commands.len(), 2);
}

#[test]
fn the_first_row_of_the_index_that_fits_answers() {
    let platform = indexed(INDEX).expect("a platform");
    assert_eq!(texts(&platform, "sh po"), [["1", "up"], ["2", "down"]]);
    // As with ntc-templates what follows the pattern is not looked at.
    assert_eq!(
        texts(&platform, "show ports | include up"),
        texts(&platform, "sh po")
    );
    assert_eq!(texts(&platform, "show speeds"), [["2", "100"], ["1", "1000"]]);
    assert!(matches!(
        platform.parse("ping", TEXT),
        Err(ParseError::NoSuchCommand)
    ));
    let names: Vec<_> = platform
        .describe(&[])
        .commands
        .into_iter()
        .map(|c| c.name)
        .collect();
    assert_eq!(names, ["show ports all", "show ports", "show speeds"]);
}

#[test]
fn templates_of_one_row_are_joined_by_their_key() {
    let platform = indexed(INDEX).expect("a platform");
    let table = platform.parse("show ports all", TEXT).expect("rows");
    assert_eq!(table.columns, ["port", "state", "speed"]);
    assert_eq!(
        texts(&platform, "show ports all"),
        [["1", "up", "1000"], ["2", "down", "100"]]
    );
}

#[test]
fn a_command_with_several_rows_is_described_once_with_all_columns() {
    let index = INDEX.replace(") all", ")").replace(" all\n", "\n");
    let platform = indexed(&index).expect("a platform");
    let commands = platform.describe(&[]).commands;
    let columns: Vec<_> = commands[0].columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!((commands.len(), columns), (2, vec!["port", "state", "speed"]));
}

#[test]
fn a_capital_in_an_index_is_looked_for_as_typed() {
    let index = INDEX.replace("|speeds", "|Speeds");
    let platform = indexed(&index).expect("a platform");
    assert_eq!(texts(&platform, "show Speeds").len(), 2);
    assert!(matches!(
        platform.parse("show speeds", TEXT),
        Err(ParseError::NoSuchCommand)
    ));
}

#[test]
fn an_index_without_the_platform_says_which_it_has() {
    let index = INDEX.replace("acme_os,", "acme_is,");
    let made = indexed(&index).map(drop).expect_err("it has no row");
    assert_eq!(
        made.to_string(),
        "templates/index has no row for the platform \"acme_os\""
    );
    let (wanted, known) = made.unknown_name().expect("names");
    assert_eq!(
        (wanted, known),
        ("acme_os", &["acme_is".to_owned(), "other_os".to_owned()][..])
    );
}

#[test]
fn a_template_that_is_missing_is_named_with_its_row() {
    let index = INDEX.replace(
        "acme_os_show_speeds.textfsm, .*",
        "acme_os_show_spede.textfsm, .*",
    );
    assert!(
        error(indexed(&index))
            .starts_with("templates/index:3: there is no template templates/acme_os_show_spede.textfsm / ")
    );
}

#[test]
fn a_mistake_in_a_pattern_has_its_file_line_and_place() {
    let index = INDEX.replace("(po[[rts]]|speeds)", "(po[[rts]]|speeds");
    let text = error(indexed(&index));
    assert!(
        text.starts_with("templates/index:5: ") && text.contains("at character"),
        "{text}"
    );

    let wrong = PORTS.replace("(\\w+)", "(\\w+");
    let text = error(platform(
        "[templates]\n",
        &[("acme_os_show_ports.textfsm", &wrong)],
    ));
    assert!(
        text.starts_with("templates/acme_os_show_ports.textfsm:2: "),
        "{text}"
    );

    let wrong = PORTS.replace("^port ", "^port [");
    let text = error(platform(
        "[templates]\n",
        &[("acme_os_show_ports.textfsm", &wrong)],
    ));
    assert!(
        text.starts_with("templates/acme_os_show_ports.textfsm:5: invalid pattern"),
        "{text}"
    );
    assert!(
        text.contains("at character") && text.contains("`^port ["),
        "{text}"
    );
}

#[test]
fn a_wrong_driver_toml_has_its_line() {
    let text = error(platform("alias = ['acme']\n", &[]));
    assert!(
        text.starts_with("driver.toml:4: unknown field `alias`, expected one of "),
        "{text}"
    );
    let text = error(platform("[templates]\nfolder = 'x'\n", &[]));
    assert!(
        text.starts_with("driver.toml:5: unknown field `folder`"),
        "{text}"
    );
    let text = error(platform("aliases = 7\n", &[]));
    assert!(text.starts_with("driver.toml:4: invalid type"), "{text}");
    assert!(error(Platform::from_files(&[])).starts_with("driver.toml: missing"));
    let nameless = "platform = ' '\nvendor = ''\nversion = '1'\n";
    assert!(
        error(Platform::from_files(&[("driver.toml", nameless)]))
            .starts_with("driver.toml: the platform has no name")
    );
}

#[test]
fn there_is_one_profile() {
    let driver = format!("{DRIVER}[profile]\ncommand_mode = 'x'\nmodes = []\n");
    let files = [
        ("driver.toml", driver.as_str()),
        ("profile.toml", "command_mode = 'x'\nmodes = []\n"),
    ];
    assert!(
        error(Platform::from_files(&files))
            .starts_with("driver.toml has a [profile], and there is a profile.toml")
    );
    let wrong = [
        ("driver.toml", DRIVER),
        ("profile.toml", "command_mode = 'x'\nmods = []\n"),
    ];
    assert!(error(Platform::from_files(&wrong)).starts_with("profile.toml:2: unknown field `mods`"));
    assert!(Platform::from_files(&files[..1]).is_ok_and(|it| it.describe(&[]).profile.is_some()));
    assert!(Platform::from_files(&wrong[..1]).is_ok_and(|it| it.describe(&[]).profile.is_none()));
}

#[test]
fn a_folder_or_index_with_nothing_for_the_platform_says_so() {
    let text = error(platform("[templates]\n", &[("other_show_ports.textfsm", PORTS)]));
    assert!(
        text.starts_with("there is no template templates/acme_os_….textfsm / "),
        "{text}"
    );
    let text = error(platform("[templates]\nindex = 'index'\n", &named()));
    assert!(
        text.starts_with("driver.toml: [templates]: there is no index templates/index"),
        "{text}"
    );
    let text = error(platform(
        "[templates]\nindex = 'index'\n",
        &[("index", "Name, Command\n")],
    ));
    assert!(
        text.starts_with("templates/index:1: the index has no column `Template`"),
        "{text}"
    );
}

#[test]
fn what_is_said_of_a_command_that_there_is_not_is_a_mistake() {
    let more = "[templates]\n[[commands]]\nname = 'show prots'\nintegers = ['port']\n";
    let made = platform(more, &named()).map(drop).expect_err("there is none");
    assert!(made.to_string().contains("\"show prots\""), "{made}");
    assert_eq!(made.unknown_name().map(|(wanted, _)| wanted), Some("show prots"));
    let more = "[templates]\n[[commands]]\nname = 'show ports'\nintegers = ['prot']\n";
    let made = platform(more, &named()).map(drop).expect_err("there is none");
    assert!(
        made.to_string().contains("no single-valued column \"prot\""),
        "{made}"
    );
}

// Two of one name became one command with the columns of both.
#[test]
fn a_command_stands_in_driver_toml_once() {
    let driver = "platform = \"acme_os\"\nvendor = \"Acme\"\nversion = \"1.0.0\"\n\
                  [[commands]]\nname = \"show a\"\nwhole = \"text\"\n[[commands]]\nname = \"show a\"\nwhole = \"other\"\n";
    assert!(
        error(Platform::from_files(&[("driver.toml", driver)])).contains("\"show a\" stands there twice")
    );
    let one = driver.rsplit_once("[[commands]]").expect("two").0;
    assert!(Platform::from_files(&[("driver.toml", one)]).is_ok());
}
