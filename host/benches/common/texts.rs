//! Outputs of three sizes, each with its command and its template.

use super::Result;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The driver that all texts are for.
pub const PLATFORM: &str = "cisco_ios";

/// Records of the large text.
const RECORDS: usize = 5000;

/// One output of a device.
pub struct Sample {
    pub name: &'static str,
    pub command: &'static str,
    pub template: PathBuf,
    pub text: String,
}

/// A file of the driver that the texts are for.
pub fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins/cisco-ios")
        .join(path)
}

fn fixture(path: &str) -> Result<String> {
    let path = file("fixtures").join(path);
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// 2 KB with one record, 22 KB with a dozen of many fields, 430 KB with five thousand.
pub fn all() -> Result<[Sample; 3]> {
    let text = |name, command: &'static str, text| Sample {
        name,
        command,
        template: file(&format!("templates/{}.textfsm", command.replace(' ', "_"))),
        text,
    };
    Ok([
        text(
            "small",
            "show version",
            fixture("show_version/ios_15_router.txt")?,
        ),
        text("medium", "show interfaces", interfaces(22_000)?),
        text("large", "show ip nat translations", translations()?),
    ])
}

/// Interfaces of a switch again and again, until there are about so many bytes.
pub fn interfaces(bytes: usize) -> Result<String> {
    let text = fixture("show_interfaces/xe_17_switch.txt")?;
    Ok(text.repeat(bytes.div_ceil(text.len())))
}

fn translations() -> Result<String> {
    let text = fixture("show_ip_nat_translations/router.txt")?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let [head, records @ .., total] = &lines[..] else {
        return Err("the fixture has no records".into());
    };
    let records = records.iter().cycle().take(RECORDS).copied();
    Ok([*head].into_iter().chain(records).chain([*total]).collect())
}
