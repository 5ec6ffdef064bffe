//! Debian's sshd on a port that the system gives, in namespaces of its own: its user, its mounts, its processes and
//! the routers behind it are gone when it is dropped, or when the test process is no more.

use super::keys;
use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub const USER: &str = "nethost-test";
pub const PASSWORD: &str = "correct horse";
/// Opens the privileged mode of the switch that a login lands on.
pub const ENABLE: &str = "enable me";

/// [`PASSWORD`] as `crypt(3)` has it.
const PASSWORD_HASH: &str =
    "$6$nethosttest$HXBezC99XAVRwIl1ZdVboy0lZ5wWwBJofX3bXQLEQqTpmMyTcCu2cupjjMqPfCYywxTQp9NtI.6HugtP5eqk9/";

/// A module that is there to try applications with: it asks, whatever it is told.
const ASKS_TWICE: &str = "auth required pam_stress.so\n";
pub const SECOND_QUESTION: &str = "STRESS Password:";

/// Ports are given back to the system before sshd binds them; another process may be quicker, this often.
const PORT_TRIES: usize = 5;

/// A server listens after 50 ms, routers know each other's networks after some seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// Where the sandbox's scripts and the switch's texts are.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/sandbox");

/// What a server is to be.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Lines of `sshd_config(5)`, before those that all servers share: the first one counts.
    pub options: String,
    /// One for each port: what a login on that port lands in.
    pub commands: Vec<String>,
    /// Starts the routers r1 and r2 too.
    pub routers: bool,
    /// Asks a second question in a keyboard-interactive login, [`SECOND_QUESTION`], and takes any answer to it.
    pub asks_twice: bool,
}

pub struct Sshd {
    sandbox: Child,
    ports: Vec<u16>,
    log: Arc<Log>,
    folder: TempDir,
    routers: bool,
}

/// What the sandbox has said so far.
#[derive(Default)]
struct Log {
    said: Mutex<Said>,
    more: Condvar,
}

#[derive(Default)]
struct Said {
    text: String,
    /// When each of its lines came.
    moments: Vec<Instant>,
    ended: bool,
}

impl Sshd {
    /// A server whose logins land on a switch of this name, in its unprivileged mode.
    pub fn switch(hostname: &str, options: impl Into<String>) -> Self {
        let commands = vec![format!("bash FOLDER/sandbox/device.sh {hostname}")];
        Self::start(&Setup {
            options: options.into(),
            commands,
            ..Setup::default()
        })
    }

    /// The same, with a second question in a keyboard-interactive login.
    pub fn switch_that_asks_twice(hostname: &str, options: impl Into<String>) -> Self {
        Self::start(&Setup {
            options: options.into(),
            commands: vec![format!("bash FOLDER/sandbox/device.sh {hostname}")],
            asks_twice: true,
            ..Setup::default()
        })
    }

    /// A server that others are reached through; a login lands nowhere.
    pub fn bastion(options: impl Into<String>) -> Self {
        Self::start(&Setup {
            options: options.into(),
            commands: vec!["false".to_owned()],
            ..Setup::default()
        })
    }

    /// Two routers that know each other's networks, and a server with a port for each: a login lands in `vtysh`.
    pub fn routers() -> Self {
        let commands = ["r1", "r2"].map(|name| format!("vtysh -N {name}")).to_vec();
        Self::start(&Setup {
            commands,
            routers: true,
            ..Setup::default()
        })
    }

    /// Returns once it listens on each port.
    ///
    /// # Panics
    /// When it cannot be started; the message says what is missing.
    pub fn start(setup: &Setup) -> Self {
        assert!(
            rustix::process::geteuid().is_root() && Path::new("/usr/sbin/sshd").exists(),
            "tests against real servers need root and sshd: `make servers` as root installs what they need; \
             `cargo test -- --skip servers::` leaves them out"
        );
        assert!(
            !setup.routers || Path::new("/usr/lib/frr/zebra").exists(),
            "there is no FRRouting on this machine: `make servers` as root installs it"
        );
        (0..PORT_TRIES)
            .find_map(|_| Self::try_start(setup))
            .expect("ports that nobody else takes")
    }

