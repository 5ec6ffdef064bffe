//! Fans, temperatures and power, and how busy processor and memory are.

use nethost_driver::{
    Environment, Fan, GetterError, Memory, Output, Platform, PowerSupply, Processor, Row, Temperature,
    outputs,
};

pub(crate) const PLAN: &[&str] = &[
    "show environment",
    "show environment temperature",
    "show system resources",
];

const KILOBYTE: u64 = 1024;
/// What is not idle is busy.
const ALL: f64 = 100.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    let mut rows = platform.wanted(outputs, "show environment")?;
    let mut temperatures: Vec<Temperature> = rows
        .iter()
        .filter_map(|row| {
            let sensor = row.text("temperature_sensor")?;
            Some(temperature(
                row,
                sensor,
                "temperature_module",
                [
                    "temperature_current",
                    "temperature_minor_thresh",
                    "temperature_major_thresh",
                ],
            ))
        })
        .collect();
    let alone = platform.wanted(outputs, "show environment temperature")?;
    // The output of its own has names that tell sensors of a module apart.
    if !alone.is_empty() {
        temperatures = alone
            .iter()
            .filter_map(|row| {
                let sensor = row.text("sensor")?;
                Some(temperature(
                    row,
                    sensor,
                    "module",
                    ["current_value", "minor_threshold", "major_threshold"],
                ))
            })
            .collect();
    }
    if rows.is_empty() && alone.is_empty() {
        rows = platform.needed(outputs, "show environment")?;
    }
    let resources = outputs::text(outputs, "show system resources");
    Ok(Environment {
        fans: rows.iter().filter_map(fan).collect(),
        temperatures,
        power: rows.iter().filter_map(power).collect(),
        processors: processors(resources),
        memory: memory(resources),
    })
}

fn fan(row: &Row) -> Option<Fan> {
    Some(Fan {
        name: row.string("fan")?,
        status: row.text("fan_status").map(works),
    })
}

fn power(row: &Row) -> Option<PowerSupply> {
    let watts = |column: &str| row.decimal(column);
    Some(PowerSupply {
        name: row.string("power_supply")?,
        status: row.text("power_supply_status").map(works),
        capacity: watts("power_supply_capacity"),
        output: watts("power_supply_output"),
    })
}

fn works(status: &str) -> bool {
    status.eq_ignore_ascii_case("ok")
}

/// Named as NAPALM does, "FRONT-1". From the minor threshold on it is an alert, from the major one on critical.
fn temperature(row: &Row, sensor: &str, module: &str, columns: [&str; 3]) -> Temperature {
    let [current, minor, major] =
        columns.map(|column| row.text(column).and_then(|text| text.parse::<f64>().ok()));
    let from = |threshold: Option<f64>| Some(current? >= threshold?);
    Temperature {
        name: match row.text(module) {
            Some(module) => format!("{sensor}-{module}"),
            None => sensor.to_owned(),
        },
        temperature: current,
        is_alert: from(minor),
        is_critical: from(major),
    }
}

/// "CPU0 states  :   1.00% user,   0.50% kernel,   98.50% idle"; without a number it is all of them together.
fn processors(resources: &str) -> Vec<Processor> {
    let mut processors = Vec::new();
    for line in resources.lines() {
        let Some((name, states)) = line.trim().split_once(" states") else {
            continue;
        };
        let Some(number) = name.strip_prefix("CPU") else {
            continue;
        };
        let idle = states
            .split([',', ':'])
            .find_map(|state| state.trim().strip_suffix("% idle"))
            .and_then(|idle| idle.trim().parse::<f64>().ok());
        let (Some(idle), false) = (idle, number.trim().is_empty()) else {
            continue;
        };
        processors.push(Processor {
            name: number.trim().to_owned(),
            // As many digits as the device tells.
            usage: Some(((ALL - idle) * ALL).round() / ALL),
        });
    }
    processors
}

/// "Memory usage:   24633584K total,   9463080K used,   15170504K free".
fn memory(resources: &str) -> Option<Memory> {
    let line = resources
        .lines()
        .find_map(|line| line.trim().strip_prefix("Memory usage:"))?;
    let of = |what: &str| {
        let part = line.split(',').find_map(|part| part.trim().strip_suffix(what))?;
        let kilobytes: u64 = part.trim().strip_suffix('K')?.parse().ok()?;
        kilobytes.checked_mul(KILOBYTE)
    };
    Some(Memory {
        available_ram: of("total"),
        used_ram: of("used"),
    })
}

#[cfg(test)]
mod tests {
    use super::{memory, processors};

    #[test]
    fn each_processor_and_the_memory_are_read() {
        let text = "Load average:   1 minute: 0.35   5 minutes: 0.39\n\
                    CPU states  :   0.50% user,   1.01% kernel,   98.49% idle\n\
                    \x20       CPU0 states  :   1.00% user,   0.25% kernel,   98.75% idle\n\
                    Memory usage:   1000K total,   400K used,   600K free\n";
        let [processor] = &processors(text)[..] else {
            panic!("not one processor")
        };
        assert_eq!((processor.name.as_str(), processor.usage), ("0", Some(1.25)));
        let memory = memory(text).expect("memory");
        assert_eq!(
            (memory.available_ram, memory.used_ram),
            (Some(1_024_000), Some(409_600))
        );
    }
}
