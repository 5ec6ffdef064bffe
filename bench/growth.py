"""How nethost's cost grows: with devices, commands, output and drivers, and where its walls are.

Writes docs/growth.json, and the tables of docs/growth.md; README.md beside this file says more, `growth.py --help` what
can be chosen.
"""

import argparse
import functools
import itertools
import json
import os
import shlex
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import growth_page
import measure
import recordings
import rig
from answers import COMMANDS, from_ndjson
from contenders import clean, ours
from fleet import Fleet
from machine import idle_share, machine
from run import ROOT, TARGET, say

FULL = {
    "devices": [1, 100, 300, 1000, 3000],
    "devices_latency": 0.2,
    "commands": [1, 3, 10, 30],
    "commands_devices": 300,
    "commands_latency": 0.02,
    "outputs": [10**3, 10**4, 10**5, 10**6, 10**7, 10**8],
    "outputs_devices": 3,
    "drivers": [1, 2, 4, 9],
    "drivers_devices": 180,
    "held": 10_000,
    # Longer than all logins together.
    "held_latency": 30.0,
    "logins_devices": 100,
    "files": [128, 256, 512, 1024],
    "files_devices": 1200,
    "inventory": [1000, 10_000, 100_000, 1_000_000],
}
QUICK = FULL | {
    "devices": [1, 100],
    "commands": [1, 3],
    "commands_devices": 30,
    "outputs": [10**3, 10**5, 10**6],
    "drivers": [1, 2],
    "drivers_devices": 20,
    "held": 100,
    "held_latency": 2.0,
    "logins_devices": 20,
    "files": [128],
    "files_devices": 200,
    "inventory": [1000, 10_000],
}
# From here on an output is asked for once: the lab needs long to say it.
GREAT_OUTPUT = 10**7
# The most that a driver may be given for a call.
RAISED = '[limits]\nmemory = "512M"\nanswer = "512M"\n'
SHARED_MEMORY = "/dev/shm"
PARTS = ["devices", "commands", "outputs", "drivers", "held", "logins", "files", "inventory"]


