//! Which words begin commands that change or stop a device, and which lines of those are harmless after all.
//!
//! Of many platforms' command lines in one table: a driver may say of its platform what it likes. Words are in small letters;
//! a command line takes each as short as it is unmistakable there, so each has its shortest form.

/// A word that begins commands which are not sent unasked.
pub(super) struct Command {
    pub(super) word: &'static str,
    /// Letters of the shortest form; 0 where it is not abbreviated.
    shortest: usize,
    /// Whether it means nothing alone, as `no`, which is also an answer.
    takes_more: bool,
    pub(super) does: &'static str,
}

impl Command {
    pub(super) fn is_meant(&self, first: &str, rest: &[&str]) -> bool {
        if self.takes_more && rest.is_empty() {
            return false;
        }
        self.is_exactly(first)
            || (self.shortest > 0 && first.len() >= self.shortest && self.word.starts_with(first))
    }

    /// Written in full, or with what some platforms hang on: `mkfs.ext4`, `reload-config`, `reset-configuration`.
    pub(super) fn is_exactly(&self, word: &str) -> bool {
        word.strip_prefix(self.word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '!']))
            && word != KEPT_APART
    }
}

/// Begins as one of the commands and is something else: it takes the pager out of Junos' outputs.
const KEPT_APART: &str = "no-more";

const fn word(word: &'static str, shortest: usize, does: &'static str) -> Command {
    Command {
        word,
        shortest,
        takes_more: false,
        does,
    }
}

const fn with_more(word: &'static str, does: &'static str) -> Command {
    Command {
        word,
        shortest: 0,
        takes_more: true,
        does,
    }
}

const CHANGES: &str = "changes the configuration";
const STOPS: &str = "stops or restarts the device or a part of it";
const FILES: &str = "changes what the device keeps";
const STATE: &str = "changes what the device does or counts";
const USERS: &str = "changes who may do what";
const AWAY: &str = "goes on to another machine";
const RUNS: &str = "runs a program";

pub(super) const COMMANDS: &[Command] = &[
    // Configuration: `configure terminal` of Cisco and its like, Junos, EXOS; `system-view` of Huawei and H3C; `edit`, `set` and
    // `delete` of Junos, PAN-OS and VyOS; `undo` and `no`; `add`, `remove` and `set` of RouterOS; tmsh's and NetScaler's own.
    word("configure", 3, CHANGES),
    word("configuration", 8, CHANGES),
    word("unconfigure", 5, CHANGES),
    word("config", 0, CHANGES),
    word("system-view", 0, CHANGES),
    word("sys", 0, CHANGES),
    with_more("set", CHANGES),
    word("unset", 0, CHANGES),
    with_more("no", CHANGES),
    with_more("undo", CHANGES),
    with_more("default", CHANGES),
    with_more("edit", CHANGES),
    with_more("add", CHANGES),
    word("modify", 3, CHANGES),
    word("create", 3, CHANGES),
    with_more("activate", CHANGES),
    with_more("deactivate", CHANGES),
    word("commit", 4, CHANGES),
    word("rollback", 4, CHANGES),
    with_more("replace", CHANGES),
    with_more("load", CHANGES),
    with_more("apply", CHANGES),
    with_more("import", CHANGES),
    with_more("restore", CHANGES),
    with_more("hostname", CHANGES),
    with_more("boot", CHANGES),
    with_more("clock", CHANGES),
    // Who may do what.
    with_more("username", USERS),
    with_more("user", USERS),
    with_more("enable", USERS),
    with_more("disable", STATE),
    with_more("snmp-server", USERS),
    with_more("snmp-agent", USERS),
    with_more("aaa", USERS),
    with_more("tacacs-server", USERS),
    with_more("radius-server", USERS),
    with_more("crypto", USERS),
    with_more("license", USERS),
    with_more("password", USERS),
    word("passwd", 0, USERS),
    word("useradd", 0, USERS),
    word("usermod", 0, USERS),
    word("userdel", 0, USERS),
    word("adduser", 0, USERS),
    word("deluser", 0, USERS),
    word("chpasswd", 0, USERS),
    word("visudo", 0, USERS),
    word("chmod", 0, USERS),
    word("chown", 0, USERS),
    // Files and what is started with.
    word("write", 2, FILES),
    word("copy", 3, FILES),
    word("save", 0, FILES),
    word("delete", 3, FILES),
    with_more("del", FILES),
    with_more("remove", FILES),
    word("erase", 2, FILES),
    word("format", 4, FILES),
    word("rename", 3, FILES),
    word("squeeze", 3, FILES),
    word("partition", 4, FILES),
    word("mkdir", 2, FILES),
    word("rmdir", 2, FILES),
    word("archive", 4, FILES),
    word("install", 4, FILES),
    word("upgrade", 3, FILES),
    word("upload", 4, FILES),
    word("download", 4, FILES),
    word("factory", 0, FILES),
    word("factory-reset", 7, FILES),
    word("file", 0, FILES),
    word("rm", 0, FILES),
    word("mv", 0, FILES),
    word("cp", 0, FILES),
    word("ln", 0, FILES),
    word("dd", 0, FILES),
    word("mkfs", 0, FILES),
    word("fdisk", 0, FILES),
    word("parted", 0, FILES),
    word("wipefs", 0, FILES),
    word("shred", 0, FILES),
    word("truncate", 0, FILES),
    word("mount", 0, FILES),
    word("umount", 0, FILES),
    word("crontab", 0, FILES),
    // The device itself.
    word("reload", 3, STOPS),
    word("reboot", 3, STOPS),
    word("restart", 4, STOPS),
    word("reset", 4, STOPS),
    word("shutdown", 4, STOPS),
    word("halt", 0, STOPS),
    word("poweroff", 0, STOPS),
    word("power", 0, STOPS),
    word("request", 3, STOPS),
    word("execute", 4, STOPS),
    word("redundancy", 4, STOPS),
    word("failover", 0, STOPS),
    word("switchover", 0, STOPS),
    word("issu", 0, STOPS),
    word("hw-module", 4, STOPS),
    word("bootvar", 0, STOPS),
    word("init", 0, STOPS),
    word("telinit", 0, STOPS),
    word("kexec", 0, STOPS),
    word("sysrq", 0, STOPS),
    word("systemctl", 0, STOPS),
    word("service", 0, STOPS),
    word("kill", 0, STOPS),
    word("killall", 0, STOPS),
    word("pkill", 0, STOPS),
    // What it does and counts.
    word("clear", 3, STATE),
    word("debug", 3, STATE),
    word("diagnostic", 4, STATE),
    with_more("test", STATE),
    with_more("send", STATE),
    with_more("event", STATE),
    with_more("tools", STATE),
    with_more("utils", STATE),
    word("sysctl", 0, STATE),
    word("iptables", 0, STATE),
    word("ip6tables", 0, STATE),
    word("nft", 0, STATE),
    word("ifdown", 0, STATE),
    word("ifup", 0, STATE),
    word("insmod", 0, STATE),
    word("rmmod", 0, STATE),
    word("modprobe", 0, STATE),
    // Other machines and programs.
    word("ssh", 0, AWAY),
    word("telnet", 4, AWAY),
    word("rlogin", 0, AWAY),
    word("scp", 0, AWAY),
    word("sftp", 0, AWAY),
    word("ftp", 0, AWAY),
    word("tftp", 0, AWAY),
    word("wget", 0, AWAY),
    word("curl", 0, AWAY),
    word("fetch", 0, AWAY),
    word("nc", 0, AWAY),
    word("ncat", 0, AWAY),
    word("socat", 0, AWAY),
    word("connect", 4, AWAY),
    word("attach", 4, AWAY),
    word("eval", 0, RUNS),
    word("tclsh", 3, RUNS),
    word("python", 0, RUNS),
    word("python3", 0, RUNS),
    word("perl", 0, RUNS),
    word("ruby", 0, RUNS),
    word("lua", 0, RUNS),
    word("awk", 0, RUNS),
    word("xargs", 0, RUNS),
    word("find", 0, RUNS),
    word("guestshell", 0, RUNS),
];

