"""What is where: `show mac-address`, `show arp`, `show ip`, `show ip route`."""

from . import tables
from .command import Command
from .reading import NotUnderstood, Row
from .tables import Column

MAC_ADDRESS = {
    "MAC Address": Column("mac_address"),
    "Port": Column("port"),
    "VLAN": Column("vlan_id", int),
}
ARP = {
    "IP Address": Column("ip_address"),
    "MAC Address": Column("mac_address"),
    "Type": Column("type"),
    "Port": Column("port"),
}
IP = {
    "VLAN": Column("vlan_name"),
    "IP Config": Column("config"),
    "IP Address": Column("ip_address"),
    "Subnet Mask": Column("subnet_mask"),
    # Both answers stand below this one heading, which newer software explains in a second line.
    "Proxy ARP": Column("proxy_arp"),
    "Proxy ARP Std  Local": Column("proxy_arp"),
}
ROUTE = {
    "Destination": Column("destination"),
    "Gateway": Column("gateway"),
    "VLAN": Column("vlan_name"),
    "Type": Column("type"),
    "Sub-Type": Column("subtype"),
    "Metric": Column("metric", int),
    "Dist.": Column("distance", int),
}

IP_SERVICE = (
    r"Internet \(IP\) Service",
    r"IP Routing : (?:Disabled|Enabled)",
    r"Default Gateway +:.*",
    r"Default TTL +: \d+",
    r"Arp Age +: \d+",
    r"Domain Suffix +:.*",
    r"DNS server +:.*",
)


def read_mac_address(output: str) -> list[Row]:
    return tables.only(output, MAC_ADDRESS, ("Status and Counters - Port Address Table",)).rows


def read_arp(output: str) -> list[Row]:
    return tables.only(output, ARP, ("IP ARP table",)).rows


def read_ip(output: str) -> list[Row]:
    rows = tables.only(output, IP, IP_SERVICE).rows
    for row in rows:
        answers = str(row.pop("proxy_arp") or "").split()
        if answers and (len(answers) != 2 or not {"Yes", "No"}.issuperset(answers)):
            raise NotUnderstood("Proxy ARP is not answered twice with Yes or No", line=" ".join(answers), state="table")
        row["proxy"], row["local"] = [answer == "Yes" for answer in answers] or (None, None)
    return rows


def read_route(output: str) -> list[Row]:
    return tables.only(output, ROUTE, ("IP Route Entries",)).rows


PLACE = r"(?:vlan )?[\w/,.:-]*[\d:][\w/,.:-]*"

COMMANDS = [
    Command("sh[ow] mac-a[ddress]", tables.kinds(MAC_ADDRESS), read_mac_address, PLACE),
    Command("sh[ow] ar[p]", tables.kinds(ARP), read_arp),
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
    Command("sh[ow] ip ro[ute]", tables.kinds(ROUTE), read_route),
]
