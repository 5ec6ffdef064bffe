//! The time servers as the device sees them.

use crate::answer;
use nethost_driver::{GetterError, NtpAssociation, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ntp associations"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(association).collect())
}

fn association(row: &Row) -> Option<NtpAssociation> {
    Some(NtpAssociation {
        remote: row.string("remote")?,
        reference_id: row.string("refid"),
        synchronized: row.text("selection").map(|mark| mark == "*"),
        stratum: row.number("stratum"),
        kind: row.string("type"),
        when: row.string("when"),
        hostpoll: row.number("poll"),
        reachability: row.text("reach").and_then(read::octal),
        delay: row.decimal("delay"),
        offset: row.decimal("offset"),
        jitter: row.decimal("jitter"),
    })
}