/// Words that let the tool `ip` of Linux change something. Elsewhere lines that begin so need a mode of their own.
pub(super) const IP_CHANGES: [&str; 7] = ["set", "add", "del", "delete", "flush", "replace", "change"];

/// Words that stop a device wherever they stand in a line that shows nothing: `admin reboot`, `system shutdown`,
/// `hw-module 1 reload`.
pub(super) const POWER: [&str; 11] = [
    "reload", "reboot", "restart", "reset", "shutdown", "halt", "poweroff", "erase", "delete", "commit",
    "format",
];

/// A word that begins lines which only show something.
pub(super) struct Shows(&'static str, usize);

impl Shows {
    pub(super) fn is_meant(&self, first: &str) -> bool {
        first.len() >= self.1 && self.0.starts_with(first)
    }
}

/// Show, and nothing else: on them words such as `reload` may follow.
pub(super) const SHOWING: [Shows; 21] = [
    Shows("show", 2),
    Shows("display", 3),
    Shows("get", 3),
    Shows("print", 5),
    Shows("list", 4),
    Shows("info", 4),
    Shows("dir", 3),
    Shows("more", 4),
    Shows("ls", 2),
    Shows("cat", 3),
    Shows("head", 4),
    Shows("tail", 4),
    Shows("grep", 4),
    Shows("include", 1),
    Shows("exclude", 3),
    Shows("begin", 3),
    Shows("section", 3),
    Shows("match", 5),
    Shows("ping", 4),
    Shows("traceroute", 5),
    Shows("tracert", 7),
];

/// Lines of dangerous first words that do no harm: they set the terminal of this session, or only show. `#` is a number;
/// what follows does not matter, but for those that stand for one thing alone.
pub(super) const HARMLESS: &[&str] = &[
    // Junos and PAN-OS, NetScaler, Check Point, VyOS, CatOS and Enterasys.
    "set cli",
    "set clienv",
    "set terminal",
    "set length #",
    "set width #",
    "set pager off",
    // Aruba, ProCurve, Brocade, and the undoing of messages on a terminal.
    "no page",
    "no paging",
    "no pager",
    "no terminal",
    "no more",
    "undo terminal",
    // Wireless controllers; EXOS and D-Link.
    "config paging",
    "disable clipaging",
    "disable cli paging",
    "disable cli-paging",
    // Files that are shown.
    "file show",
    "file list",
    "systemctl status",
    "systemctl show",
    "systemctl list-units",
    "service --status-all",
    "crypto pki show",
    "hostname -f",
    "hostname -s",
    "hostname --fqdn",
];

/// Run the command that stands behind them.
pub(super) const WRAPPERS: [&str; 19] = [
    "do", "admin", "run", "sudo", "doas", "su", "nohup", "time", "timeout", "env", "command", "exec",
    "builtin", "busybox", "vtysh", "tmsh", "cli", "bash", "start",
];
