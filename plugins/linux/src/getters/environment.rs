//! Processor, memory, and what the board's sensors tell. The processor is watched for one second.

use crate::sysfs;
use nethost_driver::{Environment, Fan, GetterError, Memory, Output, Platform, Processor, Row, Temperature};
use std::collections::BTreeMap;

const PROCESSOR: &str = "vmstat 1 2";
const MEMORY: &str = "cat /proc/meminfo";
const SENSORS: &str = "grep -sH . /sys/class/hwmon/hwmon*/name /sys/class/hwmon/hwmon*/temp*_label \
                       /sys/class/hwmon/hwmon*/temp*_input /sys/class/hwmon/hwmon*/temp*_max \
                       /sys/class/hwmon/hwmon*/temp*_crit /sys/class/hwmon/hwmon*/fan*_label \
                       /sys/class/hwmon/hwmon*/fan*_input /sys/class/hwmon/hwmon*/fan*_alarm";

pub(crate) const PLAN: &[&str] = &[PROCESSOR, MEMORY, SENSORS];

/// Memory is told in units of so many bytes.
const KILO: u64 = 1024;
/// Sensors tell thousandths of a degree.
const THOUSAND: f64 = 1000.0;

pub(crate) fn collect(platform: &Platform, outputs: &[Output]) -> Result<Environment, GetterError> {
    let memory = memory(&platform.needed(outputs, MEMORY)?);
    let samples = platform.wanted(outputs, PROCESSOR)?;
    // The first is the mean since the machine started.
    let idle = samples.get(1).and_then(|sample| sample.decimal("id"));
    let sensors = Sensors::read(platform.wanted_text(outputs, SENSORS).unwrap_or_default());
    Ok(Environment {
        fans: sensors.fans(),
        temperatures: sensors.temperatures(),
        power: Vec::new(),
        processors: idle
            .map(|idle| Processor {
                name: "0".to_owned(),
                usage: Some(100.0 - idle),
            })
            .into_iter()
            .collect(),
        memory,
    })
}

/// What is kept of files may be taken at any time, and is not used.
fn memory(rows: &[Row]) -> Option<Memory> {
    let bytes = |name: &str| -> Option<u64> {
        let row = rows.iter().find(|row| row.text("name") == Some(name))?;
        row.number::<u64>("value")?.checked_mul(KILO)
    };
    let all = bytes("MemTotal")?;
    Some(Memory {
        available_ram: Some(all),
        used_ram: bytes("MemAvailable").map(|free| all.saturating_sub(free)),
    })
}

/// The files of each chip's folder, by name.
struct Sensors<'o>(BTreeMap<&'o str, BTreeMap<&'o str, &'o str>>);

impl<'o> Sensors<'o> {
    fn read(text: &'o str) -> Self {
        let mut chips: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (path, value) in sysfs::values(text) {
            if let Some((chip, file)) = sysfs::place(path) {
                chips.entry(chip).or_default().insert(file, value);
            }
        }
        Self(chips)
    }

    /// Each sensor whose name begins so: its full name, and what one of its files holds.
    fn each<T>(&self, kind: &str, made: impl Fn(String, &dyn Fn(&str) -> Option<&'o str>) -> T) -> Vec<T> {
        let mut sensors = Vec::new();
        for (chip, files) in &self.0 {
            let chip = files.get("name").copied().unwrap_or(chip);
            for file in files.keys() {
                let Some(sensor) = file.strip_suffix("_input").filter(|name| name.starts_with(kind)) else {
                    continue;
                };
                let told = |what: &str| files.get(format!("{sensor}_{what}").as_str()).copied();
                let name = format!("{chip} {}", told("label").unwrap_or(sensor));
                sensors.push(made(name, &told));
            }
        }
        sensors
    }

    fn temperatures(&self) -> Vec<Temperature> {
        self.each("temp", |name, told| {
            let degrees = |what: &str| Some(told(what)?.parse::<f64>().ok()? / THOUSAND);
            let now = degrees("input");
            // A limit of nothing is none.
            let above = |what: &str| {
                let limit = degrees(what).filter(|&limit| limit > 0.0)?;
                Some(now? >= limit)
            };
            Temperature {
                name,
                temperature: now,
                is_alert: above("max"),
                is_critical: above("crit"),
            }
        })
    }

    /// One that stands still may be meant to: only an alarm says that it does not work.
    fn fans(&self) -> Vec<Fan> {
        self.each("fan", |name, told| Fan {
            name,
            status: match told("alarm") {
                Some("0") => Some(true),
                Some("1") => Some(false),
                _ => None,
            },
        })
    }
}
