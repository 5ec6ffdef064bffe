//! Sends probes. The device tells shortest, mean and longest time, and of no single probe.

use nethost_driver::{GetterError, Output, PingQuery, PingResult, Platform, Row, outputs};

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let mut command = "ping".to_owned();
    let mut add = |words: String| {
        command.push(' ');
        command.push_str(&words);
    };
    if let Some(vrf) = &query.vrf {
        add(format!("vrf {vrf}"));
    }
    add(query.destination.clone());
    if let Some(count) = query.count {
        add(format!("repeat {count}"));
    }
    if let Some(size) = query.size {
        add(format!("size {size}"));
    }
    if let Some(timeout) = query.timeout {
        add(format!("timeout {timeout}"));
    }
    // The time to live can only be had in a dialogue.
    if let Some(source) = &query.source {
        add(format!("source {source}"));
    }
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
        .ok_or_else(|| outputs::error(&command, nethost_driver::ParseError::NoSuchCommand))?;
    Ok(result(row))
}

fn result(row: &Row) -> PingResult {
    let sent: Option<u32> = row.number("sent_qty");
    let answered: Option<u32> = row.number("success_qty");
    PingResult {
        probes_sent: sent,
        packet_loss: sent
            .zip(answered)
            .map(|(sent, answered)| sent.saturating_sub(answered)),
        rtt_min: row.decimal("rtt_min"),
        rtt_max: row.decimal("rtt_max"),
        rtt_avg: row.decimal("rtt_avg"),
        rtt_stddev: None,
        results: Vec::new(),
    }
}
