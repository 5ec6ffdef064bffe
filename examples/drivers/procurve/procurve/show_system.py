"""`show system` and `show version`: what the switch is, as labels with values behind them."""

import re

from .command import Command
from .reading import NotUnderstood, Row, numbered, typed

SYSTEM = {
    "name": str,
    "contact": str,
    "location": str,
    "mac_age": int,
    "timezone": int,
    "daylight_rule": str,
    "software_version": str,
    "member_id": int,
    "rom_version": str,
    "allow_mods": bool,
    "mac_address": str,
    "serial": str,
    "uptime": str,
    "cpu_util": int,
    "mem_tot": int,
    "mem_free": int,
    "packets_rx": int,
    "packets_tx": int,
    "packets_tot": int,
    "buffers_free": int,
    "buffers_lowest": int,
    "buffers_missed": int,
}

# What the switch calls them, and we. Two of them may stand in one line: the right ones are those of the lines' second half.
LEFT = {
    "System Name": "name",
    "System Contact": "contact",
    "System Location": "location",
    "MAC Age Time (sec)": "mac_age",
    "Time Zone": "timezone",
    "Daylight Time Rule": "daylight_rule",
    "Software revision": "software_version",
    "ROM Version": "rom_version",
    "Allow V1 Modules": "allow_mods",
    "Up Time": "uptime",
    "CPU Util (%)": "cpu_util",
    "IP Mgmt - Pkts Rx": "packets_rx",
    "Pkts Tx": "packets_tx",
}
RIGHT = {
    "Base MAC Addr": "mac_address",
    "MAC Addr": "mac_address",
    "Serial Number": "serial",
    "Memory - Total": "mem_tot",
    "Packet - Total": "packets_tot",
    "Lowest": "buffers_lowest",
    "Missed": "buffers_missed",
}
# "Free" is told of two things: of the memory, and in a line of its own kind of the buffers.
FREE = {"Free": "mem_free", "Buffers Free": "buffers_free"}
NAMES = LEFT | RIGHT | FREE

# A name, a contact and a place are what somebody wrote, and may hold anything, labels too. They have their line for
# themselves, and go on in the next where they are long.
WRITTEN = ("name", "contact", "location")
# At least so far to the right stands what goes on.
INDENT = 20


def _pattern(labels: dict[str, str]) -> str:
    return "|".join(re.escape(label).replace(r"\ ", r"\s+") for label in labels)


PAIR = re.compile(rf" *({_pattern(NAMES)})\s*:\s*(.*?)(?=\s{{2,}}(?:{_pattern(RIGHT | FREE)})\s*:|$)")
MEMBER = re.compile(r" VSF-Member ?: ?(\d+)")
TITLE = re.compile(r"\s*Status and Counters - General System Information")


def _pairs(line: str) -> list[tuple[str, str]] | None:
    """The labels of a line with their values; None where something is left over."""
    pairs = []
    place = 0
    while place < len(line):
        pair = PAIR.match(line, place)
        if pair is None or pair.end() == place:
            return None
        column = NAMES[" ".join(pair[1].split())]
        if not pairs and column in WRITTEN:
            return [(column, line[pair.start(2) :].strip())]
        pairs.append((column, pair[2].strip()))
        place = pair.end()
    return pairs


def read_system(output: str) -> list[Row]:
    """One row, or one for each member of a stack, with what they have in common in each."""
    common: Row = {}
    members: list[Row] = []
    last = ""
    for number, line in numbered(output):
        if not line or TITLE.fullmatch(line):
            last = ""
        elif member := MEMBER.fullmatch(line):
            members.append({"member_id": int(member[1])})
        elif (pairs := _pairs(line)) is not None:
            row = members[-1] if members else common
            for last, value in pairs:
                if last in row:
                    raise NotUnderstood("it is told a second time", number, line, "system")
                try:
                    row[last] = typed(value, SYSTEM[last])
                except ValueError as why:
                    raise NotUnderstood(str(why), number, line, "system") from None
        elif last in WRITTEN and len(line) - len(line.lstrip()) >= INDENT:
            common[last] = f"{common[last] or ''}{line.strip()}"
        else:
            raise NotUnderstood("no label is known in it", number, line, "system")
    if "software_version" not in common:
        raise NotUnderstood("there is no software revision", state="system")
    return [common | member for member in members] or [common]


VERSION = {
    "version": str,
    "compilation": str,
    "build": int,
    "image_stamp": str,
    "boot_image": str,
    "boot_rom_version": str,
    "active_boot_rom": str,
}

# The stamp is the place where the image was built, and below it, in three lines, when, as which version, in which build.
BELOW_THE_STAMP = (
    ("compilation", re.compile(r"\s+([A-Z][a-z]{2} +\d+ \d{4} \d\d:\d\d:\d\d)")),
    ("version", re.compile(r"\s+([A-Z]{1,3}\.\d+\.\d+(?:\.\w+)?)")),
    ("build", re.compile(r"\s+(\d+)")),
)
STAMP = re.compile(r"\s*Image stamp:\s*(\S+)")
BOOT = {
    "boot_image": re.compile(r"\s*Boot Image:\s*(\S+)"),
    "boot_rom_version": re.compile(r"\s*Boot ROM Version:\s*(\S+)"),
    "active_boot_rom": re.compile(r"\s*Active Boot ROM:\s*(\S+)"),
}


def read_version(output: str) -> list[Row]:
    """One row."""
    row: Row = {}
    below = iter(())
    for number, line in numbered(output):
        if not line:
            continue
        if "image_stamp" not in row and (stamp := STAMP.fullmatch(line)):
            row["image_stamp"] = stamp[1]
            below = iter(BELOW_THE_STAMP)
            continue
        for column, pattern in BOOT.items():
            if column not in row and (found := pattern.fullmatch(line)):
                row[column] = found[1]
                break
        else:
            column, pattern = next(below, ("", None))
            found = pattern and pattern.fullmatch(line)
            if not found:
                raise NotUnderstood("it is no line of an image's stamp", number, line, "version")
            row[column] = typed(found[1], VERSION[column])
    if "version" not in row:
        raise NotUnderstood("there is no version", state="version")
    return [row]


COMMANDS = [
    Command("sh[ow] ve[rsion]", VERSION, read_version),
    # Software of all ages takes `show system`; the oldest also knows it in full as one word, the newest as two.
    Command("sh[ow] sy[stem-information]", SYSTEM, read_system, "i(?:nformation)?", called="show system"),
]
