"""`show lldp info`: who the switch is to its neighbours, and who they are."""

import re

from .command import Command
from .reading import NotUnderstood, Row
from .tables import Column, Table

REMOTE = Table(
    {
        "LocalPort": Column("local_interface", required=True),
        "ChassisId": Column("chassis_id"),
        "PortId": Column("neighbor_interface"),
        "PortDescr": Column("neighbor_description"),
        "SysName": Column("neighbor_name"),
    },
    ("LLDP Remote Devices Information",),
)

# What stands above the table holds for all ports.
DEVICE = {
    "chassis_type": r"Chassis Type +: +(\S+)",
    "chassis_id": r"Chassis Id +: +(\S+)",
    "system_name": r"System Name +: +(\S.*)",
    "description": r"System Description +: *(\S.*)",
    "capabilities_supported": r"System Capabilities Supported *: *(\S.*)",
    "capabilities": r"System Capabilities Enabled *: *(\S.*)",
    "mgmt_type": r"Type *: *(\S+)",
    "mgmt_address": r"Address *: *(\S+)",
}
DEVICE_LINES = {column: re.compile(pattern) for column, pattern in DEVICE.items()}
TITLES = ("LLDP Local Device Information", "LLDP Port Information", r"Management Address +:")
PORTS = Table(
    {
        "Port": Column("local_interface", required=True),
        "PortType": Column("port_type"),
        "PortId": Column("port_id"),
        "PortDesc": Column("port_description"),
    },
    (*TITLES, *DEVICE.values()),
)
# "Aruba JL254A 2930F-48G-4SFP+ Switch, revision WC.16.10.0014, ROM …": the second word is the product's number.
PRODUCT = re.compile(r"(?:HP|HPE|Aruba|ProCurve|Hewlett-Packard) (?:ProCurve )?([A-Z]\w{3,6}) ")


def read_remote(output: str) -> list[Row]:
    return REMOTE.only(output).rows


def read_local(output: str) -> list[Row]:
    part = PORTS.only(output)
    device: Row = {}
    for _, line in part.above:
        for column, pattern in DEVICE_LINES.items():
            if found := pattern.fullmatch(line.strip()):
                # A switch has an address of each kind at most, of which the first is told.
                device.setdefault(column, found[1].strip())
                break
    if "chassis_id" not in device:
        raise NotUnderstood("there is no chassis id", state="around the table")
    product = PRODUCT.match(str(device.get("description", "")))
    device["pid"] = product and product[1]
    return [device | row for row in part.rows]


COMMANDS = [
    Command("sh[ow] ll[dp] i[nfo] r[emote-device]", REMOTE.kinds, read_remote),
    Command(
        "sh[ow] ll[dp] i[nfo] l[ocal-device]",
        {
            "chassis_type": str,
            "chassis_id": str,
            "system_name": str,
            "description": str,
            "pid": str,
            "capabilities_supported": str,
            "capabilities": str,
            "mgmt_type": str,
            "mgmt_address": str,
            "local_interface": str,
            "port_type": str,
            "port_id": str,
            "port_description": str,
        },
        read_local,
    ),
]
