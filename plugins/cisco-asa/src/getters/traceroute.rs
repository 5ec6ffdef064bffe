//! The way to a destination.

use nethost_driver::{
    CommandLine, GetterError, Output, Platform, TracerouteHop, TracerouteProbe, TracerouteQuery, outputs,
};

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    if query.vrf.is_some() {
        return Vec::new();
    }
    // Names would be asked of a resolver for each hop.
    CommandLine::new("traceroute")
        .word(&query.destination)
        .option("source", query.source.as_ref())
        .word("numeric")
        .option("timeout", query.timeout)
        .option("ttl 1", query.ttl)
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    // There are no VRFs.
    let Some(command) = plan(query).pop() else {
        return Err(GetterError::Unsupported);
    };
    let text = platform.needed_text(outputs, &command)?;
    if !text
        .lines()
        .any(|line| line.trim_start().starts_with("Tracing the route to "))
    {
        let expected = "\"Tracing the route to\" was expected";
        return Err(outputs::not_understood(&command, text, expected));
    }
    Ok(text.lines().filter_map(hop).collect())
}

/// "3  203.0.113.2 10 msec *  203.0.113.9 0 msec": an address holds for the probes after it.
fn hop(line: &str) -> Option<TracerouteHop> {
    let mut words = line.split_whitespace();
    let number = words.next()?.parse().ok()?;
    let mut probes = Vec::new();
    let mut address: Option<&str> = None;
    let mut last: Option<&str> = None;
    for word in words {
        if word == "*" {
            probes.push(TracerouteProbe::silent());
        } else if word == "msec" {
            let rtt = last.and_then(|time| time.parse().ok())?;
            probes.push(probe(Some(rtt), address));
        } else if word.parse::<std::net::IpAddr>().is_ok() {
            address = Some(word);
        }
        last = Some(word);
    }
    (!probes.is_empty()).then_some(TracerouteHop { number, probes })
}

fn probe(rtt: Option<f64>, address: Option<&str>) -> TracerouteProbe {
    TracerouteProbe {
        rtt,
        ip_address: address.map(str::to_owned),
        host_name: None,
    }
}

#[cfg(test)]
mod tests {
    use super::hop;

    #[test]
    fn a_hop_may_be_silent_in_part_and_change_its_address() {
        let hop = hop(" 3  203.0.113.2 10 msec *  203.0.113.9 0 msec").expect("a hop");
        let told: Vec<_> = hop
            .probes
            .iter()
            .map(|probe| (probe.rtt, probe.ip_address.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (Some(10.0), Some("203.0.113.2")),
                (None, None),
                (Some(0.0), Some("203.0.113.9"))
            ]
        );
        assert_eq!(hop.number, 3);
    }

    #[test]
    fn other_lines_are_no_hops() {
        assert!(hop("Tracing the route to 203.0.113.2").is_none());
        assert!(hop("").is_none());
    }
}
