//! Probes to a destination. NX-OS sets no time to live for them.

use nethost_driver::{CommandLine, GetterError, Output, PingProbe, PingQuery, PingResult, Platform, outputs};

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let ping = if query.destination.contains(':') {
        "ping6"
    } else {
        "ping"
    };
    CommandLine::new(ping)
        .word(&query.destination)
        .option("timeout", query.timeout)
        .option("packet-size", query.size)
        .option("count", query.count)
        .option("source", query.source.as_ref())
        .option("vrf", query.vrf.as_ref())
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let Some(command) = plan(query).pop() else {
        return Err(GetterError::Unsupported);
    };
    let text = platform.needed_text(outputs, &command)?;
    let mut result = PingResult::counted(None, None);
    for line in text.lines().map(str::trim) {
        if let Some(probe) = probe(line) {
            result.results.push(probe);
        } else if line.contains(" packets transmitted, ") {
            let mut counts = line
                .split(", ")
                .filter_map(|part| part.split(' ').next()?.parse::<u32>().ok());
            let counted = PingResult::counted(counts.next(), counts.next());
            (result.probes_sent, result.packet_loss) = (counted.probes_sent, counted.packet_loss);
        } else if let Some((_, times)) = line.split_once("min/avg/max = ") {
            let mut times = times
                .trim_end_matches(" ms")
                .split('/')
                .map(|time| time.trim().parse().ok());
            result.rtt_min = times.next().flatten();
            result.rtt_avg = times.next().flatten();
            result.rtt_max = times.next().flatten();
        }
    }
    if result.probes_sent.is_none() {
        let missing = "how many probes were sent is not in it";
        return Err(outputs::not_understood(&command, text, missing));
    }
    Ok(result)
}

/// A line such as `64 bytes from 192.0.2.1: icmp_seq=0 ttl=254 time=1.123 ms`.
fn probe(line: &str) -> Option<PingProbe> {
    let (_, rest) = line.split_once(" bytes from ")?;
    let (address, rest) = rest.split_once(": ").or_else(|| rest.split_once(", "))?;
    let (_, time) = rest.split_once("time=")?;
    Some(PingProbe {
        ip_address: address.to_owned(),
        rtt: time.split(' ').next()?.parse().ok()?,
    })
}
