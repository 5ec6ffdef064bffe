//! Sends probes. The device tells shortest, mean and longest time, and of no single probe.

use nethost_driver::{CommandLine, GetterError, Output, PingQuery, PingResult, Platform, Row, outputs};

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    // The time to live can only be had in a dialogue.
    CommandLine::new("ping")
        .option("vrf", query.vrf.as_ref())
        .word(&query.destination)
        .option("repeat", query.count)
        .option("size", query.size)
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
    let rows = platform.needed(outputs, &command)?;
    let row = rows
        .first()
        .ok_or_else(|| outputs::error(&command, nethost_driver::ParseError::NoSuchCommand))?;
    Ok(result(row))
}

fn result(row: &Row) -> PingResult {
    PingResult {
        rtt_min: row.decimal("rtt_min"),
        rtt_max: row.decimal("rtt_max"),
        rtt_avg: row.decimal("rtt_avg"),
        ..PingResult::counted(row.number("sent_qty"), row.number("success_qty"))
    }
}
