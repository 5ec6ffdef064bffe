"""Who is measured: nethost, the floor, and the peers that `peers/peers.toml` names."""

import json
import os
import platform
import shutil
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench/peers"
COMMANDS = ["show version", "show ip interface brief", "show running-config"]
# What each answer must contain, NAME for the device's name: what no other device says, as far from the beginning as
# there is something like that.
WHOLE = ["NAME uptime is", "Loopback0", "NAME: simulated device."]


@dataclass(frozen=True)
class Contender:
    name: str
    title: str
    how: str
    program: list
    version: str = ""
    # Devices at a time; None: all of them.
    concurrency: int | None = None
    # Ours are run several times, and at the sizes that peers are not asked for.
    ours: bool = False
    # Why it cannot be run.
    missing: str | None = None
    environment: dict = field(default_factory=dict)

    def at_once(self, devices):
        return min(devices, self.concurrency or devices)

    def command(self, fleet):
        at_once = str(self.at_once(len(fleet.devices)))
        if self.name == "nethost":
            options = ["run", "-i", str(fleet.inventory), "-c", at_once, "--format", "ndjson", "--progress", "never"]
            return [*self.program, *options, *COMMANDS]
        return [*self.program, str(fleet.list), at_once, *COMMANDS]

    def came_of(self, fleet, stdout):
        """How many devices answered, and why the others did not: from what it printed."""
        with open(stdout, encoding="utf-8", errors="replace") as lines:
            return from_ndjson(fleet.devices, lines) if self.name == "nethost" else from_tally(lines)


def environment(fleet, folder):
    """What a contender finds: the fleet's user and password, and none of the caller's settings and caches."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ANSIBLE", "NETHOST"))}
    return clean | {
        "FLEET_USER": fleet.defaults["username"],
        "FLEET_PASSWORD": fleet.defaults["password"],
        "FLEET_WHOLE": "\n".join(WHOLE),
        "XDG_CACHE_HOME": str(folder),
        # What one leaves behind that was stopped goes with the folder.
        "TMPDIR": str(folder),
    }


def from_tally(lines):
    """The last line that a peer or the floor prints; `None` devices where it said nothing."""
    for line in reversed([line for line in lines if line.startswith("{")]):
        try:
            said = json.loads(line)
            return said["ok"], said["errors"]
        except (ValueError, KeyError):
            continue
    return None, {}


def from_ndjson(devices, lines):
    """nethost's lines: a device has answered when all its commands have, whole and as its own."""
    answered, errors, failed = {}, {}, set()
    hostnames = {device.name: device.hostname for device in devices}
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            # A run that was stopped may have been in the middle of one.
            continue
        problem = problem_of(said, hostnames.get(said.get("device"), ""))
        if problem is None:
            answered[said["device"]] = answered.get(said["device"], 0) + 1
        elif said.get("device") not in failed:
            failed.add(said.get("device"))
            errors[problem] = errors.get(problem, 0) + 1
    return sum(count == len(COMMANDS) for count in answered.values()), errors


def problem_of(said, hostname):
    """What is wrong with a line; nothing as a rule."""
    if said.get("status") != "ok":
        return (said.get("error") or {}).get("code") or str(said.get("status"))
    command, rows = said.get("command"), said.get("rows") or []
    whole = {
        COMMANDS[0]: lambda: rows[0]["hostname"] == hostname,
        COMMANDS[1]: lambda: rows[-1]["interface"] == "Loopback0",
        COMMANDS[2]: lambda: WHOLE[2].replace("NAME", hostname) in rows[0]["config"],
    }.get(command)
    try:
        return None if whole and whole() else f"{command}: the answer is not whole"
    except (IndexError, KeyError, TypeError):
        return f"{command}: not the rows that it has"


def ours(nethost, floor):
    how = "as it comes, all devices at once; parsed, as NDJSON"
    version = first_line([nethost, "--version"]).removeprefix("nethost ")
    # A version is many commits long.
    if commit := first_line(["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude", "*"]):
        version = f"{version} ({commit})"
    yield Contender("nethost", "nethost", how, [nethost], version, ours=True)
    how = "a minimal program over the same SSH library, all devices at once; not parsed"
    yield Contender("floor", "floor", how, [floor], f"russh {russh_version()}", ours=True)


def russh_version():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return next(package["version"] for package in lock["package"] if package["name"] == "russh")


def peers(folder):
    """All of them, those that cannot be run too; `folder` is where install.sh has put their packages."""
    for name, told in tomllib.loads((PEERS / "peers.toml").read_text()).items():
        python, missing = "python3", None
        if requirements := told.get("requirements"):
            python = folder / requirements / "bin" / "python"
            missing = None if python.exists() else why_missing(folder, requirements)
        if absent := [program for program in told.get("programs", []) if not shutil.which(program)]:
            missing = f"not on this machine: {', '.join(absent)}"
        yield Contender(
            name,
            told["title"],
            told["how"],
            [str(python), str(PEERS / told["script"])],
            "" if missing else version(told, python),
            told.get("concurrency"),
            missing=missing,
        )


def why_missing(folder, requirements):
    try:
        return f"its packages cannot be installed: {(folder / f'{requirements}.failed').read_text().strip()}"
    except OSError:
        return "its packages are not installed: bench/peers/install.sh does that"


def version(told, python):
    if distribution := told.get("distribution"):
        return first_line([python, "-c", f"from importlib.metadata import version; print(version({distribution!r}))"])
    return first_line(told["version"]).partition(",")[0]


def first_line(command):
    """What a command says first; nothing where it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return (done.stdout.splitlines() or [""])[0].strip()


def machine():
    """What all of it ran on."""
    with open("/proc/cpuinfo") as cpuinfo:
        models = [line.partition(":")[2].strip() for line in cpuinfo if line.startswith("model name")]
    with open("/proc/meminfo") as meminfo:
        memory = next(int(line.split()[1]) * 1024 for line in meminfo if line.startswith("MemTotal:"))
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": memory,
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", "Linux"),
        "python": platform.python_version(),
    }
