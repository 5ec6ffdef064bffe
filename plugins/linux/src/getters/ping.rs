//! Sends probes, and tells of each that was answered.

use nethost_driver::{
    GetterError, Output, ParseError, PingProbe, PingQuery, PingResult, Platform, Row, outputs,
};

/// The program goes on for ever unless it is told how often; NAPALM's number.
const COUNT: u32 = 5;

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let vrf = query.vrf.as_ref().filter(|vrf| *vrf != "default");
    let mut command = vrf.map(|vrf| format!("ip vrf exec {vrf} ")).unwrap_or_default();
    command.push_str("ping");
    let mut add = |words: String| {
        command.push(' ');
        command.push_str(&words);
    };
    add(format!("-c {}", query.count.unwrap_or(COUNT)));
    if let Some(size) = query.size {
        add(format!("-s {size}"));
    }
    if let Some(timeout) = query.timeout {
        add(format!("-W {timeout}"));
    }
    if let Some(ttl) = query.ttl {
        add(format!("-t {ttl}"));
    }
    if let Some(source) = &query.source {
        add(format!("-I {source}"));
    }
    add(query.destination.clone());
    vec![command]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let command = plan(query).concat();
    let rows = platform.needed(outputs, &command)?;
    let row = rows
        .first()
        .ok_or_else(|| outputs::error(&command, ParseError::NoSuchCommand))?;
    Ok(result(row))
}

fn result(row: &Row) -> PingResult {
    let sent: Option<u32> = row.number("sent_qty");
    let answered: Option<u32> = row.number("received_qty");
    let answers = row.texts("responders").iter().zip(row.texts("response_times"));
    PingResult {
        probes_sent: sent,
        packet_loss: sent
            .zip(answered)
            .map(|(sent, answered)| sent.saturating_sub(answered)),
        rtt_min: row.decimal("rtt_min"),
        rtt_max: row.decimal("rtt_max"),
        rtt_avg: row.decimal("rtt_avg"),
        rtt_stddev: row.decimal("rtt_mdev"),
        results: answers
            .filter_map(|(address, time)| {
                Some(PingProbe {
                    ip_address: address.clone(),
                    rtt: time.parse().ok()?,
                })
            })
            .collect(),
    }
}