class Growth:
    """All runs, and the document that they fill."""

    def __init__(self, options, open_files):
        self.options, self.plan = options, QUICK if options.quick else FULL
        self.so_far = rig.so_far("growth.py", TARGET)
        nethost = next(ours(options.nethost, None))
        self.document = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": shlex.join(["bench/growth.py", *sys.argv[1:]]),
            "version": nethost.version,
            "machine": machine() | {"open_files": open_files, "ports": ports(), "idle_before": idle_share()},
            "plan": self.plan,
            "repeat": options.repeat,
            "runs": [],
        }

    def run(self):
        # What is printed is hundreds of megabytes: a slow disk is not to be what is measured.
        in_memory = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
        begin = functools.partial(tempfile.TemporaryDirectory, prefix="nethost-growth-")
        with begin() as folder, begin(dir=in_memory) as printed:
            self.folder, self.stdout = Path(folder), Path(printed, "stdout")
            # A driver is compiled once and kept; that is measured apart.
            with self.fleet(1, 0.0) as fleet:
                self.measured(fleet, COMMANDS, self.folder)
            for part in self.options.parts:
                say(f"\n{part}")
                getattr(self, part)()

    def fleet(self, devices, latency, options=()):
        return Fleet(self.options.nethost, devices, latency, self.folder, options)

    def devices(self):
        for devices in self.plan["devices"]:
            with self.fleet(devices, self.plan["devices_latency"]) as fleet:
                self.repeated("devices", devices, fleet, COMMANDS)

    def commands(self):
        with self.fleet(self.plan["commands_devices"], self.plan["commands_latency"]) as fleet:
            for count in self.plan["commands"]:
                self.repeated("commands", count, fleet, list(itertools.islice(itertools.cycle(COMMANDS), count)))

    def outputs(self):
        for size in self.plan["outputs"]:
            recording = self.folder / "outputs.cast"
            rows = recordings.with_output(recording, size)
            expected = {recordings.RAW_COMMAND: size, recordings.PARSED_COMMAND: rows}
            with self.fleet(self.plan["outputs_devices"], 0.0, ["--session", str(recording)]) as fleet:
                for _ in range(1 if size >= GREAT_OUTPUT else self.options.repeat):
                    self.output(fleet, size, "raw", recordings.RAW_COMMAND, expected)
                    if not self.output(fleet, size, "parsed", recordings.PARSED_COMMAND, expected):
                        self.output(fleet, size, "raised", recordings.PARSED_COMMAND, expected)
            recording.unlink()

    def output(self, fleet, size, how, command, expected):
        """Whether all devices answered; `raised` is the parser with more than it is given by itself."""
        options = ["--max-output", str(size * 2 + 100_000), "--timeout", str(self.options.limit)]
        more = {}
        if how == "raised":
            more["NETHOST_CONFIG"] = str(self.folder / "raised.toml")
            (self.folder / "raised.toml").write_text(RAISED)
        used = self.measured(fleet, [command], self.folder, options, more=more)
        came_of = self.all_ok(fleet, expected[command])
        self.add("outputs", size, fleet, used, came_of, how=how)
        return not came_of[1]

    def drivers(self):
        plugins = ROOT / "plugins"
        for count in self.plan["drivers"]:
            cache = self.folder / f"drivers-{count}"
            cache.mkdir()
            sessions = [recordings.of_platform(cache, platform, plugins) for platform in recordings.PLATFORMS[:count]]
            options = [word for session in sessions for word in ("--session", str(session))]
            with self.fleet(self.plan["drivers_devices"], 0.0, options) as fleet:
                for turn in range(1 + self.options.repeat):
                    used = self.measured(fleet, [recordings.PLATFORM_COMMAND], cache)
                    # The first one compiles them.
                    self.add("drivers", count, fleet, used, self.all_ok(fleet), how="kept" if turn else "compiled")

    def held(self):
        with self.fleet(self.plan["held"], self.plan["held_latency"]) as fleet:
            used = self.measured(fleet, COMMANDS[:1], self.folder, ["--timeout", str(self.options.limit)])
            self.add("held", len(fleet.devices), fleet, used, self.all_ok(fleet))

    def logins(self):
        for how, options in (("today's", []), ("legacy", ["--legacy-only"])):
            with self.fleet(self.plan["logins_devices"], self.plan["commands_latency"], options) as fleet:
                self.repeated("logins", len(fleet.devices), fleet, COMMANDS[:1], how=how)

    def files(self):
        with self.fleet(self.plan["files_devices"], self.plan["devices_latency"]) as fleet:
            for limit in self.plan["files"]:
                limited = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh"]
                used = self.measured(fleet, COMMANDS[:1], self.folder, before=limited)
                self.add("files", limit, fleet, used, self.all_ok(fleet))

    def inventory(self):
        for devices in self.plan["inventory"]:
            file = self.folder / "million.toml"
            inventory(file, devices)
            words = ["run", "-i", file, "--dry-run", "--hosts", device_name(0), *COMMANDS]
            used = self.timed([self.options.nethost, *words], clean(self.folder))
            self.add("inventory", devices, None, used, (0 if used["status"] else 1, {}), bytes=file.stat().st_size)
            file.unlink()

    def repeated(self, part, value, fleet, commands, **more):
        for _ in range(self.options.repeat):
            used = self.measured(fleet, commands, self.folder)
            with open(self.stdout, encoding="utf-8") as lines:
                came_of = from_ndjson(fleet.devices, lines, commands)
            self.add(part, value, fleet, used, came_of, commands=len(commands), **more)

    def measured(self, fleet, commands, cache, options=(), before=(), more=()):
        """One run of commands on a fleet, all of it at once; `more` is of its environment."""
        words = ["run", "-i", fleet.inventory, "-c", str(len(fleet.devices)), "--format", "ndjson"]
        words += ["--progress", "never", *options, *commands]
        servers = [lab.pid for lab in fleet.labs]
        return self.timed([*before, self.options.nethost, *words], clean(cache) | dict(more), servers)

    def timed(self, command, environment, servers=()):
        stderr = self.folder / "stderr"
        used = measure.run(command, self.options.limit, self.stdout, stderr, environment, servers)
        return used | {"written": self.stdout.stat().st_size}

    def all_ok(self, fleet, expected=None):
        with open(self.stdout, encoding="utf-8") as lines:
            return of_output(len(fleet.devices), expected, lines)

    def add(self, part, value, fleet, used, came_of, **more):
        ok, errors = came_of
        devices = 1 if fleet is None else len(fleet.devices)
        run = {"part": part, "value": value, "devices": devices} | more | used | {"ok": ok, "errors": errors}
        self.document["runs"].append(run)
        rig.keep(self.document, self.so_far)
        how = more.get("how", "")
        processor = used["user"] + used["system"]
        failed = "" if ok == devices else f"  {ok} of {devices} answered {errors or ''}"
        say(
            f"  {value:>13,} {how:9} {used['wall']:8.2f} s  {processor:8.3f} s of processor  "
            f"{used['memory'] / 1e6:8.1f} MB{failed}"
        )