    /// None when somebody else took a port.
    fn try_start(setup: &Setup) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ports = free_ports(setup.commands.len());
        furnish(folder.path(), setup, &ports);
        let (sandbox, log) = launch(folder.path(), setup.routers);
        let server = Self {
            sandbox,
            ports,
            log,
            folder,
            routers: setup.routers,
        };
        server.listens().then_some(server)
    }

    /// Waits until it listens on each port; false when somebody else has one of them.
    fn listens(&self) -> bool {
        let listening = |text: &str| text.matches("Server listening on").count() == self.ports.len();
        let taken = |text: &str| text.contains("Bind to port");
        let said = self.log.wait_until(|text| listening(text) || taken(text));
        assert!(
            listening(&said) || taken(&said),
            "the server did not start:\n{said}"
        );
        !taken(&said)
    }

    /// Ends it with all its connections, at once, as a power cut does.
    pub fn kill(&mut self) {
        // `unshare --kill-child` takes the whole process namespace with it.
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }

    /// Starts it again on its ports, after [`Self::kill`]. Its log begins anew.
    pub fn start_again(&mut self) {
        for _ in 0..PORT_TRIES {
            (self.sandbox, self.log) = launch(self.folder.path(), self.routers);
            if self.listens() {
                return;
            }
            self.kill();
        }
        panic!("somebody else has the server's ports");
    }

    /// The port of the first command, or of the only one.
    pub fn port(&self) -> u16 {
        self.ports[0]
    }

    pub fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// When the server logged the lines that this is in, once there are so many of them.
    #[track_caller]
    pub fn moments_of(&self, text: &str, count: usize) -> Vec<Instant> {
        let log = self.log.wait_until(|said| said.matches(text).count() >= count);
        let said = self.log.said.lock().unwrap_or_else(PoisonError::into_inner);
        let moments: Vec<_> = said
            .text
            .lines()
            .zip(&said.moments)
            .filter(|(line, _)| line.contains(text))
            .map(|(_, moment)| *moment)
            .collect();
        assert_eq!(moments.len(), count, "lines with {text:?}:\n{log}");
        moments
    }

    /// What the server has logged, once this is in it.
    #[track_caller]
    pub fn log_with(&self, text: &str) -> String {
        let said = self.log.wait_until(|said| said.contains(text));
        assert!(said.contains(text), "the server never said {text:?}:\n{said}");
        said
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Log {
    fn fill(&self, stderr: ChildStderr) {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            said.text.push_str(&line);
            said.text.push('\n');
            said.moments.push(Instant::now());
            self.more.notify_all();
        }
        self.said.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
        self.more.notify_all();
    }

    /// What was said, once the condition holds, the sandbox has ended or patience has.
    fn wait_until(&self, holds: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        while !holds(&said.text) && !said.ended {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                break;
            };
            said = self
                .more
                .wait_timeout(said, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        said.text.clone()
    }
}

/// Starts the sandbox that such a folder describes.
fn launch(folder: &Path, routers: bool) -> (Child, Arc<Log>) {
    let mut sandbox = Command::new("unshare")
        .args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh"])
        .arg(folder.join("sandbox/sandbox.sh"))
        .arg(folder)
        .args(routers.then_some("routers"))
        .stdin(Stdio::piped()) // open for as long as this process lives
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("unshare runs (Debian: util-linux)");
    let log = Arc::new(Log::default());
    let stderr = sandbox.stderr.take().expect("a pipe, asked for above");
    thread::spawn({
        let log = Arc::clone(&log);
        move || log.fill(stderr)
    });
    (sandbox, log)
}

/// Ports of the loopback address that were free a moment ago; all different.
fn free_ports(count: usize) -> Vec<u16> {
    let held: Vec<_> = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"))
        .collect();
    held.iter()
        .map(|listener| listener.local_addr().expect("a bound address").port())
        .collect()
}

/// Puts all into the folder that the sandbox needs. The user reads in there, so it is open to all.
fn furnish(folder: &Path, setup: &Setup, ports: &[u16]) {
    let put = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
    };
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
    copy_folder(Path::new(SOURCES), &folder.join("sandbox"));
    let home = folder.display();
    put(
        "passwd",
        &format!("{USER}:x:64990:{group}::{home}:/bin/sh\n", group = vtysh_group()),
    );
    put("shadow", &format!("{USER}:{PASSWORD_HASH}:20000:0:99999:7:::\n"));
    let more = if setup.asks_twice { ASKS_TWICE } else { "" };
    put("pam", &format!("{}{more}", include_str!("../sandbox/pam")));
    put("authorized_keys", &keys::authorized_keys());
    put("sshd_config", &sshd_config(folder, setup, ports));
}

fn sshd_config(folder: &Path, setup: &Setup, ports: &[u16]) -> String {
    let folder = folder.display().to_string();
    let mut text = format!("{}\n{}", setup.options, include_str!("../sandbox/sshd_config"));
    let mut line = |line: String| writeln!(text, "{line}").expect("writing to a string");
    line(format!("AuthorizedKeysFile {folder}/authorized_keys"));
    for key in keys::host_keys() {
        line(format!("HostKey {}", key.display()));
    }
    for port in ports {
        line(format!("Port {port}"));
    }
    for (port, command) in ports.iter().zip(&setup.commands) {
        line(format!(
            "Match LocalPort {port}\n  ForceCommand {}",
            command.replace("FOLDER", &folder)
        ));
    }
    text
}

/// The group that may talk to routers, or nobody's where there are none.
fn vtysh_group() -> u32 {
    const NOGROUP: u32 = 65534;
    let groups = fs::read_to_string("/etc/group").unwrap_or_default();
    let line = groups.lines().find_map(|line| line.strip_prefix("frrvty:"));
    line.and_then(|rest| rest.split(':').nth(1)?.parse().ok())
        .unwrap_or(NOGROUP)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder in the server's folder");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry of the folder");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy of a file");
        }
    }
}
