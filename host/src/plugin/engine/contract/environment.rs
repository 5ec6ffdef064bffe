//! What a device's hardware tells: fans, temperatures, power, processors, memory, optics.

use super::{
    exports::getters as g,
    getters::{inside, told},
};
use serde_json::{Map, Value, json};

pub(super) fn environment(it: &g::Environment) -> Value {
    let fans: Map<String, Value> = it
        .fans
        .iter()
        .map(|it| (it.name.clone(), told(json!({ "status": it.status }))))
        .collect();
    let temperatures: Map<String, Value> = it
        .temperatures
        .iter()
        .map(|it| {
            let fields = told(json!({
                "temperature": it.temperature, "is_alert": it.is_alert, "is_critical": it.is_critical,
            }));
            (it.name.clone(), fields)
        })
        .collect();
    let power: Map<String, Value> = it
        .power
        .iter()
        .map(|it| {
            let fields = told(json!({ "status": it.status, "capacity": it.capacity, "output": it.output }));
            (it.name.clone(), fields)
        })
        .collect();
    let processors: Map<String, Value> = it
        .processors
        .iter()
        .map(|it| (it.name.clone(), told(json!({ "%usage": it.usage }))))
        .collect();
    let memory = it
        .memory
        .as_ref()
        .map(|it| told(json!({ "available_ram": it.available_ram, "used_ram": it.used_ram })));
    json!({
        "fans": fans, "temperature": temperatures, "power": power, "cpu": processors,
        "memory": memory.unwrap_or_else(|| json!({})),
    })
}

pub(super) fn optics(channels: &[g::OpticalChannel]) -> Value {
    let mut all = Map::new();
    for it in channels {
        let Some(physical) = inside(&mut all, &it.interface).and_then(|map| inside(map, "physical_channels"))
        else {
            continue;
        };
        let state = told(json!({
            "input_power": it.input_power.as_ref().map(reading),
            "output_power": it.output_power.as_ref().map(reading),
            "laser_bias_current": it.laser_bias_current.as_ref().map(reading),
        }));
        let channel = json!({ "index": it.index, "state": state });
        super::getters::add(physical, "channel".to_owned(), channel);
    }
    Value::Object(all)
}

fn reading(it: &g::OpticalReading) -> Value {
    told(json!({ "instant": it.instant, "avg": it.avg, "min": it.min, "max": it.max }))
}
