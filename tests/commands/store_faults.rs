//! What the store and the lock refuse, and how they say so.

use super::store::{INVENTORY, told};
use crate::support::{
    acme::{self, plugin},
    nethost::{Desk, Done},
};
use nethost::plugin::trust::SigningKey;
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

const STORE: &str = ".local/share/nethost/drivers";
pub const CONFIGURATION: &str = ".config/nethost/config.toml";
/// On the device whose driver is installed, and on no other.
pub const RUN: [&str; 5] = ["run", "--dry-run", "--hosts", "r1", "show ports"];
const LOCKED: [&str; 4] = ["run", "--dry-run", "--locked", "show ports"];

/// The only driver in the desk's store.
fn blob(desk: &Desk) -> PathBuf {
    let folder = desk.path(STORE).join("blobs");
    let mut entries = fs::read_dir(folder).expect("blobs");
    entries.next().expect("a driver").expect("a file").path()
}

/// A desk on which the driver is installed and locked.
fn installed() -> Desk {
    let desk = acme::desk(INVENTORY);
    plugin(&desk, &["install", "./acme.wasm"]);
    plugin(&desk, &["lock"]);
    desk
}

/// Demands signatures by a new key, which the configuration calls acme; gives it.
pub fn demand(desk: &Desk) -> SigningKey {
    let (public, secret) = SigningKey::generate(None).expect("a pair");
    let line = public.lines().nth(1).expect("its line");
    desk.write(
        CONFIGURATION,
        &format!("[store]\nrequire_signature = true\n[store.trusted_keys]\nacme = \"{line}\"\n"),
    );
    SigningKey::read(secret.expose(), None).expect("the key")
}

/// A verb that is refused: exit status 2, and nothing on stdout.
#[track_caller]
fn refused(name: &str, done: Done) {
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{}", done.stderr);
    assert!(done.stderr.contains("hint: "), "{}", done.stderr);
    told(name, done);
}

#[test]
fn a_driver_whose_bytes_changed_does_not_run() {
    let desk = installed();
    let path = blob(&desk);
    let mut bytes = fs::read(&path).expect("a driver");
    *bytes.last_mut().expect("bytes") ^= 1;
    fs::write(&path, bytes).expect("a file");
    refused("changed", desk.nethost(&RUN));
    fs::remove_file(desk.path("nethost.lock")).expect("a lock");
    refused("changed", desk.nethost(&RUN));
    let parse = ["parse", "--plugin", "acme_os", "--command", "show ports"];
    refused("changed", desk.nethost(&parse));
    let verified = desk.nethost(&["plugin", "verify"]);
    assert_eq!(verified.code, Some(1));
    told("verify_changed", verified);
    // The other devices' driver is not the store's business.
    assert_eq!(
        desk.nethost(&["run", "--dry-run", "--hosts", "r2", "show version"])
            .code,
        Some(0)
    );
    plugin(&desk, &["install", "./acme.wasm"]);
    assert_eq!(desk.nethost(&RUN).code, Some(0), "it is mended");
}

#[test]
fn a_driver_that_is_damaged_costs_no_device_of_another() {
    let mixed = ["run", "--dry-run", "--format", "ndjson", "show version"];
    for damage in [
        (|desk| fs::write(blob(desk), "other bytes").expect("a file")) as fn(&Desk),
        |desk| fs::remove_file(blob(desk)).expect("a driver"),
        |desk| {
            desk.write(&format!("{STORE}/installed/acme_os.toml"), "version = 1\n");
        },
    ] {
        let desk = installed();
        fs::remove_file(desk.path("nethost.lock")).expect("a lock");
        damage(&desk);
        let done = desk.nethost(&mixed);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        let drivers: Vec<serde_json::Value> = done
            .stdout
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["driver"].clone())
            .collect();
        let driver = |place: usize| drivers[place].as_str().unwrap_or_default();
        assert!(
            driver(0).starts_with("none: ") && driver(1).starts_with("frr "),
            "{drivers:?}"
        );
        // A device that may be of any platform is none of this driver's.
        desk.write("inventory.toml", &INVENTORY.replace("\"acme_os\"", "\"auto\""));
        let done = desk.nethost(&mixed);
        assert_eq!(
            (done.code, done.stdout.lines().count()),
            (Some(0), 2),
            "{}",
            done.stderr
        );
        assert!(
            done.stderr
                .contains("warning: no device is taken for this driver's: ")
                && done.stderr.contains("hint: "),
            "{}",
            done.stderr
        );
    }
}

