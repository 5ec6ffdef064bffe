"""Configurations as people keep them: without what changes by itself, and without secrets where that is wished."""

import re

from wit_world.exports.configuration import Datastore

from .command import abbreviated
from .reading import NotUnderstood, numbered, refuse_refusals

SHOWN_BY = {Datastore.RUNNING: "show running-config", Datastore.STARTUP: "show config"}
TYPED = re.compile("|".join(" ".join(map(abbreviated, it.split())) for it in ("sh[ow] ru[nning-config]", "sh[ow] conf[ig]")))

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
        rf"\s*(?:ip ospf|area \S+ virtual-link \S+) (?:encrypted-)?authentication-key {WORD}",
        rf"\s*ip rip (?:encrypted-)?authentication-key {WORD}",
        rf"\s*aaa port-access .*\b(?:secret|encrypted-secret) {WORD}",
        rf"\s*(?:crypto|ip ssh) .*\b(?:key|pass-?phrase) {WORD}$",
    )
]


def stable(command: str, output: str, without_secrets: bool) -> str | None:
    """What is kept of an output; None when the command shows no configuration."""
    if not TYPED.fullmatch(" ".join(command.split()).lower()):
        return None
    refuse_refusals(output)
    kept: list[str] = []
    for _, line in numbered(output):
        if LEFT_OUT.fullmatch(line) or not (line or kept):
            continue
        kept.append(_without_secrets(line) if without_secrets else line)
    while kept and not kept[-1]:
        kept.pop()
    # An output that was cut off, or is no configuration, must not take an earlier one's place.
    if not kept or not EDITOR.match(kept[0]):
        raise NotUnderstood("it does not begin as configurations do", 1, kept[0] if kept else "", "configuration")
    return "".join(f"{line}\n" for line in kept)


def _without_secrets(line: str) -> str:
    for pattern in SECRETS:
        if found := pattern.match(line):
            # From the right, so that what is replaced does not move what is still to be.
            for group in range(pattern.groups, 0, -1):
                if found[group] is not None:
                    line = line[: found.start(group)] + REMOVED + line[found.end(group) :]
    return line
