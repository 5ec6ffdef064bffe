//! Fans, temperatures, power supplies, processor and memory. Each family of hardware tells the first three in its own words:
//! those of stacks and small switches, of routers that write sentences, and of those that list sensors.

use nethost_driver::{
    Environment, Fan, GetterError, Memory, Output, Platform, PowerSupply, Processor, Temperature, outputs,
    read,
};

const HARDWARE: &str = "show environment all";
const PROCESSOR: &str = "show processes cpu";
const MEMORY: &str = "show memory statistics";

pub(crate) const PLAN: &[&str] = &[HARDWARE, PROCESSOR, MEMORY];

/// The heading of the table of a stack's supplies.
const SUPPLIES: &str = "SW  PID";

/// What a sensor's state may be; the first is the good one.
const STATES: [&str; 6] = ["Normal", "Minor", "Major", "Critical", "Shutdown", "Fault"];

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    let mut environment = Environment {
        fans: Vec::new(),
        temperatures: Vec::new(),
        power: Vec::new(),
        processors: Vec::new(),
        memory: platform.wanted_text(outputs, MEMORY).and_then(memory),
    };
    // A virtual router has no hardware to tell of, and refuses.
    if let Some(text) = platform.wanted_text(outputs, HARDWARE) {
        hardware(platform, text, &mut environment)?;
    }
    let processes = platform.wanted(outputs, PROCESSOR)?;
    if let Some(usage) = processes.first().and_then(|row| row.decimal("cpu_usage_1_min")) {
        environment.processors.push(Processor {
            name: "0".to_owned(),
            usage: Some(usage),
        });
    }
    Ok(environment)
}

fn hardware(platform: &Platform, text: &str, environment: &mut Environment) -> Result<(), GetterError> {
    let mut member = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(number) = member_number(line) {
            member = format!("Switch {number} ");
        }
        sentence(line, &member, environment);
        sensor(line, environment);
    }
    if let Some(place) = text.find(SUPPLIES) {
        let table = text.get(place..).unwrap_or_default();
        let end = table.find("\n\n").map_or(table.len(), |end| end + 1);
        let table = table.get(..end).unwrap_or(table);
        let rows = platform
            .rows("show environment power all", table)
            .map_err(|error| outputs::error(HARDWARE, error))?;
        for row in rows.iter().filter(|row| row.text("serial").is_some()) {
            environment.power.push(PowerSupply {
                name: row.string("ps_module").unwrap_or_default(),
                status: row.text("status").map(|status| status == "OK"),
                capacity: row.text("watts").and_then(|watts| watts.parse().ok()),
                output: None,
            });
        }
    }
    if environment.fans.is_empty() && environment.temperatures.is_empty() && environment.power.is_empty() {
        let unknown = "no fan, temperature or power supply that is known is in it";
        return Err(outputs::not_understood(HARDWARE, text, unknown));
    }
    Ok(())
}

/// "Switch 2 FAN 1 is OK", "Switch 2: SYSTEM TEMPERATURE is OK": of which member of a stack the lines below tell.
fn member_number(line: &str) -> Option<u32> {
    let rest = line
        .strip_prefix("Switch ")
        .or_else(|| line.strip_prefix("SWITCH "))?;
    rest.split([' ', ':']).next()?.parse().ok()
}

/// What stands in words.
fn sentence(line: &str, member: &str, environment: &mut Environment) {
    if let Some((what, state)) = line.split_once(" is ") {
        let (name, upper) = (what.trim_end_matches(':').to_owned(), what.to_uppercase());
        let absent = state.to_uppercase().starts_with("NOT PRESENT");
        let good = Some(state.trim().eq_ignore_ascii_case("ok"));
        if absent {
        } else if upper.contains("FAN") {
            environment.fans.push(Fan { name, status: good });
        } else if upper.starts_with("POWER") {
            environment.power.push(PowerSupply {
                name,
                status: good,
                capacity: None,
                output: None,
            });
        }
    } else if let Some((name, value)) = line.split_once("Temperature Value:") {
        let name = format!("{member}{}", name.trim());
        environment.temperatures.push(Temperature {
            name: Some(name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| "System".to_owned()),
            temperature: value
                .split_whitespace()
                .next()
                .and_then(|value| value.parse().ok()),
            is_alert: None,
            is_critical: None,
        });
    } else if let Some((_, state)) = line.split_once("Temperature State:") {
        if let Some(last) = environment.temperatures.last_mut() {
            let state = state.trim().to_uppercase();
            last.is_alert = Some(state == "YELLOW" || state == "RED");
            last.is_critical = Some(state == "RED");
        }
    } else if let Some((name, rest)) = line.split_once(" temperature: ") {
        // "Intake Left temperature: 24 Celsius, Normal"
        let normal = rest
            .split_once(", ")
            .map(|(_, state)| state.starts_with("Normal"));
        environment.temperatures.push(Temperature {
            name: name.to_owned(),
            temperature: rest
                .split_whitespace()
                .next()
                .and_then(|value| value.parse().ok()),
            is_alert: normal.map(|normal| !normal),
            is_critical: None,
        });
    } else if let Some((name, state)) = line.split_once(" Output Status: ") {
        // "Internal Power Supply 12V Output Status: Normal"
        environment.power.push(PowerSupply {
            name: name.to_owned(),
            status: Some(state.trim() == "Normal"),
            capacity: None,
            output: None,
        });
    } else if let Some(rest) = line.strip_prefix("Fan ") {
        // "Fan 1 OK, Low speed setting"
        let mut words = rest.split([' ', ',']);
        if let (Some(number), Some(state)) = (words.next(), words.next()) {
            environment.fans.push(Fan {
                name: format!("Fan {number}"),
                status: Some(state == "OK"),
            });
        }
    }
}

