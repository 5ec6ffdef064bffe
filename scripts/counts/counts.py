"""Counts the instructions of named pieces of work, and compares with what is recorded.

    counts.py check FOLDER
    counts.py accept FOLDER WHY

Compiled drivers and the counter's files lie in FOLDER. Needs valgrind; where there is none it says so and lets everything
pass.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import ledger

PROJECT = Path(__file__).resolve().parents[2]
FILE = Path("host/benches/counts.toml")
# The counter counts from where it is entered to where it is left.
FUNCTION = "*counted_work*"

# What is counted is optimised as a release is, and its dependencies are as tests have them: a release of all of them
# takes many times as long to build. `make test` has built them.
OURS = ("nethost", "nethost-textfsm")
AS_RELEASED = ("opt-level=3", "codegen-units=16", "debug-assertions=false", "overflow-checks=false")


def say(text):
    print(f"counts: {text}", file=sys.stderr)


def build():
    """The bench and the program."""
    options = [f"--config=profile.dev.package.{name}.{setting}" for name in OURS for setting in AS_RELEASED]
    done = subprocess.run(
        [
            os.environ.get("CARGO", "cargo"),
            "build",
            "--workspace",
            "--bin=nethost",
            "--bench=counts",
            "--message-format=json-render-diagnostics",
            *options,
        ],
        env={**os.environ, "CARGO_INCREMENTAL": "0"},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.returncode)
    messages = map(json.loads, done.stdout.splitlines())
    made = {it["target"]["name"]: it["executable"] for it in messages if it.get("executable")}
    return made["counts"], made["nethost"]


def valgrind(folder, arguments, command):
    """Runs a command in an environment that is always the same: its size moves what lies behind it."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent", "NETHOST_CACHE": str(folder)}
    done = subprocess.run(
        [shutil.which("valgrind"), "--quiet", *arguments, *command],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))} failed under valgrind:\n{done.stderr}")


def instructions(folder, command, *options):
    out = folder / "callgrind.out"
    out.unlink(missing_ok=True)
    valgrind(folder, ["--tool=callgrind", f"--callgrind-out-file={out}", *options], command)
    for line in out.read_text().splitlines():
        if line.startswith("summary:"):
            return int(line.split()[1])
    sys.exit(f"error: valgrind counted nothing of {' '.join(map(str, command))}")


def count(program, nethost, folder):
    """What each case takes."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = subprocess.run([program, "--list"], check=True, stdout=subprocess.PIPE, text=True)
    counted = {}
    for name in listed.stdout.split():
        if name == "sandbox-call":
            # The driver is compiled for the processor that valgrind shows, without the counter, which is slower.
            valgrind(folder, ["--tool=none"], [program, name])
        counted[name] = instructions(folder, [program, name], f"--toggle-collect={FUNCTION}")
        if counted[name] == 0:
            sys.exit(f"error: {name} never entered what is counted")
    counted["version"] = instructions(folder, [nethost, "--version"])
    return counted


def compiler():
    told = subprocess.run(["rustc", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return " ".join(told.split()[:2])


def git(*arguments):
    done = subprocess.run(["git", "-C", PROJECT, *arguments], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def before():
    """The ledger from before the change that is looked at: where the branch left `main`, or else the last commit but one;
    where the file was changed and not committed, the last commit. None where there is no history."""
    head = git("rev-parse", "HEAD")
    if head is None:
        return None
    base = None
    for main in ("origin/main", "main"):
        base = git("merge-base", "HEAD", main)
        if base:
            break
    if not base or base == head:
        base = "HEAD" if git("diff", "--quiet", "HEAD", "--", str(FILE)) is None else "HEAD^"
    text = git("show", f"{base.strip()}:{FILE}")
    return None if text is None else ledger.read(text)


def recorded():
    try:
        return ledger.read((PROJECT / FILE).read_text())
    except FileNotFoundError:
        return ledger.read("")


def check(counted):
    now = recorded()
    wrong, notes = ledger.compare(now, counted)
    old = before()
    if old is None:
        say(f"{FILE} has no earlier version here: whether its numbers rose was left out")
    else:
        wrong += ledger.unexplained(old, now)
    width = max(map(len, counted))
    for name, number in counted.items():
        was = now["cases"].get(name, {}).get("instructions")
        print(f"{name:{width}} {number:>14,}" + (f" {ledger.change(was, number):+7.1%}" if was else ""))
    for note in notes:
        say(f"note: {note}")
    if notes or wrong:
        if compiler() != now["compiler"]:
            say(f"note: recorded with {now['compiler']}, counted with {compiler()}, which may be why")
    for line in wrong:
        say(f"error: {line}")
    if wrong:
        say('hint: make it take less; or, if it must, `make counts-accept WHY="…"` and commit ' + str(FILE))
    return 1 if wrong else 0


def accept(counted, why):
    if not why.strip():
        sys.exit('error: say why: make counts-accept WHY="…"')
    new, taken = ledger.accepted(recorded(), counted, why.strip(), compiler())
    (PROJECT / FILE).write_text(ledger.written(new))
    say(f"recorded {', '.join(taken)}" if taken else "all is within what is recorded: nothing was changed")
    return 0


def main():
    verb, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    if platform.machine() != "x86_64":
        say(f"instructions are recorded for x86_64, this is {platform.machine()}: the comparison was left out")
        return 0
    if not shutil.which("valgrind"):
        say("there is no valgrind here: the comparison was left out")
        return 0
    counted = count(*build(), folder)
    return check(counted) if verb == "check" else accept(counted, sys.argv[3])


if __name__ == "__main__":
    sys.exit(main())
