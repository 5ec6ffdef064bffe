"""Who is measured: nethost, the floor, and the peers that `peers/peers.toml` names."""

import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

from answers import COMMANDS, WHOLE, from_ndjson, from_tally

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench/peers"


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
    return clean(folder) | {
        "FLEET_USER": fleet.defaults["username"],
        "FLEET_PASSWORD": fleet.defaults["password"],
        "FLEET_WHOLE": "\n".join(WHOLE),
    }


def clean(folder):
    """The caller's environment without settings and caches of programs that are measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ANSIBLE", "NETHOST"))}
    # What one leaves behind that was stopped goes with the folder.
    return kept | {"XDG_CACHE_HOME": str(folder), "TMPDIR": str(folder)}


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
