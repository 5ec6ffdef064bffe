"""What is where: `show mac-address`, `show arp`, `show ip`, `show ip route`."""

from .command import Command
from .reading import NotUnderstood, Row
from .tables import Column, Table

IP_SERVICE = (
    r"Internet \(IP\) Service",
    r"IP Routing : (?:Disabled|Enabled)",
    r"Default Gateway +:.*",
    r"Default TTL +: \d+",
    r"Arp Age +: \d+",
    r"Domain Suffix +:.*",
    r"DNS server +:.*",
)

MAC_ADDRESS = Table(
    {
        "MAC Address": Column("mac_address", required=True),
        "Port": Column("port"),
        "VLAN": Column("vlan_id", int),
    },
    ("Status and Counters - Port Address Table",),
)
ARP = Table(
    {
        "IP Address": Column("ip_address", required=True),
        "MAC Address": Column("mac_address"),
        "Type": Column("type"),
        "Port": Column("port"),
    },
    ("IP ARP table",),
)
IP = Table(
    {
        "VLAN": Column("vlan_name", required=True),
        "IP Config": Column("config"),
        "IP Address": Column("ip_address"),
        "Subnet Mask": Column("subnet_mask"),
        # Both answers stand below this one heading, which newer software explains in a second line.
        "Proxy ARP": Column("proxy_arp"),
        "Proxy ARP Std  Local": Column("proxy_arp"),
    },
    IP_SERVICE,
)
ROUTE = Table(
    {
        "Destination": Column("destination", required=True),
        "Gateway": Column("gateway"),
        "VLAN": Column("vlan_name"),
        "Type": Column("type"),
        "Sub-Type": Column("subtype"),
        "Metric": Column("metric", int),
        "Dist.": Column("distance", int),
    },
    ("IP Route Entries",),
)


def read_mac_address(output: str) -> list[Row]:
    return MAC_ADDRESS.only(output).rows


def read_arp(output: str) -> list[Row]:
    return ARP.only(output).rows


def read_ip(output: str) -> list[Row]:
    rows = IP.only(output).rows
    for row in rows:
        answers = str(row.pop("proxy_arp") or "").split()
        if answers and (len(answers) != 2 or not {"Yes", "No"}.issuperset(answers)):
            raise NotUnderstood("Proxy ARP is not answered twice with Yes or No", line=" ".join(answers), state="table")
        row["proxy"], row["local"] = [answer == "Yes" for answer in answers] or (None, None)
    return rows


def read_route(output: str) -> list[Row]:
    return ROUTE.only(output).rows


COMMANDS = [
    Command("sh[ow] mac-a[ddress]", MAC_ADDRESS.kinds, read_mac_address),
    Command("sh[ow] ar[p]", ARP.kinds, read_arp),
    Command(
        "sh[ow] ip",
        {
            "vlan_name": str,
            "config": str,
            "ip_address": str,
            "subnet_mask": str,
            "proxy": bool,
            "local": bool,
        },
        read_ip,
    ),
    Command("sh[ow] ip ro[ute]", ROUTE.kinds, read_route),
]
