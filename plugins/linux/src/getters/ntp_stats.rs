//! How well each of those answers whom the machine asks for the time, by chrony or by ntpd.

use nethost_driver::{GetterError, NtpAssociation, Output, Platform, Row, read};

const CHRONY: &str = "chronyc -n sources";
const NTPD: &str = "ntpq -pn";

pub(crate) const PLAN: &[&str] = &[CHRONY, NTPD];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
    let chrony = platform.wanted(outputs, CHRONY)?;
    let ntpd = platform.wanted(outputs, NTPD)?;
    let sources = chrony.iter().filter_map(source);
    Ok(sources.chain(ntpd.iter().filter_map(peer)).collect())
}

/// One of chrony's. It tells the interval as a power of two, and the offset with its unit.
fn source(row: &Row) -> Option<NtpAssociation> {
    let interval = row
        .number::<u32>("poll")
        .and_then(|power| 1_u32.checked_shl(power));
    Some(NtpAssociation {
        remote: row.string("name")?,
        reference_id: None,
        synchronized: Some(row.text("state") == Some("*")),
        stratum: row.number("stratum"),
        kind: row.string("mode"),
        when: row.string("last_rx"),
        hostpoll: interval,
        reachability: reachability(row),
        delay: None,
        offset: row.text("measured_offset").and_then(milliseconds),
        jitter: None,
    })
}

fn peer(row: &Row) -> Option<NtpAssociation> {
    let decimal = |column| row.text(column).and_then(|text: &str| text.parse().ok());
    Some(NtpAssociation {
        remote: row.string("remote")?,
        reference_id: row.string("refid"),
        synchronized: Some(matches!(row.text("tally"), Some("*" | "o"))),
        stratum: row.number("stratum"),
        kind: row.string("type"),
        when: row.string("when"),
        hostpoll: row.text("poll").and_then(|poll| poll.parse().ok()),
        reachability: reachability(row),
        delay: decimal("delay"),
        offset: decimal("offset"),
        jitter: decimal("jitter"),
    })
}

fn reachability(row: &Row) -> Option<u32> {
    read::octal(row.text("reach")?)
}

/// "-123us": a number and one of ns, us, ms, s.
fn milliseconds(text: &str) -> Option<f64> {
    let place = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(place)?;
    let factor = match unit {
        "ns" => 1e-6,
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}
