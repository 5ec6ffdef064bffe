//! Sends probes. The device tells shortest, mean and longest time, and of no single probe.

use crate::preamble;
use nethost_driver::{GetterError, Output, PingQuery, PingResult, Platform, Row};

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
    if let Some(source) = &query.source {
        add(format!("source {source}"));
    }
    if let Some(count) = query.count {
        add(format!("count {count}"));
    }
    if let Some(size) = query.size {
        add(format!("size {size}"));
    }
    // The time to live can only be had in a dialogue.
    if let Some(timeout) = query.timeout {
        add(format!("timeout {timeout}"));
    }
    vec![command]
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), &plan(query).concat())?;
    Ok(rows.first().map_or_else(nothing, result))
}

fn nothing() -> PingResult {
    PingResult {
        probes_sent: None,
        packet_loss: None,
        rtt_min: None,
        rtt_max: None,
        rtt_avg: None,
        rtt_stddev: None,
        results: Vec::new(),
    }
}

fn result(row: &Row) -> PingResult {
    let sent: Option<u32> = row.number("sent_qty");
    let answered: Option<u32> = row.number("success_qty");
    PingResult {
        probes_sent: sent,
        packet_loss: sent
            .zip(answered)
            .and_then(|(sent, answered)| sent.checked_sub(answered)),
        rtt_min: row.decimal("rtt_min"),
        rtt_max: row.decimal("rtt_max"),
        rtt_avg: row.decimal("rtt_avg"),
        ..nothing()
    }
}
