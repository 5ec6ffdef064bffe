//! Fans, power supplies and temperatures, where the hardware tells them; how busy processors and memory are.

use nethost_driver::{
    Environment, Fan, GetterError, Memory, Output, Platform, PowerSupply, Processor, Row, Temperature,
};

const SENSORS: &str = "show environment";
const PROCESSORS: &str = "show cpu usage";
const MEMORY: &str = "show memory";

pub(crate) const PLAN: &[&str] = &[SENSORS, PROCESSORS, MEMORY];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    // Virtual ones have no sensors, and contexts no hardware.
    let sensors = platform.wanted(outputs, SENSORS)?;
    let processors = platform.needed(outputs, PROCESSORS)?;
    let memory = platform.wanted(outputs, MEMORY)?;
    let of = |section: &'static str| {
        sensors
            .iter()
            .filter(move |row| row.text("section") == Some(section))
    };
    let is_fine = |row: &Row| row.text("state").map(|state| state == "OK");
    Ok(Environment {
        fans: of("Cooling Fans")
            .filter_map(|row| {
                Some(Fan {
                    name: row.string("name")?,
                    status: is_fine(row),
                })
            })
            .collect(),
        temperatures: sensors
            .iter()
            .filter(|row| row.text("unit") == Some("C"))
            .filter_map(temperature)
            .collect(),
        power: power(of("Power Supplies")),
        processors: processors
            .first()
            .map(|row| Processor {
                name: "cpu".to_owned(),
                usage: row.decimal("cpu_5_sec"),
            })
            .into_iter()
            .collect(),
        memory: memory.first().map(|row| Memory {
            available_ram: row.number("total"),
            used_ram: row.number("used"),
        }),
    })
}

fn temperature(row: &Row) -> Option<Temperature> {
    let state = row.text("state");
    Some(Temperature {
        name: row.string("name")?,
        temperature: row.decimal("reading"),
        is_alert: state.map(|state| state != "OK"),
        is_critical: state.map(|state| state.eq_ignore_ascii_case("critical")),
    })
}

/// A supply works while each of its sensors says so; nothing else is told of it.
fn power<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<PowerSupply> {
    let mut supplies: Vec<PowerSupply> = Vec::new();
    for row in rows {
        let Some(name) = row.text("name") else { continue };
        let status = row.text("state").map(|state| state == "OK");
        match supplies.iter_mut().find(|known| known.name == name) {
            Some(known) => known.status = known.status.zip(status).map(|(one, other)| one && other),
            None => supplies.push(PowerSupply {
                name: name.to_owned(),
                status,
                capacity: None,
                output: None,
            }),
        }
    }
    supplies
}
