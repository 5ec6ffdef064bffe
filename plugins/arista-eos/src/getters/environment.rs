//! Temperatures, fans, power supplies, processor and memory. A virtual device has the last two only.

use crate::answer;
use nethost_driver::{
    Environment, Fan, GetterError, Memory, Output, ParseError, Platform, PowerSupply, Processor, Row,
    Temperature,
};

/// Early releases know the second name of the first three only.
pub(crate) const PLAN: &[&str] = &[
    "show system environment cooling | json",
    "show environment cooling | json",
    "show system environment temperature | json",
    "show environment temperature | json",
    "show system environment power | json",
    "show environment power | json",
    "show processes top once",
];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    let rows = |what: &str| {
        let commands = [
            format!("show system environment {what} | json"),
            format!("show environment {what} | json"),
        ];
        let commands = [commands[0].as_str(), commands[1].as_str()];
        match answer::first(platform, outputs, &commands) {
            Err(GetterError::Output((_, ParseError::Refused(_)))) => Ok(Vec::new()),
            rows => rows,
        }
    };
    let top = answer::wanted(platform, outputs, "show processes top once")?;
    Ok(Environment {
        fans: rows("cooling")?.iter().filter_map(fan).collect(),
        temperatures: rows("temperature")?.iter().filter_map(temperature).collect(),
        power: rows("power")?.iter().filter_map(power_supply).collect(),
        processors: top.first().and_then(processor).into_iter().collect(),
        memory: top.first().and_then(memory),
    })
}

fn works(state: &str) -> bool {
    state.eq_ignore_ascii_case("ok")
}

fn fan(row: &Row) -> Option<Fan> {
    Some(Fan {
        name: row.string("fan")?,
        status: row.text("status").map(works),
    })
}

/// Texts number the sensors that documents name `TempSensor1`; those of a module have its name before theirs.
fn temperature(row: &Row) -> Option<Temperature> {
    let sensor = row.text("sensor")?;
    let name = match sensor.parse::<u32>() {
        Ok(number) => format!("TempSensor{number}"),
        Err(_) => sensor.to_owned(),
    };
    let number = |column: &str| row.text(column).and_then(|text| text.parse::<f64>().ok());
    let current = number("current_value");
    let above = |limit: &str| Some(current? > number(limit)?);
    Some(Temperature {
        name: match row.text("module") {
            // A document's names of a module's sensors are its own already.
            Some(module) if name != sensor => format!("{module} {name}"),
            _ => name,
        },
        temperature: current,
        is_alert: above("alert_limit"),
        is_critical: above("critical_limit"),
    })
}

fn power_supply(row: &Row) -> Option<PowerSupply> {
    Some(PowerSupply {
        name: row.string("power_supply_location")?,
        status: row.text("power_supply_status").map(works),
        capacity: row.decimal("power_supply_watts"),
        output: row
            .text("power_supply_watts_using")
            .and_then(|text| text.parse().ok()),
    })
}

/// All processors together, as the device counts them.
fn processor(row: &Row) -> Option<Processor> {
    let idle: f64 = row.text("global_cpu_percent_idle")?.parse().ok()?;
    Some(Processor {
        name: "0".to_owned(),
        // One digit after the point, as it was told.
        usage: Some(((100.0 - idle) * 10.0).round() / 10.0),
    })
}

fn memory(row: &Row) -> Option<Memory> {
    let unit = match row.text("global_mem_unit")?.chars().next()?.to_ascii_lowercase() {
        'k' => 1024.0,
        'm' => 1024.0 * 1024.0,
        'g' => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let bytes = |column: &str| {
        let bytes = row.text(column)?.parse::<f64>().ok()? * unit;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between zero and 2^53"
        )]
        (0.0..9_007_199_254_740_992.0)
            .contains(&bytes)
            .then_some(bytes as u64)
    };
    Some(Memory {
        available_ram: bytes("global_mem_total"),
        used_ram: bytes("global_mem_used"),
    })
}
