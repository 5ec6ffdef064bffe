//! Probes that are echoed. The device would go on for ever unless it is told how many to send.

use crate::{answer, command::option};
use nethost_driver::{GetterError, Output, PingProbe, PingQuery, PingResult, Platform};

/// NAPALM's.
const COUNT: u32 = 5;

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let mut command = format!(
        "ping {} count {}",
        query.destination,
        query.count.unwrap_or(COUNT)
    );
    option(&mut command, "source", query.source.as_ref());
    option(&mut command, "routing-instance", query.vrf.as_ref());
    option(&mut command, "size", query.size);
    option(&mut command, "wait", query.timeout);
    option(&mut command, "ttl", query.ttl);
    vec![command]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let command = plan(query).concat();
    let text = platform.needed_text(outputs, &command)?;
    read(text).ok_or_else(|| answer::strange(&command, text, "the count of the probes was expected"))
}

fn read(text: &str) -> Option<PingResult> {
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
        } else if let Some((sent, rest)) = line.split_once(" packets transmitted, ") {
            let sent: u32 = sent.parse().ok()?;
            let received: u32 = rest.split(' ').next()?.parse().ok()?;
            (result.probes_sent, result.packet_loss) = (Some(sent), Some(sent.saturating_sub(received)));
        } else if let Some((names, values)) = line.split_once(" = ")
            && names.ends_with("min/avg/max/stddev") | names.ends_with("min/avg/max/std-dev")
        {
            let mut values = values
                .trim_end_matches(" ms")
                .split('/')
                .map(|value| value.parse().ok());
            result.rtt_min = values.next().flatten();
            result.rtt_avg = values.next().flatten();
            result.rtt_max = values.next().flatten();
            result.rtt_stddev = values.next().flatten();
        }
    }
    result.probes_sent.is_some().then_some(result)
}

/// `64 bytes from 192.0.2.2: icmp_seq=0 ttl=64 time=1.234 ms`, and of IPv6 `16 bytes from 2001:db8::2, icmp_seq=0 …`.
fn probe(line: &str) -> Option<PingProbe> {
    let (_, rest) = line.split_once(" bytes from ")?;
    let (address, rest) = rest.split_once(' ')?;
    let (_, time) = rest.split_once("time=")?;
    Some(PingProbe {
        ip_address: address.trim_end_matches([':', ',']).to_owned(),
        rtt: time.strip_suffix(" ms")?.parse().ok()?,
    })
}
