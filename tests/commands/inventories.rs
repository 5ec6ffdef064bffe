//! `nethost inventory`: what an inventory says, and what is wrong with it.

use super::golden::golden;
use crate::{fleet::running::Running, support::nethost::Desk};
use std::fs::File;

const TWO_SITES: &str = r#"
[defaults]
platform = "cisco_ios"
username = "admin"
password = { env = "NETHOST_PASSWORD" }

[groups.branch]
ssh = { legacy = true }
limits = { sessions = 20 }

[groups.core]
timeouts = { command = "2m" }

[devices.r1]
host = "192.0.2.1"
groups = ["branch"]

[devices.r2]
host = "r2.example.net"
port = 2222
groups = ["core", "branch"]

[devices.sw1]
host = "2001:db8::7"
username = "operator"
platform = "acme_os"
"#;

#[track_caller]
fn prints(name: &str, inventory: &str, arguments: &[&str]) {
    golden(name, &Desk::new(inventory).nethost(arguments));
}

#[test]
fn the_devices() {
    prints("inventory_list", TWO_SITES, &["inventory", "list"]);
    for format in ["json", "ndjson", "csv", "raw"] {
        prints(
            &format!("inventory_list_{format}"),
            TWO_SITES,
            &["inventory", "list", "--format", format],
        );
    }
}

#[test]
fn some_of_the_devices() {
    prints(
        "inventory_list_some",
        TWO_SITES,
        &["inventory", "list", "--hosts", "@branch and not r2, sw*"],
    );
}

#[test]
fn an_inventory_from_standard_input() {
    let desk = Desk::new(TWO_SITES);
    for (name, arguments) in [
        ("inventory_stdin", ["inventory", "list", "-i", "-"]),
        ("inventory_stdin_check", ["inventory", "check", "-i", "-"]),
    ] {
        let mut command = desk.command(&arguments);
        command.stdin(File::open(desk.path("inventory.toml")).expect("the inventory"));
        golden(name, &Running::start(command).end());
    }
}

#[test]
fn no_mistakes() {
    prints("inventory_check", TWO_SITES, &["inventory", "check"]);
}

#[test]
fn every_mistake_at_once() {
    let wrong = "[defaults]\nusername = \"admin\"\npasword = \"x\"\n\n[devices.r1]\nhost = \"192.0.2.1\"\nport = 70000\n\
                 groups = [\"nowhere\"]\n\n[devices.r2]\nport = 22\n";
    prints("inventory_check_wrong", wrong, &["inventory", "check"]);
}

#[test]
fn an_inventory_of_nothing() {
    prints("inventory_empty", "", &["inventory", "check"]);
}

#[test]
fn a_folder_for_an_inventory() {
    prints("inventory_folder", "", &["inventory", "check", "-i", "."]);
}

const BASTION: &str = r#"
[defaults]
username = "admin"
password = { keyring = "network" }
fallback = [{ username = "local", password = { env = "LOCAL" } }]

[jumps.bastion]
username = "ana"
password = { env = "BASTION" }

[groups.inner]
ssh = { jump = "bastion,ops@10.0.0.1:2222" }
answers = [{ prompt = "(?i)passcode", answer = { command = ["otp", "token"] } }]

[devices.r1]
host = "192.0.2.1"
groups = ["inner"]

[devices.r2]
ssh = { agent = true, ciphers = "+aes128-cbc" }

[devices.ups]
protocol = "telnet"
"#;

#[test]
fn what_came_together_from_jump_hosts_and_the_ssh_configuration() {
    let desk = Desk::new(BASTION);
    desk.write(
        ".ssh/config",
        "Host r2\n  HostName r2.example.net\n  ProxyCommand nc %h %p\nHost 10.0.0.1\n  Port 1\nHost bastion\n  Port 2200\n",
    );
    golden("inventory_bastion", &desk.nethost(&["inventory", "list"]));
    golden(
        "inventory_bastion_ndjson",
        &desk.nethost(&["inventory", "list", "--format", "ndjson"]),
    );
    golden("inventory_bastion_check", &desk.nethost(&["inventory", "check"]));
}

#[test]
fn a_mistake_in_the_ssh_configuration() {
    let desk = Desk::new(TWO_SITES);
    desk.write(".ssh/config", "Host r1\n  Port ssh\n");
    golden("ssh_config_mistake", &desk.nethost(&["inventory", "check"]));
}
