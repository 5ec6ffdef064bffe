//! What is found out of real servers: whose they are, and what stands on the way.

use crate::support::{
    nethost::Desk,
    sshd::{ENABLE, PASSWORD, Sshd, USER},
};
use serde_json::Value;

/// The steps of a probe that got through.
#[track_caller]
fn steps(desk: &Desk, device: &str) -> Vec<Value> {
    let done = desk.nethost(&["probe", device, "-i", "inventory.toml", "--format", "json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let probe: Value = serde_json::from_str(&done.stdout).expect("JSON");
    probe["steps"].as_array().expect("steps").clone()
}

#[track_caller]
fn step<'a>(steps: &'a [Value], name: &str) -> &'a Value {
    let found = steps.iter().find(|step| step["step"] == name);
    found.unwrap_or_else(|| panic!("no step {name}: {steps:#?}"))
}

#[test]
fn a_real_router_is_recognised() {
    let server = Sshd::routers();
    let desk = Desk::new(&format!(
        "[defaults]\nplatform = \"auto\"\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n\n\
         [devices.r1]\nhost = \"127.0.0.1\"\nport = {}\n",
        server.port()
    ));
    let records = desk.run(&["show interface brief"]).ok();
    assert_eq!(records[0]["platform"], "frr", "{records:?}");
    assert!(
        records[0]["rows"].as_array().is_some_and(|rows| !rows.is_empty()),
        "{records:?}"
    );

    let steps = steps(&desk, "r1");
    assert_eq!(step(&steps, "platform")["platform"], "frr");
    let identification = step(&steps, "identified")["identification"].to_string();
    assert!(identification.contains("SSH-2.0-OpenSSH"), "{identification}");
    assert_eq!(
        step(&steps, "host_key")["verdict"],
        "known",
        "the run before has stored it"
    );
    assert!(
        step(&steps, "offered")["macs"]
            .to_string()
            .contains("hmac-sha2-256")
    );
}

#[test]
fn the_way_through_a_jump_host_is_told() {
    let (switch, bastion) = (Sshd::switch("core1", ""), Sshd::bastion(""));
    let desk = Desk::new(&format!(
        "[jumps.bastion]\nhost = \"127.0.0.1\"\nport = {}\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n\n\
         [devices.core1]\nhost = \"127.0.0.1\"\nport = {}\nplatform = \"cisco_ios\"\nusername = \"{USER}\"\n\
         password = \"{PASSWORD}\"\nenable = \"{ENABLE}\"\nssh = {{ jump = \"bastion\" }}\n",
        bastion.port(),
        switch.port()
    ));
    let steps = steps(&desk, "core1");
    let names: Vec<&str> = steps.iter().filter_map(|step| step["step"].as_str()).collect();
    let of = |name: &str| names.iter().filter(|other| **other == name).count();
    assert_eq!(names.first(), Some(&"jump_host"), "{names:?}");
    for twice in ["connected", "identified", "offered", "host_key", "agreed"] {
        assert_eq!(
            of(twice),
            2,
            "of the jump host and of the device: {twice} in {names:?}"
        );
    }
    let last = steps
        .iter()
        .rev()
        .find(|step| step["step"] == "connected")
        .expect("a step");
    assert!(last["address"].to_string().contains("via bastion"), "{last}");
    assert_eq!(step(&steps, "platform")["platform"], "cisco_ios");
}
