"""`show interfaces brief` and `show interfaces status`: the ports, how they are and what hangs on them."""

from . import tables
from .command import Command
from .reading import NotUnderstood, Row
from .tables import Column

BRIEF = {
    "Port": Column("port"),
    "Type": Column("type"),
    "Intrusion Alert": Column("intrusion_alert", bool),
    "Enabled": Column("enabled", bool),
    "Status": Column("status"),
    "Mode": Column("mode"),
    "MDI Mode": Column("mdi_mode"),
    "Flow Ctrl": Column("flow_ctrl"),
    "Bcast Limit": Column("bcast_limit", int),
}

STATUS = {
    "Port": Column("port"),
    "Name": Column("name"),
    "Status": Column("status"),
    "Config-mode": Column("config_mode"),
    "Speed": Column("speed"),
    "Type": Column("type"),
    "Tagged": Column("vlan_tagged"),
    "Untagged": Column("vlan_untagged"),
}

AROUND = (
    "Status and Counters - Port Status",
    r"Note: \* indicates values dynamically overridden by RADIUS\.",
    r"\* third-party transceiver",
)


def read_brief(output: str) -> list[Row]:
    rows = tables.only(output, BRIEF, AROUND).rows
    for row in rows:
        # The marks that the notes explain are no part of what they stand behind.
        for column in ("port", "mode"):
            row[column] = _text(row[column]).removesuffix("*") or None
    return _with_ports(rows)


def read_status(output: str) -> list[Row]:
    return _with_ports(tables.only(output, STATUS, AROUND).rows)


def _with_ports(rows: list[Row]) -> list[Row]:
    if not all(row["port"] for row in rows):
        raise NotUnderstood("there is a line without a port", state="table")
    return rows


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# Ports and ranges of them, "1-4,A1": the same tables, with those ports only.
PORTS = r"(?:ethernet )?[\w/,-]*\d[\w/,-]*"

COMMANDS = [
    Command("sh[ow] int[erfaces] b[rief]", tables.kinds(BRIEF), read_brief, PORTS),
    Command("sh[ow] int[erfaces] st[atus]", tables.kinds(STATUS), read_status, PORTS),
]
