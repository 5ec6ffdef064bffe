"""The fleet benchmark: runs nethost, the floor and the peers on simulated fleets, and writes what came of it.

README.md beside this file says what is measured; `run.py --help` what can be chosen.
"""

import argparse
import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import contenders
import measure
import page
import picture
import result
import rig
from answers import COMMANDS
from fleet import Fleet
from machine import idle_share, machine

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
SIZES = [100, 1000, 3000]
# What only ours are run at.
GREAT_SIZES = [5000, 10000]
KEEP = """where the results go, and beside them what is written of them; else docs/benchmark.json, or bench/last.json in
the build folder where sizes or peers are chosen"""


def say(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """All runs of one benchmark, and the document that they fill."""

    def __init__(self, options, all_contenders, open_files):
        self.options = options
        self.so_far = rig.so_far("run.py", TARGET)
        self.contenders = [contender for contender in all_contenders if contender.missing is None]
        # Contenders that ran into the limit, and at how many devices.
        self.too_slow = {}
        self.document = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": shlex.join(["bench/run.py", *sys.argv[1:]]),
            "machine": machine() | {"open_files": open_files, "idle_before": idle_share()},
            "commands": COMMANDS,
            "latency": options.latency,
            "limit": options.limit,
            "repeat": options.repeat,
            "programs": {
                one.name: {"title": one.title, "version": one.version, "how": one.how, "concurrency": one.concurrency}
                for one in self.contenders
            },
            "missing": {one.title: one.missing for one in all_contenders if one.missing is not None},
            "skipped": [],
            "runs": [],
        }

    def run(self):
        with tempfile.TemporaryDirectory(prefix="nethost-bench-") as folder:
            self.folder = Path(folder)
            for size in sorted({1, *self.options.sizes}):
                self.size(size, self.contenders if size not in self.options.great else self.ours())
            if self.options.busy:
                with burners():
                    for size in self.options.sizes:
                        self.size(size, self.ours(), busy=True)

    def ours(self):
        return [contender for contender in self.contenders if contender.ours]

    def size(self, size, running, busy=False):
        """A fresh lab, and everybody on it."""
        with Fleet(self.options.nethost, size, self.options.latency, self.folder) as fleet:
            say(f"\n{size} devices{', the processors busy' if busy else ''}")
            if size == 1:
                self.warm(fleet)
            for contender in running:
                if contender.name in self.too_slow:
                    self.skip(contender, size)
            for contender in self.order(running, size):
                if contender.name not in self.too_slow:
                    self.one(contender, fleet, busy)

    def warm(self, fleet):
        """nethost compiles a driver once and keeps it; that is no part of a run."""
        for contender in self.ours():
            if contender.name == "nethost":
                self.measured(contender, fleet)

    def order(self, running, size):
        """Ours in turns, so that what changes on the machine meanwhile meets both; then the others, once."""
        ours = [contender for contender in running if contender.ours]
        return ours * rig.repeats(self.options.repeat, size) + [contender for contender in running if not contender.ours]

    def skip(self, contender, size):
        reason = f"it ran into the limit at {self.too_slow[contender.name]:,} devices"
        self.document["skipped"].append({"name": contender.name, "devices": size, "reason": reason})
        say(f"  {contender.title:22} left out: {reason}")

    def measured(self, contender, fleet):
        output = self.folder / "stdout"
        used = measure.run(
            contender.command(fleet),
            self.options.limit,
            output,
            self.folder / "stderr",
            contenders.environment(fleet, self.folder),
            [lab.pid for lab in fleet.labs],
        )
        return used, *contender.came_of(fleet, output)

    def one(self, contender, fleet, busy):
        size = len(fleet.devices)
        lab_before = fleet.processor_seconds()
        used, ok, errors = self.measured(contender, fleet)
        run = {"name": contender.name, "devices": size, "at_once": contender.at_once(size), "busy": busy}
        if ok is None and not used["stopped"]:
            ok, errors = 0, {f"it ended with {used['status']}: {self.last_words()}": size}
        lab = round(fleet.processor_seconds() - lab_before, 2)
        self.document["runs"].append(run | used | {"ok": ok, "errors": errors, "lab_processor": lab})
        rig.keep(self.document, self.so_far)
        if used["stopped"]:
            self.too_slow[contender.name] = size
        self.tell(contender, result.row(self.document, contender.name, self.document["runs"][-1:]))

    def tell(self, contender, row):
        how = "  STOPPED" if row.stopped else ""
        failed = "" if row.ok == row.devices else f"  {row.ok} answered  {row.errors or ''}"
        processor = "" if row.processor is None else f"{row.processor * 1000:7.1f} ms/device"
        say(f"  {contender.title:22} {row.wall:8.2f} s  {processor}  {row.peak / 1e6:8.1f} MB{how}{failed}")

    def last_words(self):
        lines = (self.folder / "stderr").read_text(errors="replace").splitlines() or ["it said nothing"]
        return lines[-1][:200]


