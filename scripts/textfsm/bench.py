"""Compares the processor time of Python's textfsm with that of this project's engine, in one run.

    bench.py NAME=COMMAND...
    bench.py --export FILE
    bench.py --of FILE

A command is run with the path of a file of pairs (see `pairs.write`) and prints a JSON object with the seconds
for each set. The sets are the whole corpus, and outputs of five thousand records that are made from it by
repeating what stands between the records of a case. Of another file of pairs, only Python's seconds are printed, as such
an object.
"""

import argparse
import json
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

import pairs

RECORDS = 5000
# Of so many templates, spread over the corpus, an output of many records is made.
LARGE = 40
RUNS = 3
# … and for at least this long, in seconds: a small text is done too soon to be measured once.
LEAST = 0.5


def record_part(library, name, text):
    """The lines up to and with the first record, those from there to the last one, and the rest."""
    template = library.get(name)
    template.Reset()
    lines = text.splitlines()
    places = []
    for number, line in enumerate(lines):
        before = len(template._result)
        template._CheckLine(line)
        if template._cur_state_name in ("End", "EOF"):
            return None
        if len(template._result) > before:
            places.append((number, template._cur_state_name, len(template._result)))
    # The same state at both ends, or it cannot be repeated.
    for first in places[:3]:
        for last in reversed(places):
            if last[0] > first[0] and last[1] == first[1]:
                block = lines[first[0] + 1 : last[0] + 1]
                return lines[: first[0] + 1], block, last[2] - first[2], lines[last[0] + 1 :]
    return None


def large(library, name, text):
    """The text with about five thousand records, if that can be made of it."""
    try:
        found = record_part(library, name, text)
    except Exception:
        return None
    if not found:
        return None
    head, block, records, tail = found
    text = "\n".join(head + block * (RECORDS // records) + tail) + "\n"
    try:
        with pairs.Limit(10):
            rows = library.rows(name, text)
    except pairs.TooSlow:
        return None
    return text if rows and abs(len(rows) - RECORDS) < RECORDS // 5 else None


def collect(library, folder):
    small, big, seen, slow = [], [], set(), 0
    candidates = []
    for platform, command, _, text in pairs.cases(folder):
        for name in library.names(platform, command):
            try:
                with pairs.Limit():
                    library.rows(name, text)
            except pairs.TooSlow:
                slow += 1
                continue
            small.append(("corpus", name, text))
            if name not in seen:
                seen.add(name)
                candidates.append((name, text))
    # Every so many-th, so that all platforms are in it.
    step = 0
    order = sorted(range(len(candidates)), key=lambda place: (place * 89 % len(candidates), place))
    for place in order:
        if step == LARGE:
            break
        name, text = candidates[place]
        made = large(library, name, text)
        if made:
            big.append(("records", name, made))
            step += 1
    return small, big, slow


def python_seconds(library, work):
    runs = []
    while len(runs) < RUNS or sum(runs) < LEAST:
        start = time.process_time()
        for _, name, text in work:
            library.rows(name, text)
        runs.append(time.process_time() - start)
    return min(runs)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--export", metavar="FILE", help="only write the pairs to a file")
    parser.add_argument("--of", metavar="FILE", help="only take Python's time for a file of pairs")
    parser.add_argument("engine", nargs="*", metavar="NAME=COMMAND")
    options = parser.parse_args()
    if options.of:
        sets = pairs.read(options.of)
        library = pairs.Library()
        print(json.dumps({name: python_seconds(library, work) for name, work in sets.items()}))
        return
    folder = pairs.corpus()
    if not folder:
        pairs.fail("NETHOST_CORPUS names no folder with ntc/tests")
    library = pairs.Library()
    small, big, slow = collect(library, folder)
    if options.export:
        pairs.write(small + big, options.export)
        return
    sets = {"corpus": small, "records": big}
    size = {name: sum(len(text) for _, _, text in work) / 1e6 for name, work in sets.items()}
    results = {"python": {name: python_seconds(library, work) for name, work in sets.items()}}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "pairs"
        pairs.write(small + big, path)
        for engine in options.engine:
            name, command = engine.split("=", 1)
            out = subprocess.run([*shlex.split(command), str(path)], check=True, stdout=subprocess.PIPE)
            results[name] = json.loads(out.stdout)
    print(f"{'':28}{'seconds':>10}{'MB/s':>9}{'x python':>10}")
    for kind, work in sets.items():
        print(f"{kind}: {len(work)} outputs, {size[kind]:.1f} MB")
        for engine, times in results.items():
            for measured in (name for name in times if name.split(",")[0] == kind):
                label = engine + measured[len(kind) :]
                seconds = times[measured]
                ratio = results["python"][kind] / seconds
                print(f"  {label:26}{seconds:10.4f}{size[kind] / seconds:9.1f}{ratio:10.1f}")
    if slow:
        print(f"left out: {slow} outputs on which Python takes more than {pairs.LIMIT:.0f} s")


main()
