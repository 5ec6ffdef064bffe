"""`show interfaces brief` and `show interfaces status`: the ports, how they are and what hangs on them."""

from .command import Command
from .reading import Row
from .tables import Column, Table

AROUND = (
    "Status and Counters - Port Status",
    r"Note: \* indicates values dynamically overridden by RADIUS\.",
    r"\* third-party transceiver",
)

BRIEF = Table(
    {
        "Port": Column("port", required=True),
        "Type": Column("type"),
        "Intrusion Alert": Column("intrusion_alert", bool),
        "Enabled": Column("enabled", bool),
        "Status": Column("status"),
        "Mode": Column("mode"),
        "MDI Mode": Column("mdi_mode"),
        "Flow Ctrl": Column("flow_ctrl"),
        "Bcast Limit": Column("bcast_limit", int),
    },
    AROUND,
)

STATUS = Table(
    {
        "Port": Column("port", required=True),
        "Name": Column("name"),
        "Status": Column("status"),
        "Config-mode": Column("config_mode"),
        "Speed": Column("speed"),
        "Type": Column("type"),
        "Tagged": Column("vlan_tagged"),
        "Untagged": Column("vlan_untagged"),
    },
    AROUND,
)


def read_brief(output: str) -> list[Row]:
    rows = BRIEF.only(output).rows
    for row in rows:
        # The marks that the notes explain are no part of what they stand behind.
        for column in ("port", "mode"):
            row[column] = _text(row[column]).removesuffix("*") or None
    return rows


def read_status(output: str) -> list[Row]:
    return STATUS.only(output).rows


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# Ports and ranges of them, "1-4,A1": the same tables, with those ports only.
PORTS = r"(?:ethernet )?[\w/,-]*\d[\w/,-]*"

COMMANDS = [
    Command("sh[ow] int[erfaces] b[rief]", BRIEF.kinds, read_brief, PORTS),
    Command("sh[ow] int[erfaces] st[atus]", STATUS.kinds, read_status, PORTS),
]
