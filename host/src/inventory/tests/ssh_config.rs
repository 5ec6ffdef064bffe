//! The user's ssh configuration beneath an inventory.

use super::parse;
use crate::inventory::{
    DeviceEntry, Inventory, InventoryError, Surroundings,
    device::{AgentUse, HostKeyPolicy},
    load_for, parse_for,
};
use std::{
    fmt::Write as _,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A user with a home of its own.
struct Home(TempDir);

impl Home {
    /// With this in `~/.ssh/config`.
    fn new(config: &str) -> Self {
        let home = Self(tempfile::tempdir().expect("a folder can be made"));
        home.write(".ssh/config", config);
        home
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        let folder = path.parent().expect("it lies in a folder");
        fs::create_dir_all(folder).expect("a folder can be made");
        fs::write(&path, text).expect("it can be written");
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("the mode can be set");
        path
    }

    fn user(&self) -> Surroundings {
        Surroundings {
            home: Some(self.0.path().to_owned()),
            user: Some("ana".into()),
        }
    }

    fn read(&self, inventory: &str) -> Result<Inventory, InventoryError> {
        parse_for("lab.toml", inventory, &self.user())
    }

    fn inventory(&self, inventory: &str) -> Inventory {
        self.read(inventory).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A message without the home, which is another one each time.
    fn plain(&self, text: &str) -> String {
        text.replace(&self.0.path().display().to_string(), "~")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn device<'a>(inventory: &'a Inventory, name: &str) -> &'a DeviceEntry {
    inventory.device(name).expect("it is there")
}

const CONFIG: &str = "
# What OpenSSH reads
Host r1 router-?
    HostName = %h.example.net
    Port 2222
    User netops
    User ignored
    IdentityFile ~/.ssh/%r@%h
    IdentityFile \"~/keys/a b\"
    IdentityFile ~/nowhere
    IdentityFile ~/.ssh/token
    IdentitiesOnly yes
    KexAlgorithms +diffie-hellman-group1-sha1
    Ciphers aes128-cbc,3des-cbc
    MACs hmac-sha1
    HostKeyAlgorithms ^ssh-rsa
    PubkeyAcceptedAlgorithms +ssh-rsa
    UserKnownHostsFile ~/known/%n
    StrictHostKeyChecking yes
    ServerAliveInterval 1m
    ConnectTimeout 7
Host * !r9
    User everybody
    IdentityFile ~/.ssh/everybody
";

#[test]
fn what_the_inventory_does_not_say_comes_from_the_configuration() {
    let home = Home::new(CONFIG);
    for file in [
        ".ssh/netops@r1.example.net",
        "keys/a b",
        ".ssh/token.pub",
        ".ssh/everybody",
    ] {
        home.write(file, "");
    }
    let inventory = home.inventory("[devices.r1]\n[devices.other]\nhost = 'router-7'\n[devices.x]\n");
    let r1 = device(&inventory, "r1");
    assert_eq!(
        (&*r1.host, r1.port, &*r1.username),
        ("r1.example.net", 2222, "netops")
    );
    assert_eq!(
        &*r1.keys,
        [
            home.path(".ssh/netops@r1.example.net"),
            home.path("keys/a b"),
            home.path(".ssh/token.pub"),
            home.path(".ssh/everybody")
        ]
    );
    assert_eq!(r1.ssh.agent, AgentUse::Auto);
    let lists = &r1.ssh.algorithms;
    let told = [
        &lists.kex,
        &lists.ciphers,
        &lists.macs,
        &lists.host_keys,
        &lists.public_keys,
    ];
    assert_eq!(
        told.map(|list| list.as_deref().unwrap_or_default()),
        [
            "+diffie-hellman-group1-sha1",
            "aes128-cbc,3des-cbc",
            "hmac-sha1",
            "^ssh-rsa",
            "+ssh-rsa"
        ]
    );
    assert_eq!(r1.ssh.known_hosts, Some(home.path("known/r1")));
    assert_eq!(r1.ssh.host_keys, HostKeyPolicy::Strict);
    assert_eq!(r1.ssh.keepalive, Duration::from_mins(1));
    assert_eq!(r1.timeouts.connect, Duration::from_secs(7));
    // The name in the inventory is not looked up where the device has a host.
    assert_eq!(&*device(&inventory, "other").host, "router-7.example.net");
    let x = device(&inventory, "x");
    assert_eq!((&*x.host, x.port, &*x.username), ("x", 22, "everybody"));
    assert_eq!(&*x.from_ssh_config, ["User", "IdentityFile"]);
    assert_eq!(inventory.warnings, []);
    assert!(
        inventory
            .ssh_config
            .is_some_and(|file| file.ends_with(".ssh/config"))
    );
}

#[test]
fn what_the_inventory_says_wins() {
    let home = Home::new(CONFIG);
    let inventory = home.inventory(
        "[defaults]\nusername = 'admin'\nkeys = []\npassword = { env = 'LAB' }\n[groups.g]\nport = 22\n[devices.r1]\n\
         groups = ['g']\nssh = { kex = ['a', 'b'], host_keys = 'off', keepalive = 5, known_hosts = '/k', agent = true, \
         ciphers = 'c', macs = 'm', host_key_algorithms = 'h', public_key_algorithms = 'p' }\n\
         timeouts = { connect = 1 }\n",
    );
    let r1 = device(&inventory, "r1");
    assert_eq!((r1.port, &*r1.username, &*r1.keys), (22, "admin", &[][..]));
    assert_eq!(r1.ssh.algorithms.kex.as_deref(), Some("a,b"));
    assert_eq!(r1.ssh.host_keys, HostKeyPolicy::Off);
    assert_eq!(r1.ssh.agent, AgentUse::Always);
    assert_eq!(r1.ssh.known_hosts.as_deref(), Some(Path::new("/k")));
    assert_eq!(r1.timeouts.connect, Duration::from_secs(1));
    assert_eq!(&*r1.from_ssh_config, ["HostName"]);
}

#[test]
fn a_name_that_is_taken_out_is_not_meant() {
    let home = Home::new(CONFIG);
    let error = home.read("[devices.r9]\n").expect_err("nobody logs in");
    assert!(error.to_string().contains("username: missing for r9"), "{error}");
}

#[test]
fn telnet_has_no_part_in_it() {
    let home = Home::new(CONFIG);
    let inventory =
        home.inventory("[devices.r1]\nprotocol = 'telnet'\nusername = 'a'\npassword = { env = 'LAB' }\n");
    let r1 = device(&inventory, "r1");
    assert_eq!((&*r1.host, r1.port, &*r1.from_ssh_config), ("r1", 23, &[][..]));
}

#[test]
fn the_configuration_can_be_left_out_or_be_another() {
    let home = Home::new("Host *\nUser wrong\n");
    let other = home.write("other", "User right\n");
    let left_out =
        home.inventory("[defaults]\nusername = 'x'\nkeys = ['k']\nssh = { config = false }\n[devices.r1]\n");
    assert_eq!(left_out.ssh_config, None);
    assert!(device(&left_out, "r1").from_ssh_config.is_empty());
    let text = format!(
        "[defaults]\nkeys = ['k']\nssh = {{ config = '{}' }}\n[devices.r1]\n",
        other.display()
    );
    assert_eq!(&*device(&home.inventory(&text), "r1").username, "right");
    let error = home
        .read("[defaults]\nusername = 'x'\nssh = { config = '/nowhere/config' }\n[devices.r1]\n")
        .expect_err("it is not there");
    assert_eq!(
        error.to_string(),
        "lab.toml:3:18: defaults.ssh.config: /nowhere/config cannot be read: it does not exist\n  hint: name another \
         file, or write false where none is to be read"
    );
    let homeless = parse(
        "lab.toml",
        "[defaults]\nusername = 'x'\nkeys = ['k']\n[devices.r1]\n",
    );
    assert_eq!(
        homeless.unwrap_or_else(|error| panic!("{error}")).ssh_config,
        None
    );
}

#[test]
fn jump_hosts_are_looked_up_in_it() {
    let home = Home::new(
        "Host sw*\nProxyJump inner\nHost inner\nHostName 10.0.0.2\nProxyJump root@outer:2200\nUser ops\nHost outer\n\
         HostName 192.0.2.1\nIdentityFile ~/.ssh/outer\nHost plain\nProxyJump none\nHost *\nProxyJump outer\n",
    );
    home.write(".ssh/outer", "");
    let inventory = home.inventory(
        "[defaults]\nusername = 'admin'\npassword = { env = 'LAB' }\n[jumps.outer]\nssh = { jump = false }\n\
         username = 'bob'\n[devices.sw1]\n[devices.sw2]\n[devices.plain]\n[devices.direct]\nssh = { jump = 'none' }\n",
    );
    let inner = device(&inventory, "sw1").jump.as_ref().expect("it has one");
    assert_eq!(
        (&*inner.host.host, inner.host.port, &*inner.host.username),
        ("10.0.0.2", 22, "ops")
    );
    assert_eq!(
        inner.host.password, None,
        "the network's password is not for jump hosts"
    );
    let second = device(&inventory, "sw2").jump.as_ref().expect("it has one");
    assert!(std::sync::Arc::ptr_eq(inner, second));
    let outer = inner.host.jump.as_ref().expect("it has one");
    assert_eq!(
        (&*outer.host.host, outer.host.port, &*outer.host.username),
        ("192.0.2.1", 2200, "root")
    );
    assert_eq!(&*outer.host.keys, [home.path(".ssh/outer")]);
    assert!(device(&inventory, "plain").jump.is_none() && device(&inventory, "direct").jump.is_none());
}

#[test]
fn a_configuration_that_leads_in_a_circle_says_where() {
    let home = Home::new("Host *\nProxyJump bastion\n");
    let error = home
        .read("[defaults]\nusername = 'x'\nkeys = ['k']\n[devices.r1]\n")
        .expect_err("it is a circle");
    let told = home.plain(&error.to_string());
    let circle =
        "lab.toml:4:10: ProxyJump in ~/.ssh/config:2: the way leads in a circle: bastion → bastion\n";
    assert!(told.starts_with(circle), "{told}");
}

#[test]
fn other_files_are_included_where_the_line_stands() {
    let home =
        Home::new("Include conf.d/*.conf nothing-here\nHost r2\nInclude ~/only\nPort 2\nHost *\nPort 3\n");
    home.write(".ssh/conf.d/a.conf", "Host r1\nPort 1\n");
    home.write(".ssh/conf.d/b.conf", "User b\n");
    home.write(".ssh/conf.d/c.txt", "User c\n");
    home.write(
        "only",
        "User two\nHost r1\nConnectTimeout 9\nHost r2\nConnectTimeout 8\n",
    );
    let inventory = home.inventory("[defaults]\nkeys = ['k']\n[devices.r1]\n[devices.r2]\n[devices.r3]\n");
    let seen = |name: &str| {
        let device = device(&inventory, name);
        (
            device.port,
            device.username.to_string(),
            device.timeouts.connect.as_secs(),
        )
    };
    assert_eq!(seen("r1"), (1, "b".into(), 10));
    assert_eq!(seen("r2"), (2, "b".into(), 8));
    assert_eq!(seen("r3"), (3, "b".into(), 10));
}

#[test]
fn files_that_include_each_other_come_to_an_end() {
    let home = Home::new("Include config config\n");
    let error = home.read("[devices.r1]\n").expect_err("it has no end");
    let told = home.plain(&error.to_string());
    assert!(
        told.contains("~/.ssh/config:1: files are included more than 16 deep"),
        "{told}"
    );
    assert!(!error.hint().is_empty());
}

#[test]
fn what_is_wrong_is_told_with_its_file_and_line() {
    let home = Home::new("Host r1\nPort ssh\n\nInclude more\nUser \"ana\n");
    home.write(".ssh/more", "# here too\nMatch colour red\n");
    let error = home.read("[devices.r1]\n").expect_err("three lines are wrong");
    assert_eq!(
        home.plain(&error.to_string()),
        "~/.ssh/config:2: a port is a number from 1 to 65535\n~/.ssh/more:2: there is no criterion colour\n\
         ~/.ssh/config:5: a quote is not closed"
    );
}

#[test]
fn a_file_that_others_can_write_is_not_believed() {
    let home = Home::new("User ana\n");
    let path = home.path(".ssh/config");
    for mode in [0o620, 0o602] {
        fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("the mode can be set");
        let error = home
            .read("[devices.r1]\n")
            .expect_err("anybody could have written it");
        assert!(error.to_string().contains("others can write it"), "{error}");
    }
    fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("the mode can be set");
    home.inventory("[devices.r1]\nkeys = ['k']\n");
}

#[test]
fn what_is_not_followed_is_warned_about_where_it_speaks_of_a_device() {
    let home = Home::new(
        "Host r1\nProxyCommand nc %h %p\nHost r2\nProxyCommand nc %h %p\nHost elsewhere\nHostKeyAlias x\nHost *\n\
         IgnoreUnknown Colo*\nColour red\nUsekeychain yes\nMatch host r* exec \"true\"\nUser wrong\n\
         Match host x exec \"true\"\nUser wrong\nMatch all\nUser right\n",
    );
    let inventory = home.inventory(
        "[defaults]\nkeys = ['k']\n[jumps.b]\nusername = 'b'\n[devices.r1]\n[devices.r2]\nssh = { jump = 'b' }\n",
    );
    let told: Vec<(usize, &str)> = inventory
        .warnings
        .iter()
        .map(|warning| (warning.line, warning.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "`ProxyCommand` is not followed; it speaks of r1"),
            (11, "`Match` is not followed; it speaks of r1, r2")
        ]
    );
    let files = inventory.warnings.iter().map(|warning| warning.file.as_deref());
    for file in files {
        assert!(file.is_some_and(|file| file.ends_with(".ssh/config")), "{file:?}");
    }
    assert_eq!(&*device(&inventory, "r1").username, "right");
}

#[test]
fn only_named_keys_means_that_the_agents_are_left_alone() {
    let home = Home::new(
        "Host a\nIdentitiesOnly yes\nHost b\nIdentityAgent none\nHost c\nIdentityAgent ~/agent\nHost d\nIdentityFile none\n",
    );
    let inventory = home.inventory(
        "[defaults]\nusername = 'x'\npassword = { env = 'LAB' }\n[devices.a]\n[devices.b]\n[devices.c]\n[devices.d]\n",
    );
    let agent = |name: &str| device(&inventory, name).ssh.agent.clone();
    assert_eq!([agent("a"), agent("b")], [AgentUse::Never, AgentUse::Never]);
    assert_eq!(agent("c"), AgentUse::Socket(home.path("agent")));
    assert!(device(&inventory, "d").keys.is_empty());
}

#[test]
fn ten_thousand_devices_with_a_block_each_are_looked_up_in_a_moment() {
    let (mut config, mut text) = (String::new(), String::from("[defaults]\nkeys = ['k']\n"));
    for device in 0..10_000 {
        write!(config, "Host r{device}\n  HostName 10.0.0.1\n  User u{device}\n").expect("memory takes it");
        writeln!(text, "[devices.r{device}]").expect("likewise");
    }
    config.push_str("Host r* !r7\n  Port 2222\n");
    let home = Home::new(&config);
    let path = home.write("lab.toml", &text);
    let begun = Instant::now();
    let inventory = load_for(&path, &home.user()).unwrap_or_else(|error| panic!("{error}"));
    let last = device(&inventory, "r9999");
    assert_eq!((&*last.username, last.port), ("u9999", 2222));
    assert_eq!(device(&inventory, "r7").port, 22);
    // A hundred times what it takes; looked up one by one it would take minutes.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}
