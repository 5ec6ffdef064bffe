//! The way to a destination.

use nethost_driver::{
    CommandLine, GetterError, Output, Platform, TracerouteHop, TracerouteProbe, TracerouteQuery,
};

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    let traceroute = if query.destination.contains(':') {
        "traceroute6"
    } else {
        "traceroute"
    };
    CommandLine::new(traceroute)
        .word(&query.destination)
        .option("source", query.source.as_ref())
        .option("vrf", query.vrf.as_ref())
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    let Some(command) = plan(query).pop() else {
        return Ok(Vec::new());
    };
    let text = platform.needed_text(outputs, &command)?;
    Ok(text.lines().filter_map(hop).collect())
}

/// "3  host.example.net (203.0.113.2) (AS 64500)  2.1 ms *  3 ms": an address holds for the probes after it.
fn hop(line: &str) -> Option<TracerouteHop> {
    let mut words = line.split_whitespace();
    let number = words.next()?.parse().ok()?;
    let mut probes = Vec::new();
    let mut host: Option<&str> = None;
    let mut address: Option<&str> = None;
    let mut last: Option<&str> = None;
    for word in words {
        if word == "*" {
            probes.push(TracerouteProbe::silent());
        } else if let Some(inner) = word.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            address = Some(inner);
            // A name that is only the address again is none.
            host = last.filter(|name| *name != inner);
        } else if word == "ms" {
            let rtt: Option<f64> = last.and_then(|time| time.parse().ok());
            rtt?;
            probes.push(TracerouteProbe {
                rtt,
                ip_address: address.map(str::to_owned),
                host_name: host.map(str::to_owned),
            });
        }
        last = Some(word);
    }
    (!probes.is_empty()).then_some(TracerouteHop { number, probes })
}

#[cfg(test)]
mod tests {
    use super::hop;

    #[test]
    fn a_hop_may_be_silent_in_part_and_change_its_address() {
        let hop =
            hop(" 3  a.example.net (203.0.113.2) (AS 64500)  2.1 ms *  203.0.113.9 (203.0.113.9)  3 ms")
                .expect("a hop");
        assert_eq!(hop.number, 3);
        let probes: Vec<_> = hop
            .probes
            .iter()
            .map(|probe| (probe.rtt, probe.ip_address.as_deref(), probe.host_name.as_deref()))
            .collect();
        assert_eq!(
            probes,
            [
                (Some(2.1), Some("203.0.113.2"), Some("a.example.net")),
                (None, None, None),
                (Some(3.0), Some("203.0.113.9"), None),
            ]
        );
    }

    #[test]
    fn other_lines_are_no_hops() {
        assert!(hop("traceroute to 203.0.113.2 (203.0.113.2), 30 hops max, 48 byte packets").is_none());
        assert!(hop("").is_none());
    }
}