#[test]
fn locked_refuses_all_that_the_lock_does_not_name() {
    let desk = acme::desk(INVENTORY);
    refused("locked_none", desk.nethost(&LOCKED));
    plugin(&desk, &["install", "./acme.wasm"]);
    refused("locked_other_platform", desk.nethost(&LOCKED));
    plugin(&desk, &["lock"]);
    assert_eq!(desk.nethost(&LOCKED).code, Some(0));
    acme::write(&desk, "acme.wasm", "acme_os", "1.1.0");
    let other = ["--plugin", "acme.wasm"];
    refused(
        "locked_other_driver",
        desk.nethost(&[&LOCKED[..], &other].concat()),
    );
    // The command line goes before the lock, unless the lock is all that is allowed.
    assert_eq!(desk.nethost(&[&RUN[..], &other].concat()).code, Some(0));
}

#[test]
fn a_built_in_driver_of_another_nethost_is_told_and_can_be_accepted() {
    let desk = installed();
    let lock = desk.read("nethost.lock");
    let place = lock.find("built-in").expect("frr is built in");
    let digest = place + lock[place..].find("sha256:").expect("its digest") + "sha256:".len();
    let other = format!("{}{}{}", &lock[..digest], "ab".repeat(32), &lock[digest + 64..]);
    desk.write("nethost.lock", &other);
    refused("other_nethost", desk.nethost(&["run", "--dry-run", "show ports"]));
    plugin(&desk, &["update", "frr"]);
    assert_eq!(desk.read("nethost.lock"), lock);
    desk.write("nethost.lock", &other);
    plugin(&desk, &["lock"]);
    assert_eq!(desk.read("nethost.lock"), lock);
}

#[test]
fn a_lock_that_is_wrong_stops_the_run_before_anything_else() {
    let desk = installed();
    desk.write("nethost.lock", "version = 2\n");
    refused("lock_newer", desk.nethost(&RUN));
    for arguments in [
        &["plugin", "install", "./acme.wasm"][..],
        &["plugin", "lock"],
        &["plugin", "update"],
    ] {
        assert_eq!(desk.nethost(arguments).code, Some(2), "{arguments:?}");
        assert_eq!(desk.read("nethost.lock"), "version = 2\n");
    }
    desk.write(
        "nethost.lock",
        "version = 1\n\n[[drivers]]\nplatfrom = \"acme_os\"\n",
    );
    let done = desk.nethost(&RUN);
    assert_eq!(done.code, Some(2));
    told("lock_wrong", done);
}

#[test]
fn an_entry_that_is_damaged_is_told_and_can_be_replaced() {
    let desk = installed();
    fs::remove_file(desk.path("nethost.lock")).expect("a lock");
    desk.write(
        &format!("{STORE}/installed/acme_os.toml"),
        "version = 1\n[driver]\n",
    );
    for arguments in [&RUN[..], &["plugin", "list"], &["plugin", "verify"]] {
        let done = desk.nethost(arguments);
        assert!(matches!(done.code, Some(1 | 2)), "{arguments:?}: {}", done.stderr);
        assert!(
            done.stderr
                .contains("installed/acme_os.toml:2:1: driver.platform"),
            "{arguments:?}: {}",
            done.stderr
        );
    }
    assert_eq!(
        desk.nethost(&["run", "--dry-run", "--hosts", "r2", "show version"])
            .code,
        Some(0)
    );
    plugin(&desk, &["install", "./acme.wasm"]);
    assert_eq!(desk.nethost(&RUN).code, Some(0));
}

#[test]
fn a_store_that_others_can_write_is_not_trusted() {
    let desk = installed();
    fs::set_permissions(desk.path(STORE), fs::Permissions::from_mode(0o777)).expect("a mode");
    refused("open_to_others", desk.nethost(&RUN));
    assert_eq!(
        desk.nethost(&["run", "--dry-run", "--hosts", "r2", "show version"])
            .code,
        Some(0),
        "built-in drivers do not come from there"
    );
}

