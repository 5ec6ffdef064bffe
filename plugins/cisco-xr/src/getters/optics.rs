//! What the modules measure, for each of their lanes.

use crate::{interface_name, preamble};
use nethost_driver::{GetterError, OpticalChannel, OpticalReading, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show controllers all phy"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<OpticalChannel>, GetterError> {
    let rows = platform.needed(&preamble::strip(outputs), "show controllers all phy")?;
    Ok(rows.iter().filter_map(channel).collect())
}

/// Absent for a module that only its lanes tell of.
fn channel(row: &Row) -> Option<OpticalChannel> {
    let (input, output) = (reading(row, "rx_value"), reading(row, "tx_value"));
    let bias = reading(row, "bias");
    let lane: Option<u32> = row.number("lane");
    if lane.is_none() && input.is_none() && output.is_none() && bias.is_none() {
        return None;
    }
    Some(OpticalChannel {
        interface: interface_name::full(row.text("interface")?),
        index: lane.unwrap_or(0),
        input_power: input,
        output_power: output,
        laser_bias_current: bias,
    })
}

/// "-5.08 dBm" or "-5.08". "<-40.00", less than can be measured, is no number.
fn reading(row: &Row, column: &str) -> Option<OpticalReading> {
    let number = row.text(column)?.split(' ').next()?;
    let instant: f64 = number.parse().ok()?;
    instant.is_finite().then_some(OpticalReading {
        instant: Some(instant),
        avg: None,
        min: None,
        max: None,
    })
}
