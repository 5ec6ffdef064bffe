//! Finds the way to a destination. Each line of the device's answer is a router with its times; a further router at the
//! same distance stands on a line of its own.

use nethost_driver::{
    CommandLine, GetterError, Output, Platform, Row, TracerouteHop, TracerouteProbe, TracerouteQuery,
};

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    CommandLine::new("traceroute")
        .option("vrf", query.vrf.as_ref())
        .word(&query.destination)
        .option("source", query.source.as_ref())
        .option("timeout", query.timeout)
        .option("ttl 1", query.ttl)
        .plan()
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
