//! Fans, temperatures, power supplies; and the load and memory of the routing engines. A virtual device has no hardware to tell
//! of, and refuses.

use nethost_driver::{
    Environment, Fan, GetterError, Memory, Output, Platform, PowerSupply, Processor, Row, Temperature,
    outputs,
};

const HARDWARE: &str = "show chassis environment";
const ENGINES: &str = "show chassis routing-engine";

pub(crate) const PLAN: &[&str] = &[HARDWARE, ENGINES];

const MEBIBYTE: u64 = 1024 * 1024;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    let mut environment = Environment {
        fans: Vec::new(),
        temperatures: Vec::new(),
        power: Vec::new(),
        processors: Vec::new(),
        memory: None,
    };
    if outputs::text(outputs, HARDWARE).is_empty() {
        // Then the routing engine must tell at least.
        platform.needed(outputs, ENGINES)?;
    }
    for row in platform.wanted(outputs, HARDWARE)? {
        item(&row, &mut environment);
    }
    for (place, row) in platform.wanted(outputs, ENGINES)?.iter().enumerate() {
        environment.processors.push(Processor {
            name: format!("Routing Engine {}", row.integer("slot").unwrap_or(0)),
            usage: row.decimal("cpu_idle").map(|idle| 100.0 - idle),
        });
        // The first one's; of a cluster each has its own.
        if place == 0 {
            environment.memory = memory(row);
        }
    }
    Ok(environment)
}

fn item(row: &Row, environment: &mut Environment) {
    let (Some(class), Some(name), Some(state)) = (row.text("class"), row.string("item"), row.text("status"))
    else {
        return;
    };
    if matches!(state, "Absent" | "Empty") {
        return;
    }
    let good = state.eq_ignore_ascii_case("ok");
    // "40 degrees C / 104 degrees F": also fans and supplies have a sensor.
    let degrees = row
        .text("measurement")
        .and_then(|text| text.split_once(" degrees C"));
    match class {
        "Fans" | "Fan" if degrees.is_none() => environment.fans.push(Fan {
            name: name.clone(),
            status: Some(good),
        }),
        "Power" => environment.power.push(PowerSupply {
            name: name.clone(),
            status: Some(good),
            capacity: None,
            output: None,
        }),
        _ => {}
    }
    if degrees.is_some() || class == "Temp" {
        environment.temperatures.push(Temperature {
            name,
            temperature: degrees.and_then(|(degrees, _)| degrees.parse().ok()),
            is_alert: Some(!good),
            is_critical: None,
        });
    }
}

fn memory(row: &Row) -> Option<Memory> {
    let all = row.number::<u64>("dram")?.checked_mul(MEBIBYTE)?;
    let percent = row.number::<u64>("memory_utilization");
    Some(Memory {
        available_ram: Some(all),
        used_ram: percent.and_then(|percent| Some(all.checked_mul(percent)? / 100)),
    })
}
