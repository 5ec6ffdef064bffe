"""What is asked of each device, and whether a program's output says that all of it was answered by that device."""

import json

COMMANDS = ["show version", "show ip interface brief", "show running-config"]
# What each answer must contain, NAME for the device's name: what no other device says, as far from the beginning as
# there is something like that.
WHOLE = ["NAME uptime is", "Loopback0", "NAME: simulated device."]


def from_tally(lines):
    """The last line that a peer or the floor prints; `None` devices where it said nothing."""
    for line in reversed([line for line in lines if line.startswith("{")]):
        try:
            said = json.loads(line)
            return said["ok"], said["errors"]
        except (ValueError, KeyError):
            continue
    return None, {}


def from_ndjson(devices, lines, commands=COMMANDS):
    """nethost's lines: a device has answered when all its commands have, whole and as its own."""
    answered, errors, failed = {}, {}, set()
    hostnames = {device.name: device.hostname for device in devices}
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            # A run that was stopped may have been in the middle of one.
            continue
        problem = problem_of(said, hostnames.get(said.get("device"), ""))
        if problem is None:
            answered[said["device"]] = answered.get(said["device"], 0) + 1
        elif said.get("device") not in failed:
            failed.add(said.get("device"))
            errors[problem] = errors.get(problem, 0) + 1
    return sum(count == len(commands) for count in answered.values()), errors


def problem_of(said, hostname):
    """What is wrong with a line; nothing as a rule."""
    if said.get("status") != "ok":
        return (said.get("error") or {}).get("kind") or str(said.get("status"))
    command, rows = said.get("command"), said.get("rows") or []
    whole = {
        COMMANDS[0]: lambda: rows[0]["hostname"] == hostname,
        COMMANDS[1]: lambda: rows[-1]["interface"] == "Loopback0",
        COMMANDS[2]: lambda: WHOLE[2].replace("NAME", hostname) in rows[0]["config"],
    }.get(command)
    try:
        return None if whole and whole() else f"{command}: the answer is not whole"
    except (IndexError, KeyError, TypeError):
        return f"{command}: not the rows that it has"
