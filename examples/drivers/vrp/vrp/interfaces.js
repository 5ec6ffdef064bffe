// `display interface brief`, `display interface description`, `display ip interface brief`.

import { command } from "./command.js";
import { NotUnderstood } from "./reading.js";
import { read } from "./tables.js";

// "up", "*down" (by somebody), "up(s)" (not really): signs before and behind are explained above each table.
const state = (name) => `(?<${name}>[*^#!~-]?(?:up|down)(?:\\([A-Za-z]+\\))*)`;
const LEGEND = /^[*^#!~-]?[\w()/]+: ?[A-Za-z][\w /-]*$/;

const BRIEF = {
  interface: "text",
  phy: "text",
  protocol: "text",
  inuti: "text",
  oututi: "text",
  inerrors: "integer",
  outerrors: "integer",
};
const BRIEF_TABLE = {
  heading: /^Interface\s+PHY\s+Protocol\s+InUti\s+OutUti\s+inErrors\s+outErrors$/,
  // The members of a trunk stand below it, a little to the right.
  rows: [
    new RegExp(
      `^ {0,4}(?<interface>\\S+)\\s+${state("phy")}\\s+${state("protocol")}\\s+(?<inuti>--|[\\d.]+%)` +
        "\\s+(?<oututi>--|[\\d.]+%)\\s+(?<inerrors>\\d+)\\s+(?<outerrors>\\d+)$",
    ),
  ],
};

const DESCRIPTION_TABLE = {
  heading: /^Interface\s+PHY\s+Protocol\s+Description$/,
  rows: [
    new RegExp(
      `^ {0,4}(?<interface>\\S+)\\s+${state("phy")}\\s+${state("protocol")}(?:\\s+(?<description>\\S.*))?$`,
    ),
  ],
};

const IP_TABLE = {
  heading: /^Interface\s+IP Address\/Mask\s+Physical\s+Protocol(?:\s+VPN)?$/,
  rows: [
    new RegExp(
      `^(?<interface>\\S+)\\s+(?<ip_address_mask>unassigned|\\d+\\.\\d+\\.\\d+\\.\\d+/\\d+)\\s+${state("physical")}` +
        `\\s+${state("protocol")}(?:\\s+(?:--|(?<vpn>\\S+)))?$`,
    ),
  ],
};
// "The number of interface that is UP in Physical is 6", and so on for the four of them.
const COUNT = /^The number of interface that is (UP|DOWN) in (Physical|Protocol) is (\d+)$/;

function readIp(output) {
  const counts = {};
  for (const line of output.split("\n")) {
    const found = COUNT.exec(line.trim());
    if (found) counts[`${found[2]}_${found[1]}`.toLowerCase()] = found[3];
  }
  const rows = read(output, [IP_TABLE], [LEGEND, COUNT]);
  // How many rows there have to be is said: an output that was cut off has fewer.
  const said = Number(counts.physical_up) + Number(counts.physical_down);
  if (said !== rows.length) {
    throw new NotUnderstood(`there are ${rows.length} interfaces, where ${said} are counted`, { state: "table" });
  }
  return rows.map((row) => ({ ...row, ...counts }));
}

export const commands = [
  command("dis[play] int[erface] b[rief]", BRIEF, (output) => read(output, [BRIEF_TABLE], [LEGEND])),
  command(
    "dis[play] int[erface] des[cription]",
    { interface: "text", phy: "text", protocol: "text", description: "text" },
    (output) => read(output, [DESCRIPTION_TABLE], [LEGEND]),
  ),
  command(
    "dis[play] ip int[erface] b[rief]",
    {
      physical_up: "integer",
      physical_down: "integer",
      protocol_up: "integer",
      protocol_down: "integer",
      interface: "text",
      ip_address_mask: "text",
      physical: "text",
      protocol: "text",
      vpn: "text",
    },
    readIp,
  ),
];
