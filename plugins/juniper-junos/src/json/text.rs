//! Documents as the lines that the same commands print: a heading, and a line for each entry. Each function is absent for a
//! document that is not its command's, or that lacks what every line has.

use super::member::{elements, line, roots, text, text_of};
use serde_json::Value as Json;

/// The lines below their heading.
fn table(heading: &str, lines: impl Iterator<Item = Option<String>>) -> Option<String> {
    let lines: Option<Vec<String>> = lines.collect();
    Some(format!("{heading}\n{}\n", lines?.join("\n")))
}

pub(super) fn version(document: &Json) -> Option<String> {
    let mut lines = Vec::new();
    for member in roots(document, "software-information")? {
        for (heading, name) in [
            ("Hostname", "host-name"),
            ("Model", "product-model"),
            ("Junos", "junos-version"),
        ] {
            lines.extend(text(member, name).map(|value| format!("{heading}: {value}")));
        }
        // Each package's remark is the line that the text has for it.
        lines.extend(elements(member, "package-information").filter_map(|package| text(package, "comment")));
    }
    Some(lines.join("\n"))
}

pub(super) fn interfaces_terse(document: &Json) -> Option<String> {
    let mut lines = Vec::new();
    for device in roots(document, "interface-information")? {
        for physical in elements(device, "physical-interface") {
            // The units of an interface that was asked for alone stand without it.
            lines.extend(line(physical, &["name", "admin-status", "oper-status"]));
            for unit in elements(physical, "logical-interface") {
                terse_unit(unit, &mut lines)?;
            }
        }
        for unit in elements(device, "logical-interface") {
            terse_unit(unit, &mut lines)?;
        }
    }
    table(
        "Interface  Admin Link Proto  Local  Remote",
        lines.into_iter().map(Some),
    )
}

fn terse_unit(unit: &Json, lines: &mut Vec<String>) -> Option<()> {
    let head = line(unit, &["name", "admin-status", "oper-status"])?;
    let before = lines.len();
    for family in elements(unit, "address-family") {
        let protocol = text(family, "address-family-name")?;
        let remote = |json: &Json, name| text(json, name).map_or_else(String::new, |to| format!(" --> {to}"));
        let addresses: Vec<String> = elements(family, "interface-address")
            .filter_map(|address| {
                let local = text(address, "ifa-local")?;
                Some(format!(
                    "{head} {protocol} {local}{}",
                    remote(address, "ifa-destination")
                ))
            })
            .collect();
        if addresses.is_empty() {
            lines.push(format!("{head} {protocol}{}", remote(family, "ae-bundle-name")));
        }
        lines.extend(addresses);
    }
    if lines.len() == before {
        lines.push(head);
    }
    Some(())
}

pub(super) fn interfaces_descriptions(document: &Json) -> Option<String> {
    let devices = roots(document, "interface-information")?;
    let interfaces = devices.into_iter().flat_map(|device| {
        elements(device, "physical-interface").chain(elements(device, "logical-interface"))
    });
    table(
        "Interface  Admin Link Description",
        interfaces.map(|it| line(it, &["name", "admin-status", "oper-status", "description"])),
    )
}

pub(super) fn arp(document: &Json) -> Option<String> {
    let entries = roots(document, "arp-table-information")?;
    let entries = entries
        .into_iter()
        .flat_map(|table| elements(table, "arp-table-entry"));
    let lines = entries.map(|entry| {
        // Each flag is an element without a text.
        let flags = elements(entry, "arp-table-entry-flags")
            .next()
            .and_then(Json::as_object)?;
        let flags: Vec<&str> = flags
            .keys()
            .map(String::as_str)
            .filter(|flag| *flag != "attributes")
            .collect();
        let head = line(entry, &["mac-address", "ip-address", "interface-name"])?;
        Some(format!("{head} {}", flags.join(" ")))
    });
    table("MAC Address  Address  Interface  Flags", lines)
}

