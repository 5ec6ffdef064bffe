//! A getter's answer as rows, for people and spreadsheets. NAPALM nests its answers by what they are keyed with; here
//! each key is a column, and what is left of an object are the others: of an object in it by dots, `state.input_power`.

use super::cells::{Lists, list};
use serde_json::{Map, Value, json};

/// Cells by the names of their columns.
pub(super) type Row = Vec<(String, String)>;

/// One level of an answer's nesting.
#[derive(Clone, Copy)]
enum Level {
    /// The keys of this object are the cells of a column.
    Keys(&'static str),
    /// What is wanted is under this key; the object's other fields are columns too.
    Under(&'static str),
    /// Each item of this list.
    Items,
}

use Level::{Items, Keys, Under};

/// How a getter's answer is nested.
fn levels(getter: &str) -> &'static [Level] {
    match getter {
        "interfaces" | "interfaces_counters" => &[Keys("interface")],
        "interfaces_ip" => &[Keys("interface"), Keys("family"), Keys("address")],
        "lldp_neighbors" | "lldp_neighbors_detail" => &[Keys("local_interface"), Items],
        "bgp_neighbors" => &[Keys("vrf"), Under("peers"), Keys("peer")],
        "bgp_neighbors_detail" => &[Keys("vrf"), Keys("as"), Items],
        "environment" => &[Keys("part"), Keys("name")],
        "arp_table" | "ipv6_neighbors_table" | "mac_address_table" | "ntp_stats" => &[Items],
        "ntp_servers" => &[Keys("server")],
        "users" => &[Keys("user")],
        "optics" => &[
            Keys("interface"),
            Under("physical_channels"),
            Under("channel"),
            Items,
        ],
        "network_instances" => &[Keys("instance")],
        "vlans" => &[Keys("vlan")],
        "route_to" => &[Keys("prefix"), Items],
        "ping" => &[Under("success")],
        "traceroute" => &[Under("success"), Keys("hop"), Under("probes"), Keys("probe")],
        // One record.
        _ => &[],
    }
}

/// The column of a value that is no object.
const VALUE: &str = "value";

/// The rows of an answer. What is not nested as its getter's answers are is one cell where the nesting ends.
pub(super) fn rows(getter: &str, value: Option<&Value>, lists: Lists) -> Vec<Row> {
    let mut rows = Rows {
        lists,
        rows: Vec::new(),
    };
    match value {
        None | Some(Value::Null) => {}
        Some(value) => rows.walk(levels(getter), value, &Row::new()),
    }
    rows.rows
}

struct Rows {
    lists: Lists,
    rows: Vec<Row>,
}

impl Rows {
    fn walk(&mut self, levels: &[Level], value: &Value, before: &Row) {
        match (levels, value) {
            ([Keys(column), rest @ ..], Value::Object(object)) => {
                let (deep, own) = parts(object);
                for (key, member) in deep {
                    let mut before = before.clone();
                    before.push(((*column).to_owned(), key.clone()));
                    self.walk(rest, member, &before);
                }
                // The device's memory stands among the names of fans as two numbers.
                if !own.is_empty() {
                    self.record(&own.into_iter().collect(), before);
                }
            }
            ([Under(key), rest @ ..], Value::Object(object)) => {
                let mut before = before.clone();
                let others = object.iter().filter(|(name, _)| name != key);
                self.fields("", others, &mut before);
                match object.get(*key) {
                    Some(member) => self.walk(rest, member, &before),
                    None => self.rows.push(before),
                }
            }
            ([Items, rest @ ..], Value::Array(items)) => {
                for item in items {
                    self.walk(rest, item, before);
                }
            }
            (_, Value::Object(object)) => self.record(&object.iter().collect(), before),
            (_, other) => {
                let mut row = before.clone();
                row.push((VALUE.to_owned(), self.cell(other)));
                self.rows.push(row);
            }
        }
    }

    fn record(&mut self, fields: &Vec<(&String, &Value)>, before: &Row) {
        let mut row = before.clone();
        self.fields("", fields.iter().copied(), &mut row);
        self.rows.push(row);
    }

