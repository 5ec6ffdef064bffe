//! Probes from the device. Its command has no way to limit hops.

use nethost_driver::{
    CommandLine, GetterError, Output, PingProbe, PingQuery, PingResult, Platform, outputs::not_understood,
};

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let line = CommandLine::new("ping").option("vrf", query.vrf.as_ref());
    let line = if query.destination.contains(':') {
        line.word("ipv6")
    } else {
        line
    };
    line.word(&query.destination)
        .option("size", query.size)
        .option("repeat", query.count)
        .option("timeout", query.timeout)
        .option("source", query.source.as_ref())
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let command = plan(query).concat();
    let text = platform.needed_text(outputs, &command)?;
    let mut result = PingResult::counted(None, None);
    text.lines().for_each(|line| add(&mut result, line));
    match result.probes_sent {
        Some(_) => Ok(result),
        None => Err(not_understood(
            &command,
            text.lines().last().unwrap_or_default(),
            "the statistics at its end are missing",
        )),
    }
}

fn add(result: &mut PingResult, line: &str) {
    if let Some((sent, rest)) = line.split_once(" packets transmitted, ") {
        let received = rest.split_whitespace().next();
        let counted = PingResult::counted(
            sent.trim().parse().ok(),
            received.and_then(|count| count.parse().ok()),
        );
        (result.probes_sent, result.packet_loss) = (counted.probes_sent, counted.packet_loss);
    } else if let Some((_, times)) = line.split_once("min/avg/max/mdev = ") {
        let times = times.split_whitespace().next().unwrap_or_default();
        let mut times = times.split('/').map(|time| time.parse().ok());
        result.rtt_min = times.next().flatten();
        result.rtt_avg = times.next().flatten();
        result.rtt_max = times.next().flatten();
        result.rtt_stddev = times.next().flatten();
    } else if let Some((_, rest)) = line.split_once(" bytes from ") {
        let from = rest.split_once(": ").map(|(from, _)| from);
        let time = rest
            .split_once("time=")
            .and_then(|(_, time)| time.split_whitespace().next()?.parse().ok());
        if let Some((from, rtt)) = from.zip(time) {
            // A name stands before the address in parentheses.
            let address = from
                .split_once('(')
                .map_or(from, |(_, address)| address.trim_end_matches(')'));
            result.results.push(PingProbe {
                ip_address: address.trim().to_owned(),
                rtt,
            });
        }
    }
}
