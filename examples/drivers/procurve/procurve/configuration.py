"""Configurations: as one cell of text, and as people keep them, without what changes by itself and without secrets where
that is wished.
"""

import re

from .command import Command
from .reading import NotUnderstood, Row, numbered, refuse_refusals

# Says how often it was saved: "Startup configuration: 12".
LEFT_OUT = re.compile(r"(?:Running|Startup) configuration:(?: \d+)?")
# With which every configuration begins.
EDITOR = re.compile(r"; (?:h|J)\w+ Configuration Editor; Created on release #\S+")

REMOVED = "<removed>"
# What is secret in a line is what the groups match. Values stand in quotation marks where they hold blanks.
WORD = r'("[^"]*"|\S+)'
SECRETS = [
    re.compile(pattern)
    for pattern in (
        rf"\s*password (?:manager|operator|all)\b.*? (?:sha1|sha256|plaintext) {WORD}$",
        rf"\s*aaa authentication local-user .*\bpassword (?:sha1|sha256|plaintext) {WORD}",
        rf"\s*snmp-server community {WORD}",
        rf"\s*snmp-server host \S+ (?:community )?{WORD}",
        rf"\s*snmpv3 community index \S+ name {WORD}",
        rf"\s*snmpv3 user \S+ auth (?:md5 |sha )?{WORD}(?: priv (?:des |aes )?{WORD})?",
        rf"\s*(?:radius|tacacs)-server (?:host \S+ .*?)?\b(?:encrypted-)?key {WORD}",
        rf"\s*(?:sntp|ntp) authentication key-id \d+ .*\b(?:encrypted-key|key-value) {WORD}",
        rf"\s*key-chain \S+ key \d+ .*\b(?:encrypted-key|key-string) {WORD}",
        rf"\s*(?:ip ospf|area \S+ virtual-link)(?: \S+)? (?:encrypted-)?authentication-key {WORD}",
        rf"\s*ip rip(?: \S+)? (?:encrypted-)?authentication-key {WORD}",
        rf"\s*aaa port-access .*\b(?:secret|encrypted-secret) {WORD}",
        rf"\s*(?:crypto|ip ssh) .*\b(?:key|pass-?phrase) {WORD}$",
    )
]


def stable(command: str, output: str, without_secrets: bool) -> str | None:
    """What is kept of an output; None when the command shows no configuration."""
    if not any(known.is_typed(command) for known in COMMANDS):
        return None
    refuse_refusals(output)
    lines = _kept(output)
    return "".join(f"{_without_secrets(line) if without_secrets else line}\n" for line in lines)


def _kept(output: str) -> list[str]:
    kept: list[str] = []
    for _, line in numbered(output):
        # Blank lines inside belong to it, those around it do not.
        if kept or (line and not LEFT_OUT.fullmatch(line)):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    # What is no configuration must not take an earlier one's place.
    if not kept or not EDITOR.match(kept[0]):
        line = kept[0] if kept else ""
        raise NotUnderstood("it does not begin as configurations do", line=line, state="configuration")
    return kept


def _whole(output: str) -> list[Row]:
    return [{"config": "".join(f"{line}\n" for line in _kept(output))}]


def _without_secrets(line: str) -> str:
    for pattern in SECRETS:
        if found := pattern.match(line):
            # From the right, so that what is replaced does not move what is still to be.
            for group in range(pattern.groups, 0, -1):
                if found[group] is not None:
                    line = line[: found.start(group)] + REMOVED + line[found.end(group) :]
    return line


RUNNING = Command("sh[ow] ru[nning-config]", {"config": str}, _whole)
STARTUP = Command("sh[ow] conf[ig]", {"config": str}, _whole)
COMMANDS = [RUNNING, STARTUP]
