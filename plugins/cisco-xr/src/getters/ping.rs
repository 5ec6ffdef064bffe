//! Sends probes. The device tells shortest, mean and longest time, and of no single probe.

use crate::preamble;
use nethost_driver::{CommandLine, GetterError, Output, PingQuery, PingResult, Platform, Row};

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    // The time to live can only be had in a dialogue.
    CommandLine::new("ping")
        .option("vrf", query.vrf.as_ref())
        .word(&query.destination)
        .option("source", query.source.as_ref())
        .option("count", query.count)
        .option("size", query.size)
        .option("timeout", query.timeout)
        .plan()
}

pub(crate) fn collect(
    platform: &Platform,
    query: &PingQuery,
    outputs: &[Output],
) -> Result<PingResult, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), &plan(query).concat())?;
    Ok(rows
        .first()
        .map_or_else(|| PingResult::counted(None, None), result))
}

fn result(row: &Row) -> PingResult {
    PingResult {
        rtt_min: row.decimal("rtt_min"),
        rtt_max: row.decimal("rtt_max"),
        rtt_avg: row.decimal("rtt_avg"),
        ..PingResult::counted(row.number("sent_qty"), row.number("success_qty"))
    }
}
