//! Probes to a destination. NX-OS sets no time to live for them.

use nethost_driver::{
    GetterError, Misunderstanding, Output, ParseError, PingProbe, PingQuery, PingResult, Platform, outputs,
};
use std::fmt::Write as _;

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let ping = if query.destination.contains(':') {
        "ping6"
    } else {
        "ping"
    };
    let mut command = format!("{ping} {}", query.destination);
    let numbers = [
        ("timeout", query.timeout),
        ("packet-size", query.size),
        ("count", query.count),
    ];
    for (option, number) in numbers {
        if let Some(number) = number {
            // Writing to a text does not fail.
            let _ = write!(command, " {option} {number}");
        }
    }
    for (option, text) in [("source", &query.source), ("vrf", &query.vrf)] {
        if let Some(text) = text {
            let _ = write!(command, " {option} {text}");
        }
    }
    vec![command]
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
    let mut result = PingResult {
        probes_sent: None,
        packet_loss: None,
        rtt_min: None,
        rtt_max: None,
        rtt_avg: None,
        rtt_stddev: None,
        results: Vec::new(),
    };
    for line in text.lines().map(str::trim) {
        if let Some(probe) = probe(line) {
            result.results.push(probe);
        } else if line.contains(" packets transmitted, ") {
            let mut counts = line
                .split(", ")
                .filter_map(|part| part.split(' ').next()?.parse::<u32>().ok());
            result.probes_sent = counts.next();
            let received = counts.next();
            result.packet_loss = result
                .probes_sent
                .zip(received)
                .and_then(|(sent, received)| sent.checked_sub(received));
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
        let why = ParseError::NotUnderstood(Misunderstanding {
            line: None,
            text: String::new(),
            state: String::new(),
            message: "how many probes were sent is not in it".to_owned(),
        });
        return Err(outputs::error(&command, why));
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
