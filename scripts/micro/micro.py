"""One table of what small things cost: a session's engine, a parse, the sandbox, a start, a run of one device.

    micro.py NETHOST --python PYTHON [--json]

NETHOST is a release build. PYTHON has textfsm and ntc-templates: its times are what parses are compared with, and of its
templates, or of those that NETHOST_TEMPLATES names, a driver with two thousand patterns is made; without it both are left
out. The benches are built and run by cargo. Beside each number stands what is asked of it, where something is.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lines import Table
from processes import device_beside_ssh, version

PROJECT = Path(__file__).resolve().parents[2]
FIXTURES = PROJECT / "plugins/cisco-ios/fixtures"
SMALL = ("show version", FIXTURES / "show_version/ios_15_router.txt")
TEXTFSM = PROJECT / "scripts/textfsm/bench.py"


def bench(name, *arguments):
    """What a bench prints."""
    done = subprocess.run(
        [os.environ.get("CARGO", "cargo"), "bench", "--quiet", "-p", "nethost", "--bench", name, "--", *map(str, arguments)],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout) if done.stdout else None


def sessions(table):
    for case, it in bench("session", "--json").items():
        table.add(f"session: {case}", it["value"], it["unit"])


def parses(table, python, scratch):
    times = {}
    if python:
        texts = scratch / "texts"
        bench("parses", "--export", texts)
        done = subprocess.run([python, TEXTFSM, "--of", texts], check=True, stdout=subprocess.PIPE, text=True)
        times = {size: seconds * 1e6 for size, seconds in json.loads(done.stdout).items()}
    for case, it in bench("parses", "--json").items():
        size, where = case.split(", ")
        if size in times and where == "native":
            table.add(f"parse: {size}, Python", times[size], "us")
        table.add(f"parse: {case}", it["value"], it["unit"])
        if size in times:
            # Asked of texts of five thousand records; of the corpus something else, see `make bench-drivers`.
            asked = {"native": 20, "sandbox": 12}[where] if size == "large" else None
            table.add(f"parse: {case}, as fast as Python", times[size] / it["value"], "times", least=asked)


# Names in the bench, what they are called here, and the most that is asked: of a driver, and of one with many patterns.
CALLS = (
    ("compiled and loaded the first time", "compiled and loaded", (None, None)),
    ("loaded from the cache", "loaded from the cache", (2, 2)),
    ("loaded from the cache, built in", "loaded from the cache, built in", (2, 2)),
    ("fresh instance", "a small output", (None, None)),
    ("a fresh one costs more by", "more than on a kept instance", (30, 100)),
)


def calls(table, name, driver, many):
    command, text = SMALL
    found = bench("driver_calls", driver, "--command", command, text, "--json")
    for case, called, asked in CALLS:
        if case not in found:
            continue
        it = found[case]
        table.add(f"{name}: {called}", it["value"], it["unit"], most=asked[many])


def templates(python):
    """The folder of ntc-templates, or nothing."""
    named = os.environ.get("NETHOST_TEMPLATES")
    if named or not python:
        return Path(named).resolve() if named else None
    where = "import ntc_templates, os; print(os.path.dirname(ntc_templates.__file__))"
    done = subprocess.run([python, "-c", where], check=True, stdout=subprocess.PIPE, text=True)
    return Path(done.stdout.strip()) / "templates"


def built(nethost, templates, scratch):
    """A driver of all templates of one platform."""
    folder, driver = scratch / "many", scratch / "many.wasm"
    folder.mkdir()
    (folder / "templates").symlink_to(templates)
    (folder / "driver.toml").write_text(
        'platform = "cisco_ios"\nvendor = ""\nversion = "0"\n[templates]\npath = "templates"\nindex = "index"\n'
    )
    subprocess.run(
        [nethost, "plugin", "build", folder, "-o", driver], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return driver


def processes(table, nethost, scratch):
    table.add("nethost --version", version(nethost), "ms", most=10)
    bare, ours = device_beside_ssh(nethost, scratch)
    table.add("one device: OpenSSH", bare, "ms")
    table.add("one device: nethost run", ours, "ms")
    table.add("one device: nethost more than OpenSSH", ours - bare, "ms", most=100)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nethost", type=Path)
    parser.add_argument("--python", metavar="PYTHON")
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    options = parser.parse_args()
    nethost = options.nethost.resolve()
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        sessions(table)
        parses(table, options.python, scratch)
        calls(table, "driver cisco_ios", PROJECT / "plugins/dist/cisco_ios.wasm", many=False)
        many = templates(options.python)
        if many:
            calls(table, "driver of 2,000 patterns", built(nethost, many, scratch), many=True)
        processes(table, nethost, scratch)
    print(table.as_json() if options.json else table.as_text())
    if not options.python:
        print("left out for want of Python's textfsm: its times", file=sys.stderr)
    if not many:
        print("left out for want of ntc-templates: the driver of 2,000 patterns", file=sys.stderr)


main()
