//! Finds the way to a destination. Each line of the device's answer is a router with its times; a further router at the
//! same distance stands on a line of its own.

use nethost_driver::{GetterError, Output, Platform, Row, TracerouteHop, TracerouteProbe, TracerouteQuery};

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    let mut command = "traceroute".to_owned();
    let mut add = |words: String| {
        command.push(' ');
        command.push_str(&words);
    };
    if let Some(vrf) = &query.vrf {
        add(format!("vrf {vrf}"));
    }
    add(query.destination.clone());
    if let Some(source) = &query.source {
        add(format!("source {source}"));
    }
    if let Some(timeout) = query.timeout {
        add(format!("timeout {timeout}"));
    }
    if let Some(ttl) = query.ttl {
        add(format!("ttl 1 {ttl}"));
    }
    vec![command]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    let rows = platform.needed(outputs, &plan(query).concat())?;
    let mut hops: Vec<TracerouteHop> = Vec::new();
    for row in &rows {
        let Some(number) = row.number("hop_num") else {
            continue;
        };
        match hops.last_mut() {
            Some(hop) if hop.number == number => hop.probes.extend(probes(row)),
            _ => hops.push(TracerouteHop {
                number,
                probes: probes(row).collect(),
            }),
        }
    }
    Ok(hops)
}

fn probes(row: &Row) -> impl Iterator<Item = TracerouteProbe> + '_ {
    row.texts("rtt_response").iter().map(|answer| {
        let silent = answer == "*";
        TracerouteProbe {
            // A mark such as "!H" is an answer without a time.
            rtt: answer.parse().ok(),
            ip_address: row.string("ip_address").filter(|_| !silent),
            host_name: row.string("fqdn").filter(|_| !silent),
        }
    })
}
