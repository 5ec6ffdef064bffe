// `display vlan`: one table of the VLANs' ports, and another of all else.

import { command } from "./command.js";
import { NotUnderstood } from "./reading.js";
import { read } from "./tables.js";

const VLAN = {
  vlan_id: "integer",
  vlan_type: "text",
  vlan_status: "text",
  vlan_mac_learning: "text",
  vlan_description: "text",
  vlan_property: "text",
  vlan_broadcast: "text",
  vlan_multicast: "text",
  vlan_unicast: "text",
  vlan_statistics: "text",
  // The ports, and at the same place in the other lists whether each is up (U) and how its frames come (UT, TG).
  interface: "list-of-text",
  interface_status: "list-of-text",
  mode: "list-of-text",
};

// "UT:GE0/0/1(U)  GE0/0/2(D)": how the frames come is said of the first port, and holds until it is said again.
const PORTS = "(?:(?:UT|TG|MP|ST): ?)?[\\w/.-]+\\([UD]\\)(?:\\s+(?:(?:UT|TG|MP|ST): ?)?[\\w/.-]+\\([UD]\\))*";
const PORT = /(?:(UT|TG|MP|ST): ?)?([\w/.-]+)\(([UD])\)/g;
const ABLE = "(?:enable|disable)";

// Signs before a type are explained above the table, and say nothing of the columns.
const TABLES = [
  {
    heading: /^VID(?:\s+Type)?\s+Ports$/,
    rows: [new RegExp(`^ *(?<vlan_id>\\d+)(?:\\s+[*#]?(?<vlan_type>[a-z][\\w-]*))?(?:\\s+(?<ports>${PORTS}))?$`)],
    continued: new RegExp(`^ {5,}(?<ports>${PORTS})$`),
  },
  {
    heading: /^VID\s+Status\s+Property\s+MAC-LRN\s+(?:Statistics|STAT)\s+Description$/,
    rows: [
      new RegExp(
        `^ *(?<vlan_id>\\d+)\\s+(?<vlan_status>${ABLE})\\s+(?<vlan_property>\\S+)\\s+(?<vlan_mac_learning>${ABLE})` +
          `\\s+(?<vlan_statistics>${ABLE})(?:\\s+(?<vlan_description>\\S.*))?$`,
      ),
    ],
  },
  {
    heading: /^VID\s+Type\s+Status\s+Property\s+MAC-LRN\s+STAT\s+BC\s+MC\s+UC\s+Description$/,
    rows: [
      new RegExp(
        `^ *(?<vlan_id>\\d+)\\s+(?<vlan_type>\\S+)\\s+(?<vlan_status>${ABLE})\\s+(?<vlan_property>\\S+)` +
          `\\s+(?<vlan_mac_learning>${ABLE})\\s+(?<vlan_statistics>${ABLE})\\s+(?<vlan_broadcast>FWD|DSD)` +
          "\\s+(?<vlan_multicast>FWD|DSD)\\s+(?<vlan_unicast>FWD|DSD)(?:\\s+(?<vlan_description>\\S.*))?$",
      ),
    ],
  },
];
const TOTAL = /^The total number of vlans is ?: ?(\d+)$/im;
const LEGEND = /^(?:[\w#*-]+: ?[\w-]+(?: [\w-]+)*; *)+$/;

function readVlans(output) {
  const vlans = new Map();
  for (const { vlan_id, ports, ...rest } of read(output, TABLES, [TOTAL, LEGEND])) {
    const vlan = vlans.get(vlan_id) ?? { vlan_id, interface: [], interface_status: [], mode: [] };
    Object.assign(vlan, rest);
    let how = "";
    for (const [, mode, port, status] of (ports ?? "").matchAll(PORT)) {
      how = mode ?? how;
      vlan.interface.push(port);
      vlan.interface_status.push(status);
      vlan.mode.push(how);
    }
    vlans.set(vlan_id, vlan);
  }
  // How many there are is said: an output that was cut off has fewer.
  const said = Number(TOTAL.exec(output)?.[1]);
  if (said !== vlans.size) {
    throw new NotUnderstood(`there are ${vlans.size} VLANs, where ${said} are counted`, { state: "table" });
  }
  return [...vlans.values()];
}

export const commands = [command("dis[play] vl[an]", VLAN, readVlans)];
