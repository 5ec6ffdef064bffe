//! Temperatures, fans, power supplies.

use super::{
    Record,
    member::{cell, decimal, list, member, object, text, text_cell},
};
use nethost_driver::Value;
use serde_json::Value as Json;

/// Sensors of the system, then those of its modules and power supplies.
pub(super) fn temperature(document: &Json) -> Option<Vec<Record>> {
    let mut records: Vec<Record> = list(document, &["tempSensors"])?
        .iter()
        .map(|it| sensor(it, ""))
        .collect();
    for slots in ["cardSlots", "powerSupplySlots"] {
        for slot in list(document, &[slots]).into_iter().flatten() {
            let class = text(slot, &["entPhysicalClass"]).unwrap_or_default();
            let module = format!("{class} {}", text(slot, &["relPos"]).unwrap_or_default());
            let sensors = list(slot, &["tempSensors"]).into_iter().flatten();
            records.extend(sensors.map(|it| sensor(it, module.trim())));
        }
    }
    Some(records)
}

fn sensor(it: &Json, module: &str) -> Record {
    let number = |key: &str| {
        let number = decimal(it, &[key]);
        cell(number.map_or_else(String::new, |number| number.to_string()))
    };
    let current = decimal(it, &["currentTemperature"]);
    vec![
        ("sensor", text_cell(it, &["name"])),
        ("description", text_cell(it, &["description"])),
        (
            "current_value",
            cell(current.map_or_else(String::new, |it| format!("{it:.1}"))),
        ),
        ("setpoint", number("targetTemperature")),
        ("alert_limit", number("overheatThreshold")),
        ("critical_limit", number("criticalThreshold")),
        ("module", cell(module)),
    ]
}

pub(super) fn cooling(document: &Json) -> Option<Vec<Record>> {
    member(document, &["fanTraySlots", "powerSupplySlots"])?;
    let status = text(document, &["systemStatus"]).unwrap_or_default();
    let mut records = Vec::new();
    for slots in ["fanTraySlots", "powerSupplySlots"] {
        for slot in list(document, &[slots]).into_iter().flatten() {
            for fan in list(slot, &["fans"]).into_iter().flatten() {
                let speed = |keys: &[&str]| {
                    let speed = decimal(fan, keys);
                    cell(speed.map_or_else(|| "N/A".to_owned(), |speed| format!("{speed:.0}%")))
                };
                records.push(vec![
                    ("fan", text_cell(fan, &["label"])),
                    ("status", text_cell(fan, &["status"])),
                    ("config_speed", speed(&["configuredSpeed"])),
                    ("actual_speed", speed(&["actualSpeed"])),
                    ("sys_cooling_status", cell(status.trim_start_matches("cooling"))),
                    ("airflow", text_cell(document, &["airflowDirection"])),
                    (
                        "ambient_temp",
                        cell(
                            decimal(document, &["ambientTemperature"])
                                .map_or_else(String::new, |it| format!("{it:.0}C")),
                        ),
                    ),
                ]);
            }
        }
    }
    Some(records)
}

pub(super) fn power(document: &Json) -> Option<Vec<Record>> {
    let mut supplies: Vec<_> = object(document, &["powerSupplies"])?.iter().collect();
    supplies.sort_by_key(|(location, _)| location.parse::<u32>().ok());
    let record = |(location, it): (&String, &Json)| {
        let amperes =
            |key: &str| cell(decimal(it, &[key]).map_or_else(String::new, |it| format!("{it:.2}A")));
        vec![
            ("power_supply_location", cell(location)),
            ("power_supply_pid", text_cell(it, &["modelName"])),
            (
                "power_supply_watts",
                super::integer(it, &["capacity"]).map_or(Value::None, Value::Integer),
            ),
            ("power_supply_input", amperes("inputCurrent")),
            ("power_supply_output", amperes("outputCurrent")),
            (
                "power_supply_watts_using",
                cell(decimal(it, &["outputPower"]).map_or_else(String::new, |it| format!("{it:.1}"))),
            ),
            ("power_supply_status", text_cell(it, &["state"])),
        ]
    };
    Some(supplies.into_iter().map(record).collect())
}
