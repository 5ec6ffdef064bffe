"""`show vlans`, and the VLANs of each port."""

import re

from .command import Command
from .reading import NotUnderstood, Row
from .tables import Column, Table

COLUMNS = {
    "VLAN ID": Column("vlan_id", int, required=True),
    "Name": Column("vlan_name"),
    "Status": Column("status"),
    "Voice": Column("voice", bool),
    "Jumbo": Column("jumbo", bool),
}
VLANS = Table(
    COLUMNS,
    (
        r"Status and Counters - VLAN Information",
        r"Maximum VLANs to support : \d+",
        r"Primary VLAN : \S.*",
        r"Management VLAN :.*",
    ),
)

PORT = re.compile(r"Status and Counters - VLAN Information - for ports (\S+)")
PORT_NAME = re.compile(r"Port name:(?: (.*))?")
OF_A_PORT = Table(COLUMNS | {"Mode": Column("mode")}, (PORT.pattern, PORT_NAME.pattern))


def read_vlans(output: str) -> list[Row]:
    return VLANS.only(output).rows


def read_ports(output: str) -> list[Row]:
    """A table for each port, whose title says which."""
    rows = []
    for part in OF_A_PORT.read(output):
        port = name = None
        for _, line in part.above:
            if found := PORT.fullmatch(line.strip()):
                port = found[1]
            elif found := PORT_NAME.fullmatch(line.strip()):
                name = (found[1] or "").strip() or None
        if port is None:
            raise NotUnderstood("nothing says whose VLANs these are", state="table")
        rows += [{"port": port, "port_name": name} | row for row in part.rows]
    return rows


COMMANDS = [
    Command("sh[ow] vl[ans]", VLANS.kinds, read_vlans),
    Command(
        "sh[ow] vl[ans] po[rts] a[ll] d[etail]",
        {"port": str, "port_name": str} | OF_A_PORT.kinds,
        read_ports,
    ),
]
