//! What the optics measure, now: the device tells neither means nor extremes. A channel for each lane.

use crate::answer;
use nethost_driver::{GetterError, OpticalChannel, OpticalReading, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interfaces diagnostics optics"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<OpticalChannel>, GetterError> {
    let rows = answer::listed(platform, outputs, "show interfaces diagnostics optics")?;
    Ok(rows.iter().filter_map(channel).collect())
}

/// Absent for a row that only tells the temperature of a module with several lanes.
fn channel(row: &Row) -> Option<OpticalChannel> {
    let current = row.decimal("bias_current");
    if current.is_none() && row.text("input_power_dbm").is_none() && row.text("output_power_dbm").is_none() {
        return None;
    }
    Some(OpticalChannel {
        interface: row.string("interface")?,
        index: row.number("lane").unwrap_or(0),
        input_power: row.text("input_power_dbm").and_then(power),
        output_power: row.text("output_power_dbm").and_then(power),
        laser_bias_current: current.map(reading),
    })
}

/// Without any light the device writes "- Inf", which is no number of dBm.
fn power(text: &str) -> Option<OpticalReading> {
    text.parse().ok().map(reading)
}

fn reading(instant: f64) -> OpticalReading {
    OpticalReading {
        instant: Some(instant),
        avg: None,
        min: None,
        max: None,
    }
}
