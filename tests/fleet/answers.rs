//! Many devices, in order, parsed.

use crate::support::lab::Lab;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn three_hundred_devices_answer_in_the_inventorys_order() {
    let lab = Lab::serve(300, &["--latency", "50ms"]);
    let records = lab
        .run(&["show version", "show ip interface brief", "show interfaces"])
        .ok();
    assert_eq!(records.len(), 900);
    let devices: Vec<_> = records
        .iter()
        .map(|record| record["device"].as_str().unwrap_or_default())
        .collect();
    assert!(devices.is_sorted(), "the lab numbers its devices: {devices:?}");
    for record in &records {
        let rows = record["rows"].as_array().map_or(0, Vec::len);
        assert!(record["status"] == "ok" && rows > 0, "{record}");
    }
    let serials: BTreeSet<_> = records
        .iter()
        .map(|record| record["rows"][0]["serial"].to_string())
        .collect();
    assert!(
        serials.len() >= 300,
        "each device has its own answer, not its neighbour's: {}",
        serials.len()
    );
}

#[test]
fn lines_of_json_come_as_devices_finish() {
    let lab = Lab::serve(20, &[]);
    let done = lab.desk.run_in_lines(&["show version"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let lines: Vec<Value> = done
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 20);
    let fields: Vec<_> = lines[0]
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "device",
        "host",
        "platform",
        "command",
        "status",
        "error",
        "started_at",
        "elapsed_ms",
        "rows",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn a_file_is_written_for_each_device_and_command() {
    let lab = Lab::serve(3, &[]);
    lab.run(&["--output", "out", "show version", "show running-config"])
        .ok();
    let text = lab.desk.read("out/lab-0002/show_version.txt");
    assert!(text.contains("lab-0002 uptime is"), "{text}");
}

#[test]
fn facts_have_the_same_form_for_each_device() {
    let lab = Lab::serve(5, &[]);
    let done = lab
        .desk
        .nethost(&["facts", "-i", "inventory.toml", "--format", "json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    for number in 1..=5 {
        assert!(
            done.stdout.contains(&format!("\"lab-000{number}\"")),
            "{}",
            done.stdout
        );
    }
}

#[test]
fn a_selector_leaves_out_the_others() {
    let lab = Lab::serve(12, &[]);
    let records = lab
        .run(&["--hosts", "lab-000* and not lab-0003", "show clock"])
        .ok();
    assert_eq!(records.len(), 8, "{records:?}");
}

#[test]
fn a_getter_whose_command_is_refused_says_so_in_the_devices_words() {
    let lab = Lab::serve(1, &[]);
    let done = lab.desk.nethost(&[
        "get",
        "ping",
        "--destination",
        "192.0.2.1",
        "-i",
        "inventory.toml",
        "--format",
        "json",
    ]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let answers: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(answers[0]["status"], "failed", "{answers}");
    let error = &answers[0]["error"];
    assert_eq!(error["kind"], "refused", "{error}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("\"ping 192.0.2.1\": ") && message.contains("Invalid input detected"),
        "{message}"
    );
}
