//! What the optics measure, now: IOS tells neither means nor extremes. One channel for each port.

use crate::interface_name;
use nethost_driver::{GetterError, OpticalChannel, OpticalReading, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interfaces transceiver"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<OpticalChannel>, GetterError> {
    let rows = platform.needed(outputs, "show interfaces transceiver")?;
    Ok(rows.iter().filter_map(channel).collect())
}

fn channel(row: &Row) -> Option<OpticalChannel> {
    // "N/A", and no light at all, are no numbers.
    let reading = |column| {
        let instant: f64 = row.text(column)?.parse().ok()?;
        instant.is_finite().then_some(OpticalReading {
            instant: Some(instant),
            avg: None,
            min: None,
            max: None,
        })
    };
    Some(OpticalChannel {
        interface: interface_name::full(row.text("interface")?),
        index: 0,
        input_power: reading("rx_pwr"),
        output_power: reading("tx_pwr"),
        laser_bias_current: reading("current"),
    })
}
