//! What a device answers to a command with `| json` at its end, read into the rows that the command's template makes of
//! its text. One file for each group of commands; a command that is not among them is not parsed in this form.

mod environment;
mod interfaces;
mod member;
mod neighbors;
mod routing;
mod span;
mod switching;
mod system;

pub(crate) use member::{integer, member, object, text};

use nethost_driver::{ColumnKind, Command, Misunderstanding, ParseError, Platform, Table, Value};
use serde_json::Value as Json;

/// How long of an output that is no JSON is told in the error, in characters.
const EXCERPT: usize = 80;

/// A row by its columns' names; columns that are left out are empty.
type Record = Vec<(&'static str, Value)>;

/// Absent when the document is not the command's.
type Reader = fn(&Json) -> Option<Vec<Record>>;

fn reader(command: &str) -> Option<Reader> {
    Some(match command {
        "show version" => system::version,
        "show hostname" => system::hostname,
        "show interfaces" => interfaces::interfaces,
        "show interfaces status" => interfaces::status,
        "show interfaces transceiver" => interfaces::transceiver,
        "show ip interface" => interfaces::ip_interface,
        "show ip interface brief" => interfaces::ip_interface_brief,
        "show ipv6 interface" => interfaces::ipv6_interface,
        "show ip arp" => neighbors::arp,
        "show ipv6 neighbors" => neighbors::ipv6,
        "show lldp neighbors" => neighbors::lldp,
        "show lldp neighbors detail" => neighbors::lldp_detail,
        "show mac address-table" => switching::mac_address_table,
        "show vlan" => switching::vlan,
        "show ip bgp summary" | "show ipv6 bgp summary" => routing::bgp_summary,
        "show ip route" => routing::ip_route,
        "show vrf" => routing::vrf,
        "show environment cooling" => environment::cooling,
        "show environment power" => environment::power,
        "show environment temperature" => environment::temperature,
        _ => return None,
    })
}

/// Reads the answer to a command that went into the pipe to JSON; `bare` is the command without it.
pub(crate) fn parse(platform: &Platform, bare: &str, output: &str) -> Result<Table, ParseError> {
    let known = platform.command(bare).ok_or(ParseError::NoSuchCommand)?;
    let reader = reader(&known.name).ok_or(ParseError::NoSuchCommand)?;
    if let Some(line) = platform.refusal(output) {
        return Err(ParseError::Refused(line.to_owned()));
    }
    let document = document(output)?;
    let records =
        reader(&document).ok_or_else(|| not_understood(output, "the document is not the command's"))?;
    Ok(table(known, records))
}

/// Reads a document. One that only tells errors is a refusal.
pub(crate) fn document(output: &str) -> Result<Json, ParseError> {
    let document: Json =
        serde_json::from_str(output.trim()).map_err(|error| not_understood(output, &error.to_string()))?;
    match document.get("errors").and_then(Json::as_array) {
        Some(errors) => {
            let errors: Vec<&str> = errors.iter().filter_map(Json::as_str).collect();
            Err(ParseError::Refused(errors.join("; ")))
        }
        None => Ok(document),
    }
}

fn not_understood(output: &str, message: &str) -> ParseError {
    ParseError::NotUnderstood(Misunderstanding {
        line: None,
        text: output.trim().chars().take(EXCERPT).collect(),
        state: String::new(),
        message: message.to_owned(),
    })
}

fn table(command: &Command, records: Vec<Record>) -> Table {
    let row = |record: Record| {
        let columns = command.columns.iter();
        columns
            .map(|column| {
                let cell = record.iter().find(|(name, _)| *name == column.name);
                match (cell.map(|(_, value)| value), &column.kind) {
                    (Some(value), _) => value.clone(),
                    // As templates leave what was not told.
                    (None, ColumnKind::Text) => Value::Text(String::new()),
                    (None, ColumnKind::ListOfText) => Value::Texts(Vec::new()),
                    (None, _) => Value::None,
                }
            })
            .collect()
    };
    Table {
        columns: command.columns.iter().map(|column| column.name.clone()).collect(),
        rows: records.into_iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_tells_errors_is_a_refusal() {
        let refused = document("{\"errors\": [\"This is an unconverted command\"]}\n");
        assert!(
            matches!(refused, Err(ParseError::Refused(line)) if line == "This is an unconverted command")
        );
        assert!(matches!(
            document("{\"vrfs\": "),
            Err(ParseError::NotUnderstood(_))
        ));
    }
}
