"""Typed facts: for each getter the commands to run, and what becomes of their outputs.

A field that the switch does not tell is None. That holds for what it cuts off too: of a name that ends in "..." nobody
knows how it goes on.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

from wit_world.exports import getters
from wit_world.exports.description import Getter
from wit_world.exports.getters import (
    ArpEntry,
    Config,
    Facts,
    InterfaceAddress,
    LldpNeighbor,
    MacEntry,
    NetworkInterface,
    Vlan,
)

from .commands import find
from .reading import NotUnderstood, Row

class Outputs:
    """The plan's commands with what was answered to them."""

    def __init__(self, outputs: list[getters.Output]):
        self.texts = {output.command: output.text for output in outputs}
        # The command whose output is read, so that an error can name it.
        self.reading = ""

    def rows(self, command: str) -> list[Row]:
        """The rows of a command without which there is no answer."""
        self.reading = command
        known = find(command)
        if known is None:
            raise NotUnderstood("nothing parses it")
        return known.rows(self.texts.get(command, ""))

    def rows_if_any(self, command: str) -> list[Row]:
        """Those of one that older software does not know."""
        return self.rows(command) if self.texts.get(command, "").strip() else []


def facts(outputs: Outputs) -> Facts:
    system = outputs.rows("show system")
    local = outputs.rows_if_any("show lldp info local-device")
    interfaces = [str(row["port"]) for row in outputs.rows_if_any("show interfaces brief")]
    first = system[0]
    uptimes = [row["uptime"] for row in system if row["uptime"]]
    outputs.reading = "show system"
    return Facts(
        hostname=told(first["name"]),
        fqdn=None,
        vendor="HPE",
        model=told(local[0]["pid"]) if local else None,
        # That of a stack's first member, with which it answers.
        serial_number=told(first["serial"]),
        os_version=told(first["software_version"]),
        uptime=seconds(str(uptimes[0])) if uptimes else None,
        interface_list=[port_name(name) for name in interfaces],
    )


def interfaces(outputs: Outputs) -> list[NetworkInterface]:
    rows = outputs.rows("show interfaces brief")
    names = {row["port"]: row["name"] for row in outputs.rows_if_any("show interfaces status")}
    return [
        NetworkInterface(
            name=port_name(str(row["port"])),
            is_up={"Up": True, "Down": False}.get(str(row["status"])),
            is_enabled=truth(row["enabled"]),
            description=told(names.get(row["port"])),
            last_flapped=None,
            # Of a port that is down the mode is the one that it is set to, which says nothing of a speed.
            speed=speed(str(row["mode"])) if row["status"] == "Up" else None,
            mtu=None,
            mac_address=None,
        )
        for row in rows
    ]


def interfaces_ip(outputs: Outputs) -> list[InterfaceAddress]:
    """An address belongs to a VLAN, whose name is its interface's."""
    addresses = []
    for row in outputs.rows("show ip"):
        if row["ip_address"] is None:
            continue
        address = f"{row['ip_address']}/{row['subnet_mask']}"
        try:
            network = ipaddress.IPv4Interface(address)
        except ValueError:
            raise NotUnderstood("it is no address with a mask", line=address) from None
        addresses.append(
            InterfaceAddress(
                interface=str(row["vlan_name"]),
                family=4,
                address=str(network.ip),
                prefix_length=network.network.prefixlen,
            )
        )
    return addresses


def lldp_neighbors(outputs: Outputs) -> list[LldpNeighbor]:
    return [
        LldpNeighbor(
            local_interface=str(row["local_interface"]),
            hostname=told(row["neighbor_name"]),
            port=told(row["neighbor_interface"]),
        )
        for row in outputs.rows("show lldp info remote-device")
    ]


def arp_table(outputs: Outputs) -> list[ArpEntry]:
    return [
        ArpEntry(interface=told(row["port"]), mac=mac(row["mac_address"]), ip=str(row["ip_address"]), age=None)
        for row in outputs.rows("show arp")
    ]


