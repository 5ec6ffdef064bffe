"""`show lldp info`: who the switch is to its neighbours, and who they are."""

import re

from . import tables
from .command import Command
from .reading import NotUnderstood, Row
from .tables import Column

REMOTE = {
    "LocalPort": Column("local_interface"),
    "ChassisId": Column("chassis_id"),
    "PortId": Column("neighbor_interface"),
    "PortDescr": Column("neighbor_description"),
    "SysName": Column("neighbor_name"),
}

PORTS = {
    "Port": Column("local_interface"),
    "PortType": Column("port_type"),
    "PortId": Column("port_id"),
    "PortDesc": Column("port_description"),
}
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
TITLES = ("LLDP Local Device Information", "LLDP Port Information", r"Management Address +:")
# "Aruba JL254A 2930F-48G-4SFP+ Switch, revision WC.16.10.0014, ROM …": the second word is the product's number.
PRODUCT = re.compile(r"(?:HP|HPE|Aruba|ProCurve|Hewlett-Packard) (?:ProCurve )?([A-Z]\w{3,6}) ")


def read_remote(output: str) -> list[Row]:
    rows = tables.only(output, REMOTE, ("LLDP Remote Devices Information",)).rows
    if not all(row["local_interface"] for row in rows):
        raise NotUnderstood("there is a neighbour without a port", state="table")
    return rows


def read_local(output: str) -> list[Row]:
    part = tables.only(output, PORTS, (*TITLES, *DEVICE.values()))
    device: Row = {}
    for number, line in part.above:
        for column, pattern in DEVICE.items():
            if found := re.fullmatch(pattern, line.strip()):
                # A switch has an address of each kind at most, of which the first is told.
                device.setdefault(column, found[1].strip())
                break
    if "chassis_id" not in device:
        raise NotUnderstood("there is no chassis id", state="around the table")
    product = PRODUCT.match(str(device.get("description", "")))
    device["pid"] = product and product[1]
    return [device | row for row in part.rows]


COMMANDS = [
    Command(
        "sh[ow] ll[dp] i[nfo] r[emote-device]",
        tables.kinds(REMOTE),
        read_remote,
    ),
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
