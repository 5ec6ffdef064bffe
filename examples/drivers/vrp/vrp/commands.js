// All commands that the driver parses.

import { commands as ofConfigurations } from "./configuration.js";
import { commands as ofDevice } from "./device.js";
import { commands as ofInterfaces } from "./interfaces.js";
import { commands as ofNeighbors } from "./neighbors.js";
import { commands as ofVlans } from "./vlans.js";

export const commands = [...ofDevice, ...ofInterfaces, ...ofNeighbors, ...ofVlans, ...ofConfigurations];

/** The command that is meant, however it was abbreviated. */
export function find(typed) {
  return commands.find((it) => it.isTyped(typed));
}
