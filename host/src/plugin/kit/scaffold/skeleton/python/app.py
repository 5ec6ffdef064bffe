"""The nethost driver for {{platform}}: who it is for, how its devices behave, what it parses.

What is yours to change is marked EDIT; all else works as it is. A driver is asked and answers: it has no files, no
network and no clock, and each call may find it as it was when it was built. Slow things, such as compiling patterns, are
best done here at the top: they are done once, when the driver is built.

The names come from the contract; `nethost plugin build --bindings bindings` writes them down for an editor.
"""

import re
import traceback

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.description import (
    Answer_Text,
    Column,
    ColumnKind,
    Command,
    Driver,
    Evidence_Output,
    Mode,
    Pager,
    Profile,
    Question,
    Recognition,
)
from wit_world.exports.parsing import (
    Misunderstanding,
    ParseError_NoSuchCommand,
    ParseError_NotUnderstood,
    ParseError_Refused,
    Table,
    Value_Integer,
    Value_None_,
    Value_Text,
)
from wit_world.imports import log

# How the command line of a device behaves: nethost runs its sessions by this. Patterns are regular expressions of the
# Rust crate `regex`, each matched against the last line of what the device sent.
PROFILE = Profile(
    # EDIT: the prompt, from ^ to $. Too wide a pattern takes a line of output for the end of a command; prompts.toml is
    # where you try it.
    modes=[Mode(name="exec", prompts=[r"{{pattern}}"])],
    # The ways from one mode to another, where there are several.
    transitions=[],
    # The mode in which commands run.
    command_mode="exec",
    # EDIT: sent once after login, above all to turn paging off. A device that refuses one of these is not in error.
    on_open=["terminal length 0"],
    # EDIT: sent before the connection is closed.
    on_close=["exit"],
    # What appears where paging could not be turned off, and the key that goes on.
    pagers=[Pager(pattern=r"^ ?--+ ?[Mm]ore ?--+\s*$", answer=" ")],
    # What the device may ask after login or while a command runs, and what to answer.
    questions=[Question(pattern=r"^Press any key to continue\W*$", answer=Answer_Text(""), line_ending=True)],
    # EDIT: a line of output that matches one of these says that the device refused the command.
    errors=[r"^% "],
    # What ends a command: "\n", or "\r" for devices that insist on it.
    line_ending="\n",
    # Wide and tall enough that nothing wraps.
    terminal_width=511,
    terminal_height=1000,
)

# EDIT: the lines of `show version`: a column, its kind, and the line that tells it.
SHOW_VERSION = [
    ("version", ColumnKind.TEXT, re.compile(r"{{vendor_pattern}} OS version (\S+)")),
    ("model", ColumnKind.TEXT, re.compile(r"Model: (\S+)")),
    ("serial", ColumnKind.TEXT, re.compile(r"Serial number: (\S+)")),
    ("uptime_days", ColumnKind.INTEGER, re.compile(r"Uptime: (\d+) days?")),
]


def show_version(output: str) -> Table:
    """One row: a line that none of the patterns knows is refused, which is better than leaving something out in silence."""
    row = [Value_None_() for _ in SHOW_VERSION]
    for number, line in enumerate(output.splitlines(), start=1):
        if not line.strip():
            continue
        for place, (_, kind, pattern) in enumerate(SHOW_VERSION):
            found = pattern.fullmatch(line.rstrip())
            if found:
                row[place] = Value_Integer(int(found[1])) if kind == ColumnKind.INTEGER else Value_Text(found[1])
                break
        else:
            raise not_understood(number, line, "no line of `show version`")
    if row[0] == Value_None_():
        raise not_understood(None, "", "there is no version")
    return Table(columns=[name for name, _, _ in SHOW_VERSION], rows=[row])


# EDIT: one of these for each command: its name in full, how it may be typed, its columns, and what parses it.
COMMANDS = [
    (
        "show version",
        re.compile(r"sh(o|ow)? ver(s|si|sio|sion)?"),
        [Column(name=name, kind=kind) for name, kind, _ in SHOW_VERSION],
        show_version,
    ),
]


def not_understood(line: int | None, text: str, message: str) -> Err:
    return Err(ParseError_NotUnderstood(Misunderstanding(line=line, text=text, state="", message=message)))


class Description(exports.Description):
    def describe(self) -> Driver:
        return Driver(
            # The name that inventories use. As ntc-templates and Netmiko call it, where they do.
            platform="{{platform}}",
            # Other names for it, such as those of Scrapli, NAPALM and Ansible.
            aliases=[],
            vendor="{{vendor}}",
            # The driver's own version: raise it whenever you give the driver to others.
            version="0.1.0",
            profile=PROFILE,
            # EDIT: how a device is told from all others, for inventories that say platform = "auto".
            recognitions=[
                Recognition(
                    evidence=Evidence_Output("show version"),
                    pattern=r"^{{vendor_pattern}} OS version ",
                    certainty=90,
                )
            ],
            commands=[Command(name=name, columns=columns) for name, _, columns, _ in COMMANDS],
            getters=[],
        )


class Parsing(exports.Parsing):
    def parse(self, command: str, output: str) -> Table:
        typed = " ".join(command.split())
        for _, pattern, _, parse in COMMANDS:
            if pattern.fullmatch(typed):
                # EDIT: how a refusal begins that stands in place of an output.
                if output.lstrip().startswith("% "):
                    raise Err(ParseError_Refused(output.strip().splitlines()[0]))
                try:
                    return parse(output)
                except Err:
                    raise
                except Exception:
                    # A mistake in this file ends the call, and nethost sees no more of it: what it was goes to the log.
                    log.write(log.Level.ERROR, traceback.format_exc())
                    raise
        raise Err(ParseError_NoSuchCommand())
