//! Finds the way to a destination. Each line is a distance; who answered stands before the times until somebody else did.

use nethost_driver::{
    CommandLine, GetterError, Output, Platform, TracerouteHop, TracerouteProbe, TracerouteQuery,
};

pub(crate) fn plan(query: &TracerouteQuery) -> Vec<String> {
    let vrf = query.vrf.as_ref().filter(|vrf| *vrf != "default");
    let within = vrf.map(|vrf| format!("ip vrf exec {vrf} ")).unwrap_or_default();
    CommandLine::new(within + "traceroute")
        .option("-s", query.source.as_ref())
        .option("-w", query.timeout)
        .option("-m", query.ttl)
        .word(&query.destination)
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &TracerouteQuery,
    outputs: &[Output],
) -> Result<Vec<TracerouteHop>, GetterError> {
    let rows = platform.needed(outputs, &plan(query).concat())?;
    let hops = rows.iter().filter_map(|row| {
        Some(TracerouteHop {
            number: row.number("hop")?,
            probes: probes(row.text("probes")?),
        })
    });
    Ok(hops.collect())
}

/// "gw1 (192.0.2.1)  0.345 ms  * core1 (198.51.100.1)  2.1 ms !X".
fn probes(text: &str) -> Vec<TracerouteProbe> {
    let (mut host, mut address): (Option<&str>, Option<&str>) = (None, None);
    let mut probes = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied();
        if word == "*" {
            probes.push(TracerouteProbe::silent());
        } else if next == Some("ms") {
            probes.push(TracerouteProbe {
                rtt: word.parse().ok(),
                ip_address: address.map(str::to_owned),
                host_name: host.map(str::to_owned),
            });
            words.next();
        } else if word.starts_with('!') {
            // A mark says why the one before it is no ordinary answer.
        } else if let Some(inside) = next.and_then(|next| next.strip_prefix('(')?.strip_suffix(')')) {
            // An address without a name stands in the name's place too.
            host = Some(word).filter(|&word| word != inside);
            address = Some(inside);
            words.next();
        } else {
            (host, address) = (None, Some(word));
        }
    }
    probes
}
