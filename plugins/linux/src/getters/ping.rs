//! Sends probes, and tells of each that was answered.

use nethost_driver::{
    CommandLine, GetterError, Output, ParseError, PingProbe, PingQuery, PingResult, Platform, Row, outputs,
};

/// The program goes on for ever unless it is told how often; NAPALM's number.
const COUNT: u32 = 5;

pub(crate) fn plan(query: &PingQuery) -> Vec<String> {
    let vrf = query.vrf.as_ref().filter(|vrf| *vrf != "default");
    let within = vrf.map(|vrf| format!("ip vrf exec {vrf} ")).unwrap_or_default();
    CommandLine::new(within + "ping")
        .option("-c", query.count.or(Some(COUNT)))
        .option("-s", query.size)
        .option("-W", query.timeout)
        .option("-t", query.ttl)
        .option("-I", query.source.as_ref())
        .word(&query.destination)
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
        .ok_or_else(|| outputs::error(&command, ParseError::NoSuchCommand))?;
    Ok(result(row))
}

fn result(row: &Row) -> PingResult {
    let answers = row.texts("responders").iter().zip(row.texts("response_times"));
    PingResult {
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
        ..PingResult::counted(row.number("sent_qty"), row.number("received_qty"))
    }
}