pub(super) fn lldp_neighbors(document: &Json) -> Option<String> {
    let neighbors = roots(document, "lldp-neighbors-information")?;
    let neighbors = neighbors
        .into_iter()
        .flat_map(|table| elements(table, "lldp-neighbor-information"));
    let lines = neighbors.map(|it| {
        let local = text_of(it, &["lldp-local-port-id", "lldp-local-interface"])?;
        let parent = text(it, "lldp-local-parent-interface-name").unwrap_or_else(|| "-".to_owned());
        let chassis = text(it, "lldp-remote-chassis-id")?;
        let port = text_of(it, &["lldp-remote-port-description", "lldp-remote-port-id"])?;
        // A gap of two parts the columns, so that none may stand inside one.
        let port = port.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = text(it, "lldp-remote-system-name").map_or_else(String::new, |name| format!("  {name}"));
        Some(format!("{local}  {parent}  {chassis}  {port}{name}"))
    });
    table(
        "Local Interface  Parent Interface  Chassis Id  Port info  System Name",
        lines,
    )
}

pub(super) fn bgp_summary(document: &Json) -> Option<String> {
    let tables = roots(document, "bgp-information")?;
    let peers = tables.into_iter().flat_map(|table| elements(table, "bgp-peer"));
    let lines = peers.map(|peer| {
        let head = line(
            peer,
            &[
                "peer-address",
                "peer-as",
                "input-messages",
                "output-messages",
                "route-queue-count",
                "flap-count",
                "elapsed-time",
            ],
        )?;
        let state = text(peer, "peer-state")?;
        // The text cuts it.
        let state = if state == "Established" {
            "Establ".to_owned()
        } else {
            state
        };
        let mut lines = vec![format!("{head} {state}")];
        for rib in elements(peer, "bgp-rib") {
            let counts: Option<Vec<String>> = [
                "active-prefix-count",
                "received-prefix-count",
                "accepted-prefix-count",
                "suppressed-prefix-count",
            ]
            .iter()
            .map(|name| text(rib, name))
            .collect();
            lines.push(format!("  {}: {}", text(rib, "name")?, counts?.join("/")));
        }
        Some(lines.join("\n"))
    });
    table("Groups: 0 Peers: 0 Down peers: 0", lines)
}

pub(super) fn ospf_neighbor(document: &Json) -> Option<String> {
    let tables = roots(document, "ospf-neighbor-information")?;
    let neighbors = tables
        .into_iter()
        .flat_map(|table| elements(table, "ospf-neighbor"));
    let lines = neighbors.map(|it| {
        line(
            it,
            &[
                "neighbor-address",
                "interface-name",
                "ospf-neighbor-state",
                "neighbor-id",
                "neighbor-priority",
                "activity-timer",
            ],
        )
    });
    table("Address  Interface  State  ID  Pri  Dead", lines)
}

pub(super) fn isis_adjacency(document: &Json) -> Option<String> {
    let tables = roots(document, "isis-adjacency-information")?;
    let adjacencies = tables
        .into_iter()
        .flat_map(|table| elements(table, "isis-adjacency"));
    let lines = adjacencies.map(|it| {
        let head = line(
            it,
            &[
                "interface-name",
                "system-name",
                "level",
                "adjacency-state",
                "holdtime",
            ],
        )?;
        Some(format!("{head} {}", text(it, "snpa").unwrap_or_default()))
    });
    table("Interface  System  L State  Hold (secs) SNPA", lines)
}

pub(super) fn route_summary(document: &Json) -> Option<String> {
    let mut lines = Vec::new();
    for summary in roots(document, "route-summary-information")? {
        lines.extend(text(summary, "as-number").map(|number| format!("Autonomous system number: {number}")));
        lines.extend(text(summary, "router-id").map(|id| format!("Router ID: {id}")));
        for table in elements(summary, "route-table") {
            lines.push(format!(
                "{}: {} destinations, {} routes",
                text(table, "table-name")?,
                text(table, "destination-count")?,
                text(table, "total-route-count")?
            ));
            for source in elements(table, "protocols") {
                lines.push(format!(
                    "  {}: {} routes, {} active",
                    text(source, "protocol-name")?,
                    text(source, "protocol-route-count")?,
                    text(source, "active-route-count")?
                ));
            }
        }
    }
    Some(lines.join("\n"))
}