def of_output(devices, expected, lines):
    """How many devices answered, and what the others said; with `expected`, an answer has so many bytes or rows."""
    ok, errors = 0, {}
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if said["status"] != "ok":
            problem = (said.get("error") or {}).get("kind") or said["status"]
        elif expected is not None and not whole(said, expected):
            problem = "the answer is not whole"
        else:
            ok += 1
            continue
        errors[problem] = errors.get(problem, 0) + 1
    silent = devices - ok - sum(errors.values())
    return ok, errors | ({"it said nothing": silent} if silent else {})


def whole(said, expected):
    if "rows" in said:
        return len(said["rows"]) == expected
    # The carriage returns are gone, and the blanks at the ends of lines may be.
    return len(said.get("raw") or "") >= expected * 0.9


def inventory(file, devices):
    """One of so many devices that are not there."""
    with open(file, "w", encoding="ascii") as text:
        text.write('[defaults]\nplatform = "cisco_ios"\nusername = "lab"\npassword = { env = "FLEET_PASSWORD" }\n')
        for number in range(devices):
            address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            text.write(f'\n[devices.{device_name(number)}]\nhost = "{address}"\nport = 22\n')


def device_name(number):
    return f"r{number:07}"


def ports():
    """Local ports that the system gives to connections."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as told:
        least, most = map(int, told.read().split())
    return most - least + 1


def write(document, kept, benchmark):
    """The results, and the tables in the page beside them; its prose stays."""
    page = kept.with_suffix(".md")
    fleet = json.loads(benchmark.read_text()) if benchmark.exists() else None
    prose = page if page.exists() else ROOT / "docs/growth.md"
    text = growth_page.filled(prose.read_text(), growth_page.tables(document, fleet))
    rig.keep(document, kept)
    rig.put(text, page)
    say(f"\nwrote {kept}\nwrote {page}")


def arguments():
    parser = argparse.ArgumentParser(description="Measure how nethost's cost grows.", allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="small sizes, once each, into the build folder")
    parser.add_argument("--parts", nargs="+", choices=PARTS, metavar="PART", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--repeat", type=rig.count, metavar="N", help="of each run (default: 3, with --quick 1)")
    parser.add_argument(
        "--limit", type=rig.seconds, default=300.0, metavar="SECONDS", help="for each run (default: 300)"
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="where the results go; else docs/growth.json")
    parser.add_argument("--only-write", type=Path, metavar="FILE", help="run nothing, write what a kept file says")
    parser.add_argument("--benchmark", type=Path, default=ROOT / "docs/benchmark.json", metavar="FILE")
    parser.add_argument("--nethost", default=TARGET / "release/nethost", metavar="FILE")
    options = parser.parse_args()
    options.repeat = options.repeat or (1 if options.quick else 3)
    if options.keep is None:
        partly = options.only_write is None and (options.quick or options.parts)
        options.keep = TARGET / "bench/growth.json" if partly else ROOT / "docs/growth.json"
    options.parts = options.parts or PARTS
    return options


def main():
    options = arguments()
    document = rig.document(
        "growth.py",
        options.only_write,
        [options.nethost],
        "make bench-growth",
        lambda files: Growth(options, files),
    )
    rig.written("growth.py", lambda: write(document, options.keep, options.benchmark))


if __name__ == "__main__":
    main()