def write(document, kept):
    """The results, and beside them the page and the pictures, under the same name."""
    bars, growth = kept.with_suffix(".svg"), kept.with_name(f"{kept.stem}-growth.svg")
    text = kept.with_suffix(".md")
    # All are made before the first is written.
    made = {
        text: page.page(document, kept.name, bars.name, growth.name),
        bars: picture.bars(document),
        growth: picture.growth(document),
    }
    rig.keep(document, kept)
    for file, content in made.items():
        rig.put(content, file)
    for file in (kept, *made):
        say(f"wrote {file}")


@contextlib.contextmanager
def burners():
    """Something else to do for each processor."""
    burning = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for burner in burning:
            burner.kill()
            burner.wait()


def arguments():
    parser = argparse.ArgumentParser(
        description="Measure nethost, the floor and the peers on simulated fleets.", allow_abbrev=False
    )
    sizes = f"devices, for all; else {SIZES}, and {GREAT_SIZES} for ours"
    parser.add_argument("--sizes", type=rig.count, nargs="+", metavar="N", help=sizes)
    parser.add_argument("--peers", nargs="*", metavar="NAME", help="which peers; none: nethost and the floor alone")
    parser.add_argument(
        "--latency", type=rig.seconds, default=0.2, metavar="SECONDS", help="of each command (default: 0.2)"
    )
    parser.add_argument(
        "--limit", type=rig.seconds, default=300.0, metavar="SECONDS", help="for each run (default: 300)"
    )
    parser.add_argument(
        "--repeat", type=rig.count, default=3, metavar="N", help="runs of nethost and the floor (default: 3)"
    )
    parser.add_argument("--busy", action="store_true", help="run ours again with the processors otherwise busy")
    parser.add_argument("--keep", type=Path, metavar="FILE", help=KEEP)
    parser.add_argument("--only-write", type=Path, metavar="FILE", help="run nothing, write what a kept file says")
    parser.add_argument("--nethost", default=TARGET / "release/nethost", metavar="FILE")
    parser.add_argument("--floor", default=TARGET / "release/nethost-floor", metavar="FILE")
    parser.add_argument(
        "--packages", type=Path, default=TARGET / "bench", metavar="DIR", help="where install.sh put them"
    )
    options = parser.parse_args()
    if options.keep is None:
        partly = options.only_write is None and (options.sizes or options.peers is not None)
        options.keep = TARGET / "bench/last.json" if partly else ROOT / "docs/benchmark.json"
    options.great = [] if options.sizes else GREAT_SIZES
    options.sizes = sorted(set(options.sizes or SIZES + GREAT_SIZES))
    return options


def chosen(options):
    """Who runs."""
    peers = list(contenders.peers(options.packages))
    if options.peers is not None:
        if unknown := set(options.peers) - {peer.name for peer in peers}:
            names = ", ".join(peer.name for peer in peers)
            raise SystemExit(f"run.py: no peer is called {', '.join(sorted(unknown))}; there are {names}")
        peers = [peer for peer in peers if peer.name in options.peers]
    return [*contenders.ours(str(options.nethost), str(options.floor)), *peers]


def main():
    options = arguments()
    document = rig.document(
        "run.py",
        options.only_write,
        [options.nethost, options.floor],
        "make bench",
        lambda files: Bench(options, chosen(options), files),
    )
    rig.written("run.py", lambda: write(document, options.keep))


if __name__ == "__main__":
    main()
