//! The NTP associations: whom the device asks for the time, and how well it is answered.

use crate::preamble;
use nethost_driver::{GetterError, NtpAssociation, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ntp associations"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
    let rows = platform.if_on(&preamble::strip(outputs), "show ntp associations")?;
    Ok(rows.iter().filter_map(association).collect())
}

fn association(row: &Row) -> Option<NtpAssociation> {
    Some(NtpAssociation {
        remote: row.string("address")?,
        reference_id: row.string("ref_clock"),
        synchronized: Some(row.text("type") == Some("*")),
        stratum: row.number("st"),
        kind: None,
        when: row.string("when"),
        hostpoll: row.number("poll"),
        reachability: row.text("reach").and_then(read::octal),
        delay: row.decimal("delay"),
        offset: row.decimal("offset"),
        jitter: row.decimal("disp"),
    })
}
