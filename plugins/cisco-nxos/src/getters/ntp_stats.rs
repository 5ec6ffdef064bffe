//! How the time servers answer. Of the offset NX-OS tells nothing.

use nethost_driver::{GetterError, NtpAssociation, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ntp peer-status"];

/// The device tells delays in seconds.
const MILLISECONDS: f64 = 1000.0;
pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
    let rows = platform.wanted(outputs, "show ntp peer-status")?;
    Ok(rows.iter().filter_map(association).collect())
}

fn association(row: &Row) -> Option<NtpAssociation> {
    Some(NtpAssociation {
        remote: row.string("remote")?,
        reference_id: None,
        synchronized: Some(row.text("mark") == Some("*")),
        stratum: row.number("stratum"),
        kind: row.string("mark"),
        when: None,
        hostpoll: row.number("poll"),
        reachability: row.text("reach").and_then(read::octal),
        delay: row.decimal("delay").map(|seconds| seconds * MILLISECONDS),
        offset: None,
        jitter: None,
    })
}
