//! Every fixture: a command's output, and the rows that it must become.

use nethost_driver::{Driver, ParseError, Table, Value};
use nethost_driver_cisco_ios::CiscoIos;
use serde_json::{Map, Value as Json, json};
use std::{fs, path::Path, sync::LazyLock};

static DRIVER: LazyLock<CiscoIos> = LazyLock::new(CiscoIos::new);

fn as_json(table: Table) -> Json {
    let row = |values: Vec<Value>| {
        let cells = table
            .columns
            .iter()
            .cloned()
            .zip(values.into_iter().map(|value| match value {
                Value::None => Json::Null,
                Value::Boolean(value) => json!(value),
                Value::Integer(value) => json!(value),
                Value::Decimal(value) => json!(value),
                Value::Text(value) => json!(value),
                Value::Texts(values) => json!(values),
            }));
        Json::Object(cells.collect::<Map<_, _>>())
    };
    Json::Array(table.rows.into_iter().map(row).collect())
}

#[test]
fn every_fixture_becomes_its_rows() {
    let mut seen = 0;
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")).expect("the fixtures")
    {
        let folder = folder.expect("a folder").path();
        let command = folder
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name")
            .replace('_', " ");
        for file in fs::read_dir(&folder).expect("a folder of cases") {
            let expected = file.expect("a file").path();
            if expected.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let output =
                fs::read_to_string(expected.with_extension("txt")).expect("the output beside its rows");
            let rows: Json = serde_json::from_str(&fs::read_to_string(&expected).expect("the rows"))
                .expect("rows are JSON");
            let table = DRIVER
                .parse(&command, &output)
                .unwrap_or_else(|e| panic!("{}: {e:?}", expected.display()));
            assert_eq!(as_json(table), rows, "{}", expected.display());
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} fixtures were found");
}

#[test]
fn every_command_has_a_fixture() {
    for command in DRIVER.describe().commands {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(command.name.replace(' ', "_"));
        assert!(folder.is_dir(), "{}: no fixture", command.name);
    }
}

/// A line that is not the command's, anywhere below its heading, must not be passed over in silence.
#[test]
fn a_torn_line_in_a_table_is_an_error() {
    for command in [
        "show interfaces status",
        "show interfaces description",
        "show ip interface brief",
        "show ip route",
        "show arp",
        "show mac address-table",
        "show vlan",
        "show cdp neighbors",
        "show lldp neighbors",
        "show ip bgp summary",
        "show ip ospf neighbor",
        "show inventory",
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(command.replace(' ', "_"));
        for file in fs::read_dir(folder).expect("a folder of cases") {
            let file = file.expect("a file").path();
            if file.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let output = fs::read_to_string(&file).expect("an output");
            // The table of VLANs is followed by others, of which nothing is read.
            let table = output
                .split("\nVLAN Type")
                .next()
                .expect("a first part")
                .trim_end();
            let torn = format!("{table}\n~~ torn line of another kind ~~\n");
            let parsed = DRIVER.parse(command, &torn);
            assert!(
                matches!(parsed, Err(ParseError::NotUnderstood(_))),
                "{}: {parsed:?}",
                file.display()
            );
        }
    }
}