    /// An object's fields as cells; those of an object in it by dots.
    fn fields<'v>(&self, path: &str, fields: impl Iterator<Item = (&'v String, &'v Value)>, row: &mut Row) {
        for (name, value) in fields {
            let column = format!("{path}{name}");
            match value {
                Value::Object(object) if object.is_empty() => {}
                Value::Object(object) if object.values().all(|member| *member == json!({})) => {
                    let names: Vec<String> = object.keys().cloned().collect();
                    put(row, column, list(&names, self.lists));
                }
                Value::Object(object) => self.fields(&format!("{column}."), object.iter(), row),
                other => put(row, column, self.cell(other)),
            }
        }
    }

    fn cell(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let texts: Option<Vec<String>> =
                    items.iter().map(|item| item.as_str().map(String::from)).collect();
                texts.map_or_else(|| value.to_string(), |texts| list(&texts, self.lists))
            }
            other => other.to_string(),
        }
    }
}

/// A key that is a column may be a field of the object too; it is the same then.
fn put(row: &mut Row, column: String, cell: String) {
    if !row.iter().any(|(known, _)| *known == column) {
        row.push((column, cell));
    }
}

/// The members that are objects or lists, and those that are not.
type Parts<'v> = (Vec<(&'v String, &'v Value)>, Vec<(&'v String, &'v Value)>);

fn parts(object: &Map<String, Value>) -> Parts<'_> {
    object
        .iter()
        .partition(|(_, member)| member.is_object() || member.is_array())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::model::Getter;

    fn shown(getter: &str, value: &Value) -> Vec<String> {
        let row = |row: Row| {
            let cells = row.into_iter().map(|(name, cell)| format!("{name}={cell}"));
            cells.collect::<Vec<_>>().join(" ")
        };
        rows(getter, Some(value), Lists::Joined)
            .into_iter()
            .map(row)
            .collect()
    }

    #[test]
    fn keys_are_columns() {
        let addresses = json!({"Gi0/1": {"ipv4": {"192.0.2.1": {"prefix_length": 24}},
            "ipv6": {"2001:db8::1": {"prefix_length": 64}}}});
        assert_eq!(
            shown("interfaces_ip", &addresses),
            [
                "interface=Gi0/1 family=ipv4 address=192.0.2.1 prefix_length=24",
                "interface=Gi0/1 family=ipv6 address=2001:db8::1 prefix_length=64"
            ]
        );
    }

    #[test]
    fn a_vrfs_own_fields_stand_in_each_of_its_peers_rows() {
        let bgp = json!({"global": {"router_id": "192.0.2.1", "peers": {
            "192.0.2.9": {"is_up": true, "address_family": {"ipv4": {"received_prefixes": 3}}},
            "192.0.2.8": {"is_up": false, "address_family": {}}}}});
        assert_eq!(
            shown("bgp_neighbors", &bgp),
            [
                "vrf=global router_id=192.0.2.1 peer=192.0.2.9 is_up=true address_family.ipv4.received_prefixes=3",
                "vrf=global router_id=192.0.2.1 peer=192.0.2.8 is_up=false"
            ]
        );
    }

    #[test]
    fn memory_is_a_row_among_the_parts() {
        let environment = json!({"fans": {"1": {"status": true}}, "memory": {"used_ram": 5}});
        assert_eq!(
            shown("environment", &environment),
            ["part=fans name=1 status=true", "part=memory used_ram=5"]
        );
    }

    #[test]
    fn what_only_has_names_is_a_list() {
        let instances = json!({"red": {"name": "red", "state": {},
            "interfaces": {"interface": {"Gi0/1": {}, "Gi0/2": {}}}}});
        let [row] = &shown("network_instances", &instances)[..] else {
            panic!("one row")
        };
        assert!(
            row.starts_with("instance=red name=red interfaces.interface=Gi0/1"),
            "{row}"
        );
        assert_eq!(
            shown("ntp_servers", &json!({"192.0.2.5": {}})),
            ["server=192.0.2.5"]
        );
    }

    #[test]
    fn probes_are_rows() {
        let hops = json!({"success": {"1": {"probes": {"1": {"rtt": 1.5}, "2": {}}}}});
        assert_eq!(
            shown("traceroute", &hops),
            ["hop=1 probe=1 rtt=1.5", "hop=1 probe=2"]
        );
    }

    #[test]
    fn an_answer_of_another_form_is_one_cell_and_nothing_is_lost() {
        for getter in Getter::ALL {
            assert_eq!(shown(getter.name(), &json!(7)), ["value=7"], "{}", getter.name());
            assert!(shown(getter.name(), &json!([])).len() <= 1);
        }
    }
}
