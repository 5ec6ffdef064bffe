//! Inventories that are right, and what is warned about in them.

use super::{good, load, parse, testdata};
use std::{fmt::Write as _, os::unix::fs::PermissionsExt, path::PathBuf};

#[test]
fn a_device_needs_no_more_than_a_name() {
    let inventory = good("first.toml");
    let device = inventory.device("r1").expect("it is there");
    assert_eq!(
        (&*device.host, device.port, &*device.username),
        ("r1", 22, "admin")
    );
    assert_eq!(device.platform.as_deref(), Some("acme_os"));
    assert_eq!(inventory.warnings, []);
}

#[test]
fn devices_and_groups_stand_in_the_order_of_the_file() {
    let inventory = parse(
        "lab.toml",
        "[devices.z]\nusername = 'a'\n[groups.y]\n[devices.m]\nusername = 'a'\n[groups.b]\n[devices.a]\nusername = 'a'\n",
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<&str> = inventory.devices.iter().map(|device| &*device.name).collect();
    assert_eq!(names, ["z", "m", "a"]);
    let groups: Vec<&str> = inventory.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["y", "b"]);
}

#[test]
fn a_secret_in_the_file_is_warned_about_once_with_its_line() {
    let inventory = good("literals.toml");
    let [warning] = inventory.warnings.as_slice() else {
        panic!("{:?}", inventory.warnings)
    };
    assert_eq!(warning.line, 3);
    assert_eq!(
        warning.message,
        "defaults.password is written in the file itself, and so are others on line 4, 8"
    );
    assert_eq!(
        warning.hint,
        "keep it outside: password = { env = \"NETHOST_PASSWORD\" }"
    );
    let told = format!("{inventory:?}");
    assert!(
        !told.contains("horse") && !told.contains("staple") && !told.contains("tr0ub4dor"),
        "{told}"
    );
}

#[test]
fn a_file_with_secrets_that_others_can_read_is_warned_about() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("lab.toml");
    std::fs::copy(testdata("good").join("literals.toml"), &path).expect("it can be copied");
    for (mode, warnings) in [(0o644, 2), (0o640, 1), (0o600, 1)] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("the mode can be set");
        let inventory = load(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            inventory.warnings.len(),
            warnings,
            "{mode:o}: {:?}",
            inventory.warnings
        );
    }
}

#[test]
fn devices_that_nothing_unlocks_are_warned_about() {
    let text =
        "[defaults]\nusername = 'a'\n[devices.r1]\n[devices.r2]\nkeys = ['k']\n[devices.r3]\nkeys = []\n";
    let inventory = parse("lab.toml", text).unwrap_or_else(|error| panic!("{error}"));
    let [warning] = inventory.warnings.as_slice() else {
        panic!("{:?}", inventory.warnings)
    };
    assert_eq!(
        (warning.line, warning.message.as_str()),
        (3, "neither password nor keys for r1, r3")
    );
}

#[test]
fn the_view_of_a_device_tells_where_secrets_are_and_none_of_them() {
    let inventory = good("layers.toml");
    let views: Vec<_> = inventory.device_views().collect();
    let text = serde_json::to_string_pretty(&views[3]).expect("it can be written");
    insta::with_settings!({ snapshot_path => "../testdata/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("view", text);
    });
    let all =
        serde_json::to_string(&good("literals.toml").device_views().collect::<Vec<_>>()).expect("likewise");
    assert!(all.contains("literal") && !all.contains("horse"), "{all}");
    let groups = inventory.group_views();
    let shown: Vec<_> = groups
        .iter()
        .map(|group| (group.name, group.devices, group.sessions))
        .collect();
    assert_eq!(shown, [("branch", 3, Some(20)), ("remote", 2, None)]);
}

#[test]
fn the_examples_are_right() {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../examples/inventories"]
        .iter()
        .collect();
    for (file, devices, warned) in [
        ("first.toml", 4, 0),
        ("company.toml", 29, 0),
        ("bastion.toml", 7, 1),
    ] {
        let inventory = load(&folder.join(file)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(inventory.devices.len(), devices, "{file}");
        assert_eq!(
            inventory.warnings.len(),
            warned,
            "{file}: {:?}",
            inventory.warnings
        );
    }
}

#[test]
fn ten_thousand_devices_share_what_they_have_in_common() {
    let mut text = String::from(
        "[defaults]\nplatform = 'acme_os'\nusername = 'admin'\npassword = { env = 'LAB' }\n[groups.lab]\nport = 2022\n",
    );
    for device in 0..10_000 {
        write!(text, "[devices.r{device}]\nhost = '10.0.0.1'\ngroups = ['lab']\n").expect("memory takes it");
    }
    let inventory = parse("lab.toml", &text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(inventory.devices.len(), 10_000);
    let (first, last) = (&inventory.devices[0], &inventory.devices[9_999]);
    assert_eq!(last.port, 2022);
    for (a, b) in [
        (&first.username, &last.username),
        (&first.groups[0], &last.groups[0]),
    ] {
        assert!(std::ptr::eq(&raw const **a, &raw const **b));
    }
}

#[test]
fn the_password_of_a_fleet_on_this_machine_guards_nothing() {
    let warnings = |host: &str| {
        let text = format!(
            "[defaults]\nusername = 'lab'\npassword = 'lab'\n[devices.a]\nhost = '{host}'\n[devices.localhost]\n"
        );
        parse("lab.toml", &text)
            .unwrap_or_else(|error| panic!("{error}"))
            .warnings
            .len()
    };
    assert_eq!(
        (warnings("127.1.0.1"), warnings("::1"), warnings("192.0.2.1")),
        (0, 0, 1)
    );
}
