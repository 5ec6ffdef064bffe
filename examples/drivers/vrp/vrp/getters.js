// Typed facts: for each getter the commands to run, and what becomes of their outputs. A field that the device does not tell
// is left out.

import { find } from "./commands.js";
import { NotUnderstood } from "./reading.js";

/** The plan's commands with what was answered to them. */
class Outputs {
  /** The command whose output is read, so that an error can name it. */
  reading = "";

  constructor(outputs) {
    this.texts = new Map(outputs.map(({ command, text }) => [command, text]));
  }

  /** The rows of a command without which there is no answer. */
  rows(command) {
    this.reading = command;
    return find(command).read(this.texts.get(command) ?? "");
  }

  /** Those of one that not every device has: what was refused comes as an empty text. */
  rowsIfAny(command) {
    return (this.texts.get(command) ?? "").trim() ? this.rows(command) : [];
  }
}

const HAS = {
  facts: {
    plan: ["display version", "display esn", "display interface brief", "display current-configuration"],
    collect(outputs) {
      const [version] = outputs.rows("display version");
      const serials = outputs.rowsIfAny("display esn");
      const interfaces = outputs.rowsIfAny("display interface brief");
      // Nothing that is shorter tells the name.
      const [configuration] = outputs.rowsIfAny("display current-configuration");
      outputs.reading = "display version";
      return {
        hostname: /^ *sysname (\S+)$/m.exec(configuration?.config ?? "")?.[1],
        vendor: "Huawei",
        // "S5720-28X-SI-AC Routing Switch": what kind of device it is stands behind the model.
        model: version.model.replace(/(?: Terabit)? Routing Switch$/, ""),
        // That of a stack's first member.
        serialNumber: serials[0]?.serial,
        osVersion: `${version.vrp_version} (${version.product_version})`,
        uptime: seconds(version.uptime),
        interfaceList: interfaces.map((row) => row.interface),
      };
    },
  },
  interfaces: {
    plan: ["display interface description"],
    collect: (outputs) =>
      outputs.rows("display interface description").map((row) => ({
        name: longName(row.interface),
        isUp: row.phy.startsWith("up"),
        isEnabled: !row.phy.startsWith("*"),
        description: row.description,
      })),
  },
  "interfaces-ip": {
    plan: ["display ip interface brief"],
    collect: (outputs) =>
      outputs
        .rows("display ip interface brief")
        .filter((row) => row.ip_address_mask !== "unassigned")
        .map((row) => {
          const [address, length] = row.ip_address_mask.split("/");
          return { interface: row.interface, family: 4, address, prefixLength: Number(length) };
        }),
  },
  "lldp-neighbors": {
    plan: ["display lldp neighbor brief"],
    collect: (outputs) =>
      outputs.rows("display lldp neighbor brief").map((row) => ({
        localInterface: longName(row.local_interface),
        hostname: row.neighbor_device,
        port: row.neighbor_interface,
      })),
  },
  "arp-table": {
    plan: ["display arp"],
    collect: (outputs) =>
      outputs.rows("display arp").map((row) => ({
        interface: longName(row.interface),
        mac: mac(row.mac_address),
        ip: row.ip_address,
        // What is told is when an entry ends, not how old it is.
        age: undefined,
      })),
  },
  "mac-address-table": {
    plan: ["display mac-address"],
    collect: (outputs) =>
      outputs.rows("display mac-address").map((row) => ({
        mac: mac(row.destination_address),
        interface: longName(row.destination_port),
        vlan: row.vlan_id && Number(row.vlan_id),
        static: { static: true, dynamic: false }[row.type],
      })),
  },
  vlans: {
    plan: ["display vlan"],
    collect: (outputs) =>
      outputs.rows("display vlan").map((row) => ({
        id: Number(row.vlan_id),
        name: row.vlan_description,
        interfaces: row.interface.map(longName),
      })),
  },
  config: {
    plan: ["display current-configuration", "display saved-configuration"],
    collect: (outputs) => ({
      running: outputs.rowsIfAny("display current-configuration")[0]?.config,
      startup: outputs.rowsIfAny("display saved-configuration")[0]?.config,
    }),
  },
};

export const has = Object.keys(HAS);

/** The commands of a getter; undefined where the driver does not have it. */
export const plan = (getter) => HAS[getter]?.plan;

/** A getter's answer. `wrapped` is told which command's output an error is about. */
export function collect(getter, given, wrapped) {
  const outputs = new Outputs(given);
  return wrapped(
    () => outputs.reading,
    () => HAS[getter].collect(outputs),
  );
}

const SECONDS = { year: 365 * 86_400, week: 604_800, day: 86_400, hour: 3600, minute: 60, second: 1 };

/** Of "3 weeks, 1 day, 4 hours, 12 minutes". */
function seconds(uptime) {
  let sum = 0;
  for (const part of uptime.split(", ")) {
    const found = /^(\d+) (year|week|day|hour|minute|second)s?$/.exec(part);
    if (!found) throw new NotUnderstood("it is no time since the start", { line: uptime });
    sum += Number(found[1]) * SECONDS[found[2]];
  }
  return sum;
}

// Some tables write the names of interfaces in full and some do not. Those that are not here have one name only: 40GE0/0/1.
const LONG = { GE: "GigabitEthernet", XGE: "XGigabitEthernet", Eth: "Ethernet" };

function longName(name) {
  return name.replace(/^(?:GE|XGE|Eth)(?=\d)/, (short) => LONG[short]);
}

/** The usual way of writing "00e0-fc12-3456". */
function mac(address) {
  const digits = address.replace(/-/g, "").toUpperCase();
  return /^[0-9A-F]{12}$/.test(digits) ? digits.match(/../g).join(":") : undefined;
}
