//! The way to a destination, hop by hop. The command has no way to set the time for a probe or the number of hops.

use nethost_driver::{
    CommandLine, GetterError, Output, Platform, TracerouteHop, TracerouteProbe, TracerouteQuery,
    outputs::not_understood,
};

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    let line = CommandLine::new("traceroute").option("vrf", query.vrf.as_ref());
    let line = if query.destination.contains(':') {
        line.word("ipv6")
    } else {
        line
    };
    line.word(&query.destination)
        .option("source", query.source.as_ref())
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    let command = plan(query).concat();
    let text = platform.needed_text(outputs, &command)?;
    let hops: Vec<TracerouteHop> = text.lines().filter_map(hop).collect();
    if hops.is_empty() {
        return Err(not_understood(&command, text, "there is no hop in it"));
    }
    Ok(hops)
}

/// ` 3  edge1.example.net (192.0.2.9)  1.204 ms  0.990 ms *`: who answered stands before the first of its times.
fn hop(line: &str) -> Option<TracerouteHop> {
    let mut words = line.split_whitespace().peekable();
    let number = words.next()?.parse().ok()?;
    let (mut name, mut address) = (None, None);
    let mut probes = Vec::new();
    while let Some(word) = words.next() {
        if word == "*" {
            probes.push(TracerouteProbe::silent());
        } else if words.peek() == Some(&"ms") {
            words.next();
            probes.push(TracerouteProbe {
                rtt: word.parse().ok(),
                ip_address: address.clone(),
                host_name: name.clone(),
            });
        } else if let Some(inside) = word.strip_prefix('(') {
            address = Some(inside.trim_end_matches(')').to_owned());
        } else if !word.starts_with('!') {
            // Without a name the address stands twice, or alone.
            name = Some(word.to_owned());
            address = Some(word.to_owned());
        }
    }
    (!probes.is_empty()).then_some(TracerouteHop { number, probes })
}

#[cfg(test)]
mod tests {
    use super::hop;

    #[test]
    fn a_hop_may_be_answered_by_several_or_nobody() {
        let told =
            hop(" 2  edge1.example.net (192.0.2.9)  1.204 ms * 198.51.100.1 (198.51.100.1)  2.5 ms !H")
                .expect("a hop");
        assert_eq!((told.number, told.probes.len()), (2, 3));
        assert_eq!(told.probes[0].host_name.as_deref(), Some("edge1.example.net"));
        assert_eq!((told.probes[0].rtt, told.probes[1].rtt), (Some(1.204), None));
        assert_eq!(told.probes[2].ip_address.as_deref(), Some("198.51.100.1"));
        assert_eq!(hop(" 3  * * *").map(|hop| hop.probes.len()), Some(3));
        assert!(hop("traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets").is_none());
    }
}
