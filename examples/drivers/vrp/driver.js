// The nethost driver for Huawei's Versatile Routing Platform: `huawei_vrp`.
//
// This file is the contract's side: it answers what nethost asks, in the contract's words, out of what the modules in `vrp/`
// know. A driver has no files, no network and no clock, and each call may find it as it was when it was built. What is slow
// to make, such as a compiled pattern, is best made where a module is loaded: that happens once, in the build.

import { write } from "nethost:driver/log@0.1.1";

import { profile, recognitions } from "./vrp/behaviour.js";
import { commands, find } from "./vrp/commands.js";
import { shownBy, stable } from "./vrp/configuration.js";
import { collect, has, plan } from "./vrp/getters.js";
import { NotUnderstood, Refused } from "./vrp/reading.js";

/** Runs something whose errors become the contract's. */
function told(work, wrapped = (error) => error) {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotUnderstood) {
      const { number, line, state, message } = error;
      throw wrapped({ tag: "not-understood", val: { line: number, text: line, state, message } });
    }
    if (error instanceof Refused) throw wrapped({ tag: "refused", val: error.message });
    // A mistake of ours ends the call, and nethost sees no more of it than that. What it was stands in the log.
    write("error", `${error}\n${error.stack}`);
    throw error;
  }
}

export const description = {
  describe: () => ({
    platform: "huawei_vrp",
    aliases: ["huawei", "huawei_vrpv8", "huawei_telnet", "vrp", "ce", "community.network.ce"],
    vendor: "Huawei",
    version: "0.1.0",
    profile,
    recognitions,
    commands: commands.map(({ name, columns }) => ({ name, columns })),
    getters: has,
  }),
};

export const parsing = {
  parse(typed, output) {
    const command = find(typed);
    if (!command) throw { tag: "no-such-command" };
    return told(() => command.table(output));
  },
};

const answer = (getter) => (outputs) =>
  collect(getter, outputs, (reading, work) => told(work, (error) => ({ tag: "output", val: [reading(), error] })));

// The contract has a function for each getter, so that all must be here.
const unsupported = () => {
  throw { tag: "unsupported" };
};

export const getters = {
  plan(request) {
    const commands = plan(request.tag);
    if (!commands) throw { tag: "unsupported" };
    return commands;
  },
  getFacts: answer("facts"),
  getInterfaces: answer("interfaces"),
  getInterfacesIp: answer("interfaces-ip"),
  getLldpNeighbors: answer("lldp-neighbors"),
  getArpTable: answer("arp-table"),
  getMacAddressTable: answer("mac-address-table"),
  getVlans: answer("vlans"),
  getConfig: answer("config"),
  getInterfacesCounters: unsupported,
  getLldpNeighborsDetail: unsupported,
  getBgpNeighbors: unsupported,
  getBgpNeighborsDetail: unsupported,
  getEnvironment: unsupported,
  getIpv6NeighborsTable: unsupported,
  getNtpServers: unsupported,
  getNtpStats: unsupported,
  getSnmpInformation: unsupported,
  getUsers: unsupported,
  getOptics: unsupported,
  getNetworkInstances: unsupported,
  getRouteTo: unsupported,
  getPing: unsupported,
  getTraceroute: unsupported,
};

export const configuration = {
  commands: (datastore) => shownBy[datastore],
  stable(typed, output, { withoutSecrets }) {
    const kept = told(() => stable(typed, output, withoutSecrets));
    if (kept === undefined) throw { tag: "no-such-command" };
    return kept;
  },
};