/// "Temp: Inlet 1   R0   Normal   26 Celsius", and with the slot in front: a sensor, its state, its reading and the unit.
fn sensor(line: &str, environment: &mut Environment) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some(place) = words.iter().position(|word| STATES.contains(word)) else {
        return;
    };
    let (Some(name), Some(&[state, reading, unit, ..])) = (words.get(..place), words.get(place..)) else {
        return;
    };
    if name.is_empty() {
        return;
    }
    let (name, good) = (name.join(" "), state == STATES[0]);
    match unit {
        "Celsius" => environment.temperatures.push(Temperature {
            name,
            temperature: reading.parse().ok(),
            is_alert: Some(!good),
            is_critical: Some(matches!(state, "Critical" | "Shutdown")),
        }),
        "RPM" => environment.fans.push(Fan {
            name,
            status: Some(good),
        }),
        _ => {}
    }
}

/// Both pools together: that of the processor, and that of packets.
fn memory(text: &str) -> Option<Memory> {
    let (mut all, mut used) = (None, None);
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["Processor" | "I/O", _, total, taken, ..] = words[..]
            && let (Some(total), Some(taken)) = (read::number::<u64>(total), read::number::<u64>(taken))
        {
            all = Some(all.unwrap_or(0_u64).saturating_add(total));
            used = Some(used.unwrap_or(0_u64).saturating_add(taken));
        }
    }
    Some(Memory {
        available_ram: Some(all?),
        used_ram: used,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Environment {
        Environment {
            fans: Vec::new(),
            temperatures: Vec::new(),
            power: Vec::new(),
            processors: Vec::new(),
            memory: None,
        }
    }

    #[test]
    fn a_router_that_writes_sentences_is_understood() {
        let mut told = nothing();
        for line in [
            "Internal Power Supply 12V Output Status: Normal",
            "Fan 1 OK, Low speed setting",
            "Intake Left temperature: 24 Celsius, Normal",
            "CPU temperature: 91 Celsius, Critical",
        ] {
            sentence(line, "", &mut told);
            sensor(line, &mut told);
        }
        assert_eq!(
            (told.power.len(), told.fans.len(), told.temperatures.len()),
            (1, 1, 2)
        );
        assert_eq!(told.temperatures[0].temperature, Some(24.0));
        assert_eq!(told.temperatures[1].is_alert, Some(true));
    }

    #[test]
    fn both_orders_of_a_list_of_sensors_are_understood() {
        let mut told = nothing();
        sensor(
            " Temp: Inlet 1      R0          Normal          26 Celsius",
            &mut told,
        );
        sensor(
            " P2          RPM: fan0       Normal          4080  RPM    (na ,na ,na ,na ,na ,na )(RPM)",
            &mut told,
        );
        sensor(
            " V1: VMA             0           Normal          1201 mV",
            &mut told,
        );
        assert_eq!(told.temperatures[0].name, "Temp: Inlet 1 R0");
        assert_eq!((told.fans[0].status, told.fans.len()), (Some(true), 1));
        assert!(told.power.is_empty());
    }

    #[test]
    fn memory_is_that_of_both_pools() {
        let text = "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n\
                    Processor    1A2B3C0   337641280    50312340   287328940   286000000   280000000\n\
                    \x20     I/O    F000000    16777216     4000000    12777216    12000000    12700000\n";
        let told = memory(text).expect("memory");
        assert_eq!(told.available_ram, Some(354_418_496));
        assert_eq!(told.used_ram, Some(54_312_340));
        assert!(memory("").is_none());
    }
}
