//! The light that transceivers send and receive, and the current of their lasers. A port without a reading is left out; each
//! lane is a port of its own.

use crate::{answer, interface_name};
use nethost_driver::{GetterError, OpticalChannel, OpticalReading, Output, Platform, Row};

pub(crate) const PLAN: &[&str] = &["show interfaces transceiver | json"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Vec<OpticalChannel>, GetterError> {
    let rows = answer::first(platform, outputs, PLAN)?;
    Ok(rows.iter().filter_map(channel).collect())
}

fn channel(row: &Row) -> Option<OpticalChannel> {
    let reading = |column: &str| {
        let instant = row.text(column)?.parse().ok()?;
        Some(OpticalReading {
            instant: Some(instant),
            avg: None,
            min: None,
            max: None,
        })
    };
    let channel = OpticalChannel {
        interface: interface_name::full(row.text("port")?),
        index: 0,
        input_power: reading("rx_power"),
        output_power: reading("tx_power"),
        laser_bias_current: reading("bias_current"),
    };
    let some = channel.input_power.is_some()
        || channel.output_power.is_some()
        || channel.laser_bias_current.is_some();
    some.then_some(channel)
}
