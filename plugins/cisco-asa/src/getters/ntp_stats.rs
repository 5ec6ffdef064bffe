//! The NTP associations: whom the device asks for the time, and how well it is answered.

use nethost_driver::{GetterError, NtpAssociation, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ntp associations"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
    // Without a server there is nothing to print; a context has the time of the system.
    let rows = platform.wanted(outputs, "show ntp associations")?;
    Ok(rows.iter().filter_map(association).collect())
}

fn association(row: &Row) -> Option<NtpAssociation> {
    let decimal = |column| row.text(column).and_then(|text: &str| text.parse().ok());
    let marks = row.text("marks").unwrap_or_default();
    Some(NtpAssociation {
        remote: row.string("address")?,
        reference_id: row.string("reference_clock"),
        synchronized: Some(marks.contains('*')),
        stratum: row.number("stratum"),
        kind: None,
        when: row.string("when"),
        hostpoll: row.number("poll"),
        reachability: row.text("reach").and_then(read::octal),
        delay: decimal("delay"),
        offset: decimal("offset"),
        jitter: decimal("dispersion"),
    })
}
