"""Makes recorded devices for the lab: with an output of any size, and of any platform that has a built-in driver."""

import json
from dataclasses import dataclass
from pathlib import Path

# What no driver has a parser for, and what Cisco's has one for: the same text answers both.
RAW_COMMAND = "show growth"
PARSED_COMMAND = "show ip interface brief"
# So much of an output is one event of a recording.
EVENT = 1 << 20
HEADER_LINE = "Interface              IP-Address      OK? Method Status                Protocol\r\n"
HOSTNAME = "growth"


def interface_rows(size):
    """An answer of about so many bytes, its line endings included: a header, and one line for each interface."""
    lines, written, number = [HEADER_LINE], len(HEADER_LINE), 0
    while written < size:
        interface = f"GigabitEthernet{number // 1000}/0/{number % 1000}"
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        lines.append(f"{interface:<24} {address:<15} YES NVRAM  up                    up\r\n")
        written += len(lines[-1])
        number += 1
    return lines


def with_output(file, size):
    """A recording whose device answers two commands with so many bytes; how many rows the parsed one has."""
    lines = interface_rows(size)
    output, prompt = "".join(lines), f"{HOSTNAME}#"
    with open(file, "w", encoding="ascii") as recording:
        recording.write(json.dumps(header("cisco_ios")) + "\n")
        write_event(recording, "o", prompt)
        for command in ("terminal length 0", "terminal width 511"):
            write_event(recording, "i", f"{command}\n")
            write_event(recording, "o", f"{command}\r\n{prompt}")
        for command in (RAW_COMMAND, PARSED_COMMAND):
            write_event(recording, "i", f"{command}\n")
            write_event(recording, "o", f"{command}\r\n")
            for start in range(0, len(output), EVENT):
                write_event(recording, "o", output[start : start + EVENT])
            write_event(recording, "o", prompt)
    return len(lines) - 1


def header(platform):
    """The first line of a recording, as far as the lab looks at it."""
    origin = {
        "format": 1,
        "device": HOSTNAME,
        "host": "192.0.2.1",
        "platform": platform,
        "protocol": "ssh",
        "driver": "",
        "attempt": 1,
        "started_at": "2026-01-01T00:00:00Z",
        "secrets": [],
    }
    return {"version": 2, "width": 511, "height": 1000, "timestamp": 0, "title": HOSTNAME, "env": {}, "nethost": origin}


def write_event(recording, code, text):
    recording.write(f"[0.0, {json.dumps(code)}, {json.dumps(text)}]\n")


@dataclass(frozen=True)
class Platform:
    """One that has a built-in driver: what its devices ask with, and what its driver sends before any command."""

    name: str
    prompt: str
    on_open: tuple = ()
    # A fixture of its driver that answers the command; else a line that nothing parses.
    fixture: str | None = None


# In the order in which a fleet gets them.
PLATFORMS = [
    Platform("cisco_ios", "r1#", ("terminal length 0", "terminal width 511"), "cisco-ios"),
    Platform("arista_eos", "r1#", ("terminal length 0", "terminal width 32767"), "arista-eos"),
    Platform(
        "juniper_junos",
        "lab@r1> ",
        ("set cli screen-length 0", "set cli screen-width 511", "set cli complete-on-space off"),
        "juniper-junos",
    ),
    Platform("cisco_nxos", "r1# ", ("terminal length 0", "terminal width 511"), "cisco-nxos"),
    Platform("cisco_xr", "RP/0/RSP0/CPU0:r1#", ("terminal length 0", "terminal width 511"), "cisco-xr"),
    Platform("cisco_asa", "r1# ", ("terminal pager 0",), "cisco-asa"),
    Platform(
        "linux",
        "lab@r1:~$ ",
        ('export LC_ALL=C PAGER=cat SYSTEMD_PAGER=cat COLUMNS=511 PATH="$PATH:/usr/sbin:/sbin"',),
    ),
    Platform("frr", "r1# ", ("terminal length 0",), "frr"),
    Platform("generic", "r1# "),
]
PLATFORM_COMMAND = "show version"


def of_platform(folder, platform, plugins):
    """A recorded session of a platform, which its file's name tells; the file."""
    answer = "It has been up for a while."
    if platform.fixture is not None:
        fixtures = sorted(Path(plugins, platform.fixture, "fixtures", "show_version").glob("*.txt"))
        answer = fixtures[0].read_text().strip("\n")
    file = Path(folder, f"{platform.name}.yaml")
    file.write_text(session(platform, answer))
    return file


def session(platform, answer):
    """Its text. JSON is YAML; a backslash begins an escape of the lab's own."""
    # An answer that begins with what was typed and ends with the prompt is all that the device says.
    said = {f"{command}\n": f"{command}\n{platform.prompt}" for command in platform.on_open}
    said[f"{PLATFORM_COMMAND}\n"] = f"{PLATFORM_COMMAND}\n{answer}\n{platform.prompt}"
    commands = [{key: escaped(text)} for key, text in said.items()]
    return json.dumps({"init_prompt": escaped(platform.prompt), "commands": commands}, indent=1)


def escaped(text):
    return text.replace("\\", "\\\\")
