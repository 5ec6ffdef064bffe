//! Probes from the device. Its command has no way to limit hops.

use nethost_driver::{
    GetterError, Misunderstanding, Output, ParseError, PingProbe, PingQuery, PingResult, Platform,
    outputs::error,
};

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    vec![command(query)]
}

fn command(query: &PingQuery) -> String {
    let vrf = query.vrf.iter().map(|vrf| format!(" vrf {vrf}"));
    let options = [
        query.size.map(|size| format!(" size {size}")),
        query.count.map(|count| format!(" repeat {count}")),
        query.timeout.map(|timeout| format!(" timeout {timeout}")),
        query.source.as_ref().map(|source| format!(" source {source}")),
    ];
    let family = if query.destination.contains(':') {
        " ipv6"
    } else {
        ""
    };
    let to = format!("{family} {}", query.destination);
    let command = ["ping".to_owned()].into_iter().chain(vrf).chain([to]);
    command.chain(options.into_iter().flatten()).collect()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let command = command(query);
    let text = platform.needed_text(outputs, &command)?;
    let mut result = PingResult {
        probes_sent: None,
        packet_loss: None,
        rtt_min: None,
        rtt_max: None,
        rtt_avg: None,
        rtt_stddev: None,
        results: Vec::new(),
    };
    text.lines().for_each(|line| add(&mut result, line));
    match result.probes_sent {
        Some(_) => Ok(result),
        None => Err(error(
            &command,
            ParseError::NotUnderstood(Misunderstanding {
                line: None,
                text: text.lines().last().unwrap_or_default().to_owned(),
                state: String::new(),
                message: "the statistics at its end are missing".to_owned(),
            }),
        )),
    }
}

fn add(result: &mut PingResult, line: &str) {
    if let Some((sent, rest)) = line.split_once(" packets transmitted, ") {
        result.probes_sent = sent.trim().parse().ok();
        let received = rest
            .split_whitespace()
            .next()
            .and_then(|count| count.parse::<u32>().ok());
        result.packet_loss = result
            .probes_sent
            .zip(received)
            .map(|(sent, received)| sent.saturating_sub(received));
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
