//! Finds the way to a destination. A hop's probes stand in one line each after whom they came from; who answers from
//! elsewhere stands in the same line, or below.

use crate::preamble;
use nethost_driver::{
    CommandLine, GetterError, Output, Platform, TracerouteHop, TracerouteProbe, TracerouteQuery,
};
use std::net::IpAddr;

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    CommandLine::new("traceroute")
        .option("vrf", query.vrf.as_ref())
        .word(&query.destination)
        .option("source", query.source.as_ref())
        .option("timeout", query.timeout)
        .option("maxttl", query.ttl)
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    let outputs = &preamble::strip(outputs);
    let command = plan(query).concat();
    // Whether the output is what it should be, the template knows; the probes have no columns in it.
    platform.needed(outputs, &command)?;
    Ok(hops(platform.needed_text(outputs, &command)?))
}

fn hops(text: &str) -> Vec<TracerouteHop> {
    let mut hops: Vec<TracerouteHop> = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let number = words.clone().next().and_then(|word| word.parse().ok());
        if let Some(number) = number {
            words.next();
            hops.push(TracerouteHop {
                number,
                probes: probes(words),
            });
        } else if let (Some(hop), true) = (hops.last_mut(), line.starts_with(' ')) {
            hop.probes.extend(probes(words));
        }
    }
    hops
}

/// "p1.example.net (198.51.100.70) [MPLS: Label 24011 Exp 0] 4 msec * !H".
fn probes<'w>(words: impl Iterator<Item = &'w str>) -> Vec<TracerouteProbe> {
    let mut probes = Vec::new();
    let (mut address, mut name, mut number) = (None, None, None);
    let mut in_label = false;
    for word in words {
        let bare = word.trim_start_matches('(').trim_end_matches(')');
        if in_label || word.starts_with('[') {
            in_label = !word.ends_with(']');
        } else if word == "msec" {
            probes.push(TracerouteProbe {
                rtt: number.take(),
                ip_address: address.clone(),
                host_name: name.clone(),
            });
        } else if word == "*" {
            probes.push(TracerouteProbe::silent());
        } else if bare.parse::<IpAddr>().is_ok() {
            // In parentheses behind the name.
            name = name.filter(|_| bare != word);
            address = Some(bare.to_owned());
        } else if let Ok(milliseconds) = word.parse::<f64>() {
            number = Some(milliseconds).filter(|number| number.is_finite());
        } else if !word.starts_with('!') {
            (name, address) = (Some(word.to_owned()), None);
        }
    }
    probes
}

#[cfg(test)]
mod tests {
    use super::probes;

    #[test]
    fn labels_and_marks_are_no_probes() {
        let line = "p1.example.net (198.51.100.70) [MPLS: Label 24011 Exp 0] 4 msec * !H";
        let probes = probes(line.split_whitespace());
        assert_eq!(probes.len(), 2);
        assert_eq!(probes[0].rtt, Some(4.0));
        assert_eq!(probes[0].ip_address.as_deref(), Some("198.51.100.70"));
        assert_eq!(probes[0].host_name.as_deref(), Some("p1.example.net"));
        assert_eq!(probes[1].ip_address, None);
    }
}
