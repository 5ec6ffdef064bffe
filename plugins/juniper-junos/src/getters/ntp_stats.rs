//! How the device stands with each server that it asks for the time.

use crate::answer;
use nethost_driver::{GetterError, NtpAssociation, Output, Platform, Row, read};

pub(crate) const PLAN: &[&str] = &["show ntp associations no-resolve"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<NtpAssociation>, GetterError> {
    let rows = answer::listed(platform, outputs, "show ntp associations no-resolve")?;
    Ok(rows.iter().filter_map(association).collect())
}

fn association(row: &Row) -> Option<NtpAssociation> {
    let milliseconds = |column: &str| row.text(column).and_then(|text| text.parse().ok());
    Some(NtpAssociation {
        remote: row.string("remote")?,
        reference_id: row.string("refid"),
        synchronized: Some(row.text("tally") == Some("*")),
        stratum: row.number("stratum"),
        kind: row.string("type"),
        when: row.string("when"),
        hostpoll: row.text("poll").and_then(seconds),
        // Printed as octal digits.
        reachability: row.text("reach").and_then(read::octal),
        delay: milliseconds("delay"),
        offset: milliseconds("offset"),
        jitter: milliseconds("jitter"),
    })
}

/// "64", "17m", "2h".
fn seconds(text: &str) -> Option<u32> {
    let (number, unit) = match text.strip_suffix(['m', 'h', 'd']) {
        Some(number) => (number, text.chars().next_back()?),
        None => (text, 's'),
    };
    let length = match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => 1,
    };
    number.parse::<u32>().ok()?.checked_mul(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_intervals_have_a_unit() {
        assert_eq!(seconds("1024"), Some(1024));
        assert_eq!(seconds("17m"), Some(1020));
        assert_eq!(seconds("2h"), Some(7200));
        assert_eq!(seconds("h"), None);
        assert_eq!(seconds("99999999d"), None);
    }
}
