//! Defaults lowest, groups in the listed order, the device on top; tables key by key.

use super::good;
use crate::{
    inventory::{DeviceEntry, SecretValue, device::HostKeyPolicy, source::SecretSource},
    session::profile::ProfileOverrides,
};
use std::{path::Path, time::Duration};

fn device(name: &str) -> DeviceEntry {
    good("layers.toml").device(name).expect("it is there").clone()
}

fn profile(device: &DeviceEntry) -> &ProfileOverrides {
    device.profile.as_ref().expect("the defaults have one")
}

#[test]
fn a_group_wins_over_the_defaults_and_leaves_what_it_does_not_name() {
    let device = device("branch-1");
    assert_eq!(
        (&*device.host, device.port, &*device.username),
        ("192.0.2.1", 2022, "admin")
    );
    assert!(device.ssh.legacy);
    assert_eq!(device.ssh.host_keys, HostKeyPolicy::Strict);
    assert_eq!(device.ssh.keepalive, Duration::from_secs(10));
    assert_eq!(device.timeouts.connect, Duration::from_millis(500));
    assert_eq!(device.timeouts.command, Duration::from_secs(90));
}

#[test]
fn of_two_groups_the_one_that_is_listed_later_wins() {
    assert_eq!(device("branch-2").timeouts.connect, Duration::from_secs(30));
    assert_eq!(device("branch-3").timeouts.connect, Duration::from_millis(500));
    assert_eq!(&*device("branch-2").username, "remote");
    assert_eq!(&*device("branch-3").username, "remote");
}

#[test]
fn a_device_wins_over_its_groups() {
    let device = device("branch-3");
    assert_eq!(device.ssh.host_keys, HostKeyPolicy::Off);
    assert!(device.ssh.legacy);
    assert_eq!(device.ssh.known_hosts.as_deref(), Some(Path::new("known_hosts")));
    assert_eq!(
        &*self::device("core.example.net").platform.expect("it has one"),
        "other_os"
    );
}

#[test]
fn a_profile_is_laid_over_another_key_by_key_and_its_prompts_mode_by_mode() {
    let first = device("branch-1");
    assert_eq!(
        profile(&first).on_open.as_deref(),
        Some(&["terminal length 0".to_owned()][..])
    );
    assert_eq!(profile(&first).prompts["exec"], [r"^branch-\S+>$"]);
    assert_eq!(profile(&first).prompts["privileged"], [r"^\S+#$"]);
    let third = device("branch-3");
    assert_eq!(profile(&third).on_open.as_deref(), Some(&[][..]));
    assert_eq!(profile(&third).terminal_width, Some(200));
    assert_eq!(profile(&third).prompts["exec"], [r"^branch-\S+>$"]);
}

#[test]
fn keys_are_found_from_home_and_from_the_inventorys_folder() {
    let keys = device("branch-3").keys;
    assert!(
        keys[0].ends_with(".ssh/lab") && !keys[0].starts_with("~"),
        "{keys:?}"
    );
    assert_eq!(&keys[1..], [Path::new("keys/lab"), Path::new("/etc/keys/lab")]);
}

#[test]
fn a_secret_keeps_the_place_that_names_it() {
    let secret = device("branch-2").password.expect("its group has one");
    assert_eq!(
        (secret.field.as_str(), secret.place.line),
        ("groups.remote.password", 22)
    );
    assert_eq!(
        secret.value,
        SecretValue::From(SecretSource::File("secrets/remote".into()))
    );
    let asked = device("branch-3").enable.expect("it has one");
    assert_eq!(
        asked.value,
        SecretValue::From(SecretSource::Prompt("devices.branch-3.enable".into()))
    );
}
