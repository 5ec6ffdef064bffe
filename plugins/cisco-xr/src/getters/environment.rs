//! Fans, supplies and sensors as the administration tells them, the processor's load, and memory. A platform that refuses
//! one of them has none of it here.

use crate::preamble;
use nethost_driver::{
    Environment, Fan, GetterError, Memory, Output, Platform, PowerSupply, Processor, Row, Temperature,
};

const PROCESSES: &str = "show processes cpu";

pub(crate) const PLAN: &[&str] = &[
    "admin show environment fan",
    "admin show environment power",
    "admin show environment temperatures",
    PROCESSES,
    "show memory summary",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    let outputs = &preamble::strip(outputs);
    let fans = platform.wanted(outputs, "admin show environment fan")?;
    let supplies = platform.wanted(outputs, "admin show environment power")?;
    let sensors = platform.wanted(outputs, "admin show environment temperatures")?;
    let processors = platform.wanted(outputs, PROCESSES)?;
    let memory = platform.wanted(outputs, "show memory summary")?;
    if [&fans, &supplies, &sensors, &processors, &memory]
        .iter()
        .all(|rows| rows.is_empty())
    {
        platform.needed_text(outputs, PROCESSES)?;
    }
    Ok(Environment {
        fans: fans.iter().flat_map(speeds).collect(),
        temperatures: sensors.iter().filter_map(temperature).collect(),
        power: supplies.iter().filter_map(supply).collect(),
        processors: processors.iter().filter_map(load).collect(),
        memory: memory.first().and_then(of_node),
    })
}

/// A fan that stands still has failed.
fn speeds(tray: &Row) -> Vec<Fan> {
    let Some(module) = tray.text("module") else {
        return Vec::new();
    };
    let fan = |(number, speed): (usize, &String)| Fan {
        name: format!("{module} FAN_{number}"),
        status: speed.parse::<u32>().ok().map(|speed| speed > 0),
    };
    tray.texts("fan_speed").iter().enumerate().map(fan).collect()
}

fn supply(row: &Row) -> Option<PowerSupply> {
    let number = |column| row.text(column).and_then(|text| text.parse::<f64>().ok());
    let (volts, amps) = (number("output_volts"), number("output_amps"));
    Some(PowerSupply {
        name: row.string("power_module")?,
        // "Ok(Feeder A is missing)" works.
        status: row
            .text("status")
            .map(|status| status.to_uppercase().starts_with("OK")),
        capacity: row.decimal("capacity"),
        output: volts.zip(amps).map(|(volts, amps)| volts * amps),
    })
}

fn temperature(row: &Row) -> Option<Temperature> {
    let (location, sensor) = (row.text("location")?, row.text("sensor")?);
    let value = row.decimal("value");
    let above = |column| {
        value
            .zip(row.decimal(column))
            .map(|(value, limit)| value >= limit)
    };
    Some(Temperature {
        name: format!("{location} {sensor}"),
        temperature: value,
        is_alert: above("minor_high"),
        is_critical: above("critical_high"),
    })
}

/// Over the last minute.
fn load(row: &Row) -> Option<Processor> {
    Some(Processor {
        name: "0".to_owned(),
        usage: Some(row.decimal("cpu_1_min")?),
    })
}

/// Of the processor that answers.
fn of_node(row: &Row) -> Option<Memory> {
    let total = bytes(row.text("physical_total")?)?;
    let free = row.text("physical_available").and_then(bytes);
    Some(Memory {
        available_ram: Some(total),
        used_ram: free.and_then(|free| total.checked_sub(free)),
    })
}

/// "6144M", in bytes.
fn bytes(text: &str) -> Option<u64> {
    const KIBI: u64 = 1024;
    let (digits, unit) = match text.strip_suffix(['K', 'M', 'G']) {
        Some(digits) => (digits, text.get(digits.len()..)?),
        None => (text, ""),
    };
    let factor = match unit {
        "K" => KIBI,
        "M" => KIBI * KIBI,
        "G" => KIBI * KIBI * KIBI,
        _ => 1,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_carry_their_unit() {
        assert_eq!(bytes("6144M"), Some(6144 * 1024 * 1024));
        assert_eq!(bytes("0"), Some(0));
        assert_eq!(bytes("9x"), None);
        assert_eq!(bytes("99999999999999999999G"), None);
    }
}
