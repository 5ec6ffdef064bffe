//! Real telnet: the port that a daemon of FRRouting offers its command line on, and devices behind a real jump host.

use crate::{
    fleet::stage::{Stage, text},
    support::{
        nethost::Desk,
        sshd::{PASSWORD, Sshd, USER},
    },
};
use nethost::lab::LabOptions;
use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const DAEMON: &str = "/usr/lib/frr/bgpd";

/// It listens within 100 ms.
const PATIENCE: Duration = Duration::from_mins(1);

/// Ports are given back to the system before the daemon binds them; another process may be quicker, this often.
const PORT_TRIES: usize = 5;

const CONFIGURATION: &str = "hostname r3\npassword of-the-vty\nenable password for-more\nrouter bgp 64510\n \
                             bgp router-id 192.0.2.3\n neighbor 198.51.100.9 remote-as 64511\nexit\n";

/// A router that asks for a password, and for another before it shows its configuration. It speaks to no other
/// router and leaves the machine's routes alone.
struct Router {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Router {
    fn start() -> Self {
        assert!(
            rustix::process::geteuid().is_root() && Path::new(DAEMON).exists(),
            "tests against real routers need root and FRRouting: `make servers` as root installs it; \
             `cargo test -- --skip servers::` leaves them out"
        );
        (0..PORT_TRIES)
            .find_map(|_| Self::try_start())
            .expect("a port that nobody else takes")
    }

    /// None when somebody else took the port.
    fn try_start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(file("r3.conf"), CONFIGURATION).expect("a file in the folder");
        let held = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = held.local_addr().expect("a bound address").port();
        drop(held);
        let listen = port.to_string();
        // In a process namespace of its own it is gone when this process is, however that ends.
        let process = Command::new("unshare")
            .args(["--pid", "--fork", "--kill-child", DAEMON])
            .args(["--skip_runas", "--no_zebra", "--no_kernel", "--bgp_port", "0"])
            .args(["--vty_addr", "127.0.0.1", "--vty_port", &listen])
            .args(["--config_file", &file("r3.conf"), "--pid_file", &file("pid")])
            .args(["--vty_socket", &folder.path().display().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("unshare runs (Debian: util-linux)");
        let mut router = Self {
            process,
            port,
            _folder: folder,
        };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the router does not listen");
            if router.process.try_wait().expect("a child").is_some() {
                return None;
            }
            thread::sleep(Duration::from_millis(5));
        }
        Some(router)
    }

    /// A desk with an inventory of this router, its passwords as given.
    fn desk(&self, password: &str, enable: &str) -> Desk {
        Desk::new(&format!(
            "[defaults]\nplatform = \"frr\"\nprotocol = \"telnet\"\nusername = \"nobody\"\n\
             password = \"{password}\"\nenable = \"{enable}\"\n\n\
             [devices.r3]\nhost = \"127.0.0.1\"\nport = {}\n",
            self.port
        ))
    }
}

impl Drop for Router {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_router_that_asks_for_two_passwords_answers() {
    let router = Router::start();
    let done = router.desk("of-the-vty", "for-more").run(&[
        "show version",
        "show ip bgp summary",
        "show nonsense",
        "show running-config",
    ]);
    let records = done.ended(1);
    assert_eq!(records[0]["rows"][0]["hostname"], "r3", "{records:?}");
    assert_eq!(
        records[1]["rows"][0]["bgp_neighbor"], "198.51.100.9",
        "{records:?}"
    );
    assert!(
        text(&records[2]["error"], "message").contains("Unknown command"),
        "{records:?}"
    );
    let configuration = text(&records[3]["rows"][0], "config");
    assert!(configuration.contains("router bgp 64510"), "{records:?}");
}

#[test]
fn each_of_its_passwords_is_refused_in_its_own_way() {
    let router = Router::start();
    for (password, enable, kind) in [
        ("not-that", "for-more", "login_refused"),
        ("of-the-vty", "not-that", "secret_refused"),
    ] {
        let done = router.desk(password, enable).run(&["show version"]);
        let records = done.ended(1);
        assert_eq!(records[0]["status"], "auth_failed", "{records:?}");
        assert_eq!(text(&records[0]["error"], "kind"), kind, "{records:?}");
        assert!(!done.stdout.contains("not-that") && !done.stderr.contains("not-that"));
    }
}

#[test]
fn devices_with_telnet_are_reached_through_a_jump_host() {
    const DEVICES: usize = 5;
    let bastion = Sshd::bastion("");
    let stage = Stage::serve(LabOptions {
        devices: DEVICES,
        telnet: 1.0,
        ..LabOptions::default()
    });
    stage.edit(|text| {
        let through = text.replace(
            "ssh = { host_keys = \"off\"",
            "ssh = { jump = \"bastion\", host_keys = \"off\"",
        );
        format!(
            "{through}\n[jumps.bastion]\nhost = \"127.0.0.1\"\nport = {}\nusername = \"{USER}\"\npassword = \"{PASSWORD}\"\n",
            bastion.port()
        )
    });
    let records = stage.run(&["show version", "show clock"]).ok();
    assert_eq!(records.len(), 2 * DEVICES);
    assert_eq!(stage.sessions().total, DEVICES);
    bastion.log_with("Accepted password");
}