#[test]
fn what_is_no_driver_or_no_source_is_refused_and_leaves_nothing() {
    let desk = acme::desk(INVENTORY);
    desk.write("page.wasm", "<html>Not found</html>");
    for (name, source) in [
        ("install_page", "./page.wasm"),
        ("install_nowhere", "acme-os"),
        ("install_no_digest", "https://drivers.example/acme.wasm"),
        ("install_no_version", "oci://registry.example/acme/os"),
    ] {
        refused(name, desk.nethost(&["plugin", "install", source]));
    }
    refused("remove_unknown", desk.nethost(&["plugin", "remove", "acme_so"]));
    let nothing = desk.nethost(&["plugin", "install", "-i", "nowhere.toml", "./acme.wasm"]);
    refused("install_no_inventory", nothing);
    assert!(!desk.path("nethost.lock").exists() && !desk.path(STORE).exists());
}

#[test]
fn a_driver_whose_name_means_something_else_is_refused() {
    let desk = acme::desk("");
    acme::write(&desk, "auto.wasm", "auto", "1.0.0");
    let done = desk.nethost(&["plugin", "install", "./auto.wasm"]);
    refused("install_reserved", done);
    // What leads out of the store's folder is not even written.
    acme::write_folder(&desk.path("evil"), "acme_os", "1.0.0");
    let text = desk.read("evil/driver.toml");
    desk.write(
        "evil/driver.toml",
        &text.replace("\"acme_os\"", "\"../../acme_os\""),
    );
    let done = desk.nethost(&["plugin", "install", "./evil/"]);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("../../acme_os"), "{}", done.stderr);
    assert!(!desk.path(STORE).exists());
}

#[test]
fn where_a_signature_is_demanded_nothing_else_is_installed_or_run() {
    let desk = installed();
    let key = demand(&desk);
    refused("not_signed", desk.nethost(&RUN));
    let done = desk.nethost(&["plugin", "install", "acme.wasm"]);
    assert!(
        done.code == Some(2) && done.stderr.contains("not signed"),
        "{}",
        done.stderr
    );
    let verified = desk.nethost(&["plugin", "verify"]);
    assert_eq!(verified.code, Some(1), "{}", verified.stdout);
    for verb in ["check", "test"] {
        let tried = desk.nethost(&["plugin", verb, "acme_os"]);
        assert!(
            tried.code == Some(2) && tried.stderr.contains("acme_os is not signed"),
            "{}",
            tried.stderr
        );
    }

    let wasm = fs::read(desk.path("acme.wasm")).expect("a driver");
    let sign = |bytes: &[u8]| key.sign(bytes, "release 1.0.0").expect("a signature");
    desk.write("acme.wasm.minisig", &sign(b"other bytes"));
    let wrong = desk.nethost(&["plugin", "install", "acme.wasm"]);
    assert!(
        wrong.code == Some(2) && wrong.stderr.contains("does not fit"),
        "{}",
        wrong.stderr
    );
    desk.write("acme.wasm.minisig", &sign(&wasm));
    let done = plugin(&desk, &["install", "acme.wasm"]);
    assert!(done.stderr.contains("installed already"), "{}", done.stderr);
    assert_eq!(desk.nethost(&RUN).code, Some(0), "its signature came to it");
    let list = plugin(&desk, &["list"]).stdout;
    assert!(list.contains("  acme  "), "{list}");

    // A key's number is not what it signed.
    let blobs = fs::read_dir(desk.path(STORE).join("blobs")).expect("blobs");
    let mut paths = blobs.map(|entry| entry.expect("a file").path());
    let signature = paths
        .find(|path| path.extension().is_some_and(|it| it == "minisig"))
        .expect("its signature");
    fs::write(signature, sign(b"other bytes")).expect("a file");
    let list = plugin(&desk, &["list"]).stdout;
    assert!(
        list.contains("cannot be verified") && !list.contains("  acme  "),
        "{list}"
    );
}
