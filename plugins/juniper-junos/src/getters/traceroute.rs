//! The way to a destination, with up to three probes for each hop.

use nethost_driver::{
    CommandLine, GetterError, Output, Platform, TracerouteHop, TracerouteProbe, TracerouteQuery, outputs,
};
use std::net::IpAddr;

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    CommandLine::new("traceroute")
        .word(&query.destination)
        .option("source", query.source.as_ref())
        .option("routing-instance", query.vrf.as_ref())
        .option("ttl", query.ttl)
        .option("wait", query.timeout)
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    let command = plan(query).concat();
    let text = platform.needed_text(outputs, &command)?;
    read(text).ok_or_else(|| outputs::not_understood(&command, text, "a list of hops was expected"))
}

fn read(text: &str) -> Option<Vec<TracerouteHop>> {
    let mut lines = text.lines();
    lines.find(|line| line.starts_with("traceroute to ") || line.starts_with("traceroute6 to "))?;
    let mut hops: Vec<TracerouteHop> = Vec::new();
    for line in lines {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let number = words.first().and_then(|word| word.parse().ok());
        if let Some(number) = number {
            words.remove(0);
            hops.push(TracerouteHop {
                number,
                probes: Vec::new(),
            });
        }
        // A probe that another device answered than the one before may stand on a line of its own.
        if let Some(hop) = hops.last_mut() {
            probes(&words, &mut hop.probes);
        }
    }
    Some(hops)
}

/// "core-02 (192.0.2.2)  1.234 ms  0.9 ms *": who answered stands before its times.
fn probes(words: &[&str], probes: &mut Vec<TracerouteProbe>) {
    let (mut name, mut address): (Option<&str>, Option<&str>) = (None, None);
    for (place, &word) in words.iter().enumerate() {
        let next = words.get(place + 1);
        let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
        if word == "*" {
            probes.push(TracerouteProbe::silent());
        } else if let Some(inner) = inner.filter(|inner| inner.parse::<IpAddr>().is_ok()) {
            address = Some(inner);
        } else if next == Some(&"ms") && address.is_some() {
            probes.push(TracerouteProbe {
                rtt: word.parse().ok(),
                ip_address: address.map(str::to_owned),
                host_name: name.filter(|name| Some(*name) != address).map(str::to_owned),
            });
        } else if word.parse::<IpAddr>().is_ok() {
            (name, address) = (None, Some(word));
        } else if next.is_some_and(|next| next.starts_with('(')) {
            name = Some(word);
        }
    }
}
