//! Probes that are echoed. The device would go on for ever unless it is told how many to send.

use nethost_driver::{CommandLine, GetterError, Output, PingProbe, PingQuery, PingResult, Platform, outputs};

/// NAPALM's.
const COUNT: u32 = 5;

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    CommandLine::new("ping")
        .word(&query.destination)
        .option("count", query.count.or(Some(COUNT)))
        .option("source", query.source.as_ref())
        .option("routing-instance", query.vrf.as_ref())
        .option("size", query.size)
        .option("wait", query.timeout)
        .option("ttl", query.ttl)
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let command = plan(query).concat();
    let text = platform.needed_text(outputs, &command)?;
    read(text).ok_or_else(|| outputs::not_understood(&command, text, "the count of the probes was expected"))
}

fn read(text: &str) -> Option<PingResult> {
    let mut result = PingResult::counted(None, None);
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
