// Who is where: `display arp`, `display mac-address`, `display lldp neighbor brief`.

import { command } from "./command.js";
import { read } from "./tables.js";

const MAC = "[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}";

const ARP = {
  ip_address: "text",
  mac_address: "text",
  expire: "integer",
  type: "text",
  interface: "text",
  vpn_instance: "text",
  vlan_id: "text",
  pvc: "text",
};
const ARP_TABLE = {
  heading: /^IP ADDRESS\s+MAC ADDRESS\s+EXPIRE\(M\)\s+TYPE(?:\/VLAN)?\s+INTERFACE(?:\s+(?:VPN-INSTANCE|VLAN\/CEVLAN))?$/,
  // The device's own addresses have the type "I -" and never expire.
  rows: [
    new RegExp(
      `^(?<ip_address>\\d+\\.\\d+\\.\\d+\\.\\d+)\\s+(?<mac_address>${MAC}|Incomplete)\\s+(?:(?<expire>\\d+)\\s+)?` +
        "(?<type>I -|[A-Z]{1,3}(?:[-/][\\w/-]*)?)\\s+(?<interface>[A-Za-z0-9][\\w/.:-]*)" +
        "(?:\\s+(?<vlan_id>\\d+/(?:\\d+|-)))?(?:\\s+(?<vpn_instance>\\S+))?$",
    ),
  ],
  // What does not fit beside an entry stands below it.
  continued: /^ {20,}(?<vlan_id>\d+(?:\/(?:\d+|-))?)(?:\s+(?<pvc>\S+))?$/,
};
const ARP_AROUND = [/^VLAN(?:\/CEVLAN(?:\(SIP\/DIP\))?)?(?:\s+PVC)?$/, /^Total:\d+(?:\s+[A-Z][\w-]*:\d+)*$/];

const MAC_ADDRESS = {
  destination_address: "text",
  destination_port: "text",
  type: "text",
  vlan_id: "integer",
};
const MAC_TABLE = {
  heading: /^MAC Address\s+VLAN\/VSI(?:\/\w+)*\s+Learned-From\s+Type(?:\s+Age)?$/,
  // "10/-/-": the VLAN, and in its place nothing where the address belongs to another kind of network.
  rows: [
    new RegExp(
      `^ ?(?<destination_address>${MAC})\\s+(?:(?<vlan_id>\\d+)|-)(?:/\\S+)?\\s+(?<destination_port>\\S+)` +
        "\\s+(?<type>[a-z][\\w-]*)(?:\\s+(?:\\d+|-))?$",
    ),
  ],
};
const MAC_AROUND = [/^Total items(?: displayed)? = \d+$/, /^Flags: .*$/, /^BD +: bridge-domain.*$/];

const LLDP = {
  local_interface: "text",
  neighbor_device: "text",
  neighbor_interface: "text",
  exp_time: "integer",
};
// A neighbour's names may hold blanks, so that only two of them tell where one ends. Where a name is so long that one is
// left, it is clear only if there is no other.
const WORDS = "\\S+(?: \\S+)*?";
const LLDP_TABLES = [
  {
    heading: /^Local Intf\s+Neighbor Dev\s+Neighbor Intf\s+Exptime ?\(s\)$/,
    rows: [
      new RegExp(
        `^(?<local_interface>\\S+)\\s+(?:-|(?<neighbor_device>${WORDS}))\\s{2,}(?<neighbor_interface>${WORDS})` +
          "\\s{2,}(?<exp_time>\\d+)$",
      ),
      /^(?<local_interface>\S+)\s+(?:-|(?<neighbor_device>\S+))\s+(?<neighbor_interface>\S+)\s+(?<exp_time>\d+)$/,
    ],
  },
  {
    heading: /^Local Interface\s+Exptime ?\(s\)\s+Neighbor Interface\s+Neighbor Device$/,
    rows: [
      new RegExp(
        `^(?<local_interface>\\S+)\\s+(?<exp_time>\\d+)\\s+(?<neighbor_interface>${WORDS})` +
          `\\s{2,}(?:-|(?<neighbor_device>${WORDS}))$`,
      ),
      /^(?<local_interface>\S+)\s+(?<exp_time>\d+)\s+(?<neighbor_interface>\S+)\s+(?:-|(?<neighbor_device>\S+))$/,
    ],
  },
];

export const commands = [
  command("dis[play] ar[p]", ARP, (output) => read(output, [ARP_TABLE], ARP_AROUND), "a(?:ll)?|br(?:i(?:e(?:f)?)?)?"),
  command("dis[play] mac-a[ddress]", MAC_ADDRESS, (output) => read(output, [MAC_TABLE], MAC_AROUND)),
  command("dis[play] lld[p] nei[ghbor] b[rief]", LLDP, (output) => read(output, LLDP_TABLES)),
];
