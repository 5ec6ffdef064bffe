// What the device is: `display version`, `display device`, `display esn`.

import { command } from "./command.js";
import { NotUnderstood, lines } from "./reading.js";
import { read } from "./tables.js";

const VERSION = {
  vrp_version: "text",
  product_version: "text",
  model: "text",
  uptime: "text",
  patch_version: "text",
};

const HEAD = [
  /^Huawei Versatile Routing Platform Software$/i,
  /^VRP \(R\) software, Version (?<vrp_version>\S+) \((?<product_version>.+)\)$/i,
  /^Copyright \(C\) .*$/i,
  /^(?:(?:HUAWEI|Quidway) )?(?<model>[^:]+?)(?: Router)? uptime is (?<uptime>\d.*)$/i,
  /^Patch Version ?: ?(?<patch_version>\S+)$/i,
];
// With the first of these begins what tells of single boards, which is no part of the columns.
const BOARDS = [
  /^[\w-]+(?: \d+)? version information ?:$/,
  /^[\w-]+(?: \d+)? ?\(\w+\)\s*\d*\s*: uptime is .*$/,
  /^[- ]{3,}$/,
];

function readVersion(output) {
  const row = {};
  for (const { number, line } of lines(output)) {
    if (row.uptime && BOARDS.some((it) => it.test(line))) break;
    const found = HEAD.map((it) => it.exec(line.trim())).find(Boolean);
    if (!found) throw new NotUnderstood("it is no line of a version", { number, line, state: "version" });
    Object.assign(row, found.groups);
  }
  if (!row.vrp_version || !row.uptime) throw new NotUnderstood("there is no version or no uptime", { state: "version" });
  return [row];
}

const DEVICE = {
  slot: "text",
  card: "text",
  pid: "text",
  online_status: "text",
  power_status: "text",
  register_status: "text",
  alarm_status: "text",
  ha_status: "text",
};
const STATES =
  "(?<pid>\\S+(?: \\S+)*?)\\s+(?<online_status>Present|Absent)\\s+(?<power_status>\\S+)\\s+(?<register_status>\\S+)" +
  "\\s+(?<alarm_status>\\S+)(?:\\s+(?<ha_status>\\S+))?$";
const BOARD_TABLES = [
  {
    heading: /^Slot\s+(?:Sub|Card)\s+Type\s+Online\s+Power\s+Register\s+(?:Status|Alarm)(?:\s+(?:Role|Primary))?$/,
    // What sits in a slot's board has no slot of its own.
    rows: [new RegExp(`^(?<slot>\\d+)?\\s+(?:-|(?<card>\\S+))\\s+${STATES}`)],
  },
  {
    heading: /^Slot\/Card\s+Card-Type\s+Online\s+Power\s+Register\s+Alarm$/,
    rows: [new RegExp(`^(?<slot>\\d+)/(?<card>\\d+)\\s+${STATES}`)],
  },
];

function readDevice(output) {
  const rows = read(output, BOARD_TABLES, [/^(?:\S.*'s )?Device status:$/i]);
  let slot;
  for (const row of rows) {
    row.slot ??= slot;
    slot = row.slot;
    if (slot === undefined) throw new NotUnderstood("it is in no slot", row);
  }
  return rows;
}

const ESN = /^ESN of (?:device|master|slot (?<slot>\d+))(?: is)? ?: ?(?<serial>\w+)$/i;

function readEsn(output) {
  const rows = [];
  for (const { number, line } of lines(output)) {
    const found = ESN.exec(line.trim());
    if (!found) throw new NotUnderstood("it is no serial number", { number, line, state: "serial numbers" });
    rows.push(found.groups);
  }
  if (rows.length === 0) throw new NotUnderstood("there is no serial number", { state: "serial numbers" });
  return rows;
}

export const commands = [
  command("dis[play] ver[sion]", VERSION, readVersion),
  command("dis[play] dev[ice]", DEVICE, readDevice, "c(?:ard)?|a(?:ll)?"),
  command("dis[play] esn", { slot: "text", serial: "text" }, readEsn),
];
