"""Templates and outputs to compare engines on, made from the corpus of ntc-templates' tests.

A case is one output of the corpus with the templates that its index gives for it. A pair is one template
and one text. Python's own engine is what all others are compared with.
"""

import json
import os
import signal
import sys
from pathlib import Path

import ntc_templates
import textfsm
from textfsm import clitable

TEMPLATES = Path(ntc_templates.__file__).parent / "templates"
INDEX = TEMPLATES / "index"

# What Python may take for one text, in seconds of processor time. It hangs on some.
LIMIT = 2.0


class TooSlow(Exception):
    """Python did not finish in its time."""


def _stop(*_):
    raise TooSlow


class Limit:
    """Raises TooSlow where the block takes longer than its processor time."""

    def __init__(self, seconds=LIMIT):
        self.seconds = seconds

    def __enter__(self):
        signal.signal(signal.SIGVTALRM, _stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def corpus():
    """The folder of the cases, or nothing if there is none."""
    named = os.environ.get("NETHOST_CORPUS")
    folder = Path(named or "") / "ntc" / "tests"
    if not named or not folder.is_dir():
        return None
    return folder


def cases(folder):
    """Every case: platform, command, path, text."""
    for platform in sorted(folder.iterdir()):
        for command in sorted(platform.iterdir()):
            for path in sorted(command.glob("*.raw")):
                with open(path, encoding="utf-8") as file:
                    yield platform.name, command.name.replace("_", " "), path, file.read()


class Library:
    """Compiled templates, and the index."""

    def __init__(self):
        self.compiled = {}
        self.table = clitable.CliTable("index", str(TEMPLATES))

    def names(self, platform, command):
        """The templates for a command, as the index gives them."""
        row = self.table.index.GetRowMatch({"Platform": platform, "Command": command})
        return self.table.index.index[row]["Template"].split(":") if row else []

    def get(self, name):
        if name not in self.compiled:
            with open(TEMPLATES / name, encoding="utf-8") as file:
                self.compiled[name] = textfsm.TextFSM(file)
        return self.compiled[name]

    def rows(self, name, text):
        """What Python finds. A list of rows, or nothing where the template refuses the text."""
        template = self.get(name)
        template.Reset()
        try:
            return [list(row) for row in template.ParseText(text)]
        except textfsm.TextFSMError:
            return None


def write(pairs, path):
    """Writes pairs in the form that the engines' programs read."""
    with open(path, "w", encoding="utf-8") as file:
        for name, template, text in pairs:
            pair = {"set": name, "template": str(TEMPLATES / template), "text": text}
            file.write(json.dumps(pair) + "\n")


def read(path):
    """The pairs of such a file, by set; their templates may lie anywhere."""
    sets = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            pair = json.loads(line)
            sets.setdefault(pair["set"], []).append((pair["set"], pair["template"], pair["text"]))
    return sets


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)