def mac_address_table(outputs: Outputs) -> list[MacEntry]:
    return [
        MacEntry(
            mac=str(mac(row["mac_address"])),
            interface=told(row["port"]),
            vlan=row["vlan_id"] if isinstance(row["vlan_id"], int) else None,
            static=None,
            active=None,
            moves=None,
            last_move=None,
        )
        for row in outputs.rows("show mac-address")
    ]


def vlans(outputs: Outputs) -> list[Vlan]:
    ports: dict[object, list[str]] = {}
    for row in outputs.rows_if_any("show vlans ports all detail"):
        ports.setdefault(row["vlan_id"], []).append(str(row["port"]))
    return [
        Vlan(id=int(str(row["vlan_id"])), name=told(row["vlan_name"]), interfaces=ports.get(row["vlan_id"], []))
        for row in outputs.rows("show vlans")
    ]


def config(outputs: Outputs) -> Config:
    running = outputs.rows_if_any("show running-config")
    startup = outputs.rows_if_any("show config")
    return Config(
        running=told(running[0]["config"]) if running else None,
        startup=told(startup[0]["config"]) if startup else None,
        candidate=None,
    )


@dataclass(frozen=True)
class Has:
    """A getter that the driver has."""

    getter: Getter
    # What is run for it, in this order. A command that the switch refused comes back as an empty text.
    plan: list[str]
    collect: Callable[[Outputs], object]


HAS: dict[type, Has] = {
    getters.Request_Facts: Has(
        Getter.FACTS,
        ["show system", "show lldp info local-device", "show interfaces brief"],
        facts,
    ),
    getters.Request_Interfaces: Has(
        Getter.INTERFACES, ["show interfaces brief", "show interfaces status"], interfaces
    ),
    getters.Request_InterfacesIp: Has(Getter.INTERFACES_IP, ["show ip"], interfaces_ip),
    getters.Request_LldpNeighbors: Has(
        Getter.LLDP_NEIGHBORS, ["show lldp info remote-device"], lldp_neighbors
    ),
    getters.Request_ArpTable: Has(Getter.ARP_TABLE, ["show arp"], arp_table),
    getters.Request_MacAddressTable: Has(Getter.MAC_ADDRESS_TABLE, ["show mac-address"], mac_address_table),
    getters.Request_Vlans: Has(Getter.VLANS, ["show vlans", "show vlans ports all detail"], vlans),
    getters.Request_Config: Has(Getter.CONFIG, ["show running-config", "show config"], config),
}


TRUNK = re.compile(r"-Trk\d+$")
MODE = re.compile(r"(\d+)(Gig)?[FH]Dx?")
UPTIME = re.compile(r"(\d+) ([a-z]+?)s?")
MAC = re.compile(r"[0-9A-F]{12}")


def told(value: object) -> str | None:
    return value if isinstance(value, str) and not value.endswith("...") else None


def truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def port_name(port: str) -> str:
    """A port without the trunk that it is in: "A24-Trk1" is the port A24."""
    return TRUNK.sub("", port)


def speed(mode: str) -> float | None:
    """In Mbit/s: of "1000FDx" and "10GigFD"."""
    found = MODE.fullmatch(mode)
    return float(found[1]) * (1000 if found[2] else 1) if found else None


SECONDS = {"sec": 1, "second": 1, "min": 60, "minute": 60, "hour": 3600, "day": 86400}


def seconds(uptime: str) -> int:
    """The switch tells the largest unit alone: "15 days", then nobody knows the hours."""
    found = UPTIME.fullmatch(uptime)
    if found is None or found[2] not in SECONDS:
        raise NotUnderstood("it is no time since the start", line=uptime)
    return int(found[1]) * SECONDS[found[2]]


def mac(address: object) -> str | None:
    """The usual way of writing "0015b2-a45078"."""
    if address is None:
        return None
    digits = str(address).replace("-", "").upper()
    if not MAC.fullmatch(digits):
        raise NotUnderstood("it is no MAC address", line=str(address))
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
