//! What the optics of each port measure, lane by lane.

use nethost_driver::{GetterError, OpticalChannel, OpticalReading, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interface transceiver details"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<OpticalChannel>, GetterError> {
    let rows = platform.wanted(outputs, "show interface transceiver details")?;
    Ok(rows.iter().filter_map(channel).collect())
}

fn channel(row: &Row) -> Option<OpticalChannel> {
    let lane: u32 = match row.text("lane") {
        Some(lane) => lane.parse().ok()?,
        None => 1,
    };
    Some(OpticalChannel {
        interface: row.string("interface")?,
        index: lane.checked_sub(1)?,
        input_power: reading(row, "rx_value"),
        output_power: reading(row, "tx_value"),
        laser_bias_current: reading(row, "amps_value"),
    })
}

/// Absent of "N/A", as a port that is shut tells.
fn reading(row: &Row, column: &str) -> Option<OpticalReading> {
    Some(OpticalReading {
        instant: Some(row.text(column)?.parse().ok()?),
        avg: None,
        min: None,
        max: None,
    })
}
