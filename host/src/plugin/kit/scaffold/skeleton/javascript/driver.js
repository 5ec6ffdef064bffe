// The nethost driver for {{platform}}: who it is for, how its devices behave, what it parses.
//
// What is yours to change is marked EDIT; all else works as it is. A driver is asked and answers: it has no files, no
// network and no clock, and each call may find it as it was when it was built. Slow things, such as compiling patterns, are
// best done here at the top: they are done once, when the driver is built.

import { write } from "nethost:driver/log@{{contract}}";

// How the command line of a device behaves: nethost runs its sessions by this. Patterns are regular expressions of the
// Rust crate `regex`, each matched against the last line of what the device sent.
const profile = {
  // EDIT: the prompt, from ^ to $. Too wide a pattern takes a line of output for the end of a command; prompts.toml is
  // where you try it.
  modes: [{ name: "exec", prompts: [String.raw`{{pattern}}`] }],
  // The ways from one mode to another, where there are several.
  transitions: [],
  // The mode in which commands run.
  commandMode: "exec",
  // EDIT: sent once after login, above all to turn paging off. A device that refuses one of these is not in error.
  onOpen: ["terminal length 0"],
  // EDIT: sent before the connection is closed.
  onClose: ["exit"],
  // What appears where paging could not be turned off, and the key that goes on.
  pagers: [{ pattern: String.raw`^ ?--+ ?[Mm]ore ?--+\s*$`, answer: " " }],
  // What the device may ask after login or while a command runs, and what to answer.
  questions: [
    {
      pattern: String.raw`^Press any key to continue\W*$`,
      answer: { tag: "text", val: "" },
      lineEnding: true,
    },
  ],
  // EDIT: a line of output that matches one of these says that the device refused the command.
  errors: ["^% "],
  // What ends a command: "\n", or "\r" for devices that insist on it.
  lineEnding: "\n",
  // Wide and tall enough that nothing wraps.
  terminalWidth: 511,
  terminalHeight: 1000,
};

// EDIT: the lines of `show version`: a column, its kind, and the line that tells it.
const versionLines = [
  { name: "version", kind: "text", line: /^{{vendor_pattern}} OS version (\S+)$/ },
  { name: "model", kind: "text", line: /^Model: (\S+)$/ },
  { name: "serial", kind: "text", line: /^Serial number: (\S+)$/ },
  { name: "uptime_days", kind: "integer", line: /^Uptime: (\d+) days?$/ },
];

// One row: a line that none of the patterns knows is refused, which is better than leaving something out in silence.
function showVersion(output) {
  const row = versionLines.map(() => ({ tag: "none" }));
  output.split("\n").forEach((text, index) => {
    const line = text.trimEnd();
    if (line === "") return;
    const place = versionLines.findIndex((it) => it.line.test(line));
    if (place < 0) throw notUnderstood(index + 1, text, "no line of `show version`");
    const found = versionLines[place].line.exec(line)[1];
    row[place] =
      versionLines[place].kind === "integer"
        ? { tag: "integer", val: Number(found) }
        : { tag: "text", val: found };
  });
  if (row[0].tag === "none") throw notUnderstood(undefined, "", "there is no version");
  return { columns: versionLines.map((it) => it.name), rows: [row] };
}

// EDIT: one of these for each command: its name in full, how it may be typed, its columns, and what parses it.
const commands = [
  {
    name: "show version",
    typed: /^sh(o|ow)? ver(s|si|sio|sion)?$/,
    columns: versionLines.map(({ name, kind }) => ({ name, kind })),
    parse: showVersion,
  },
];

function notUnderstood(line, text, message) {
  return { tag: "not-understood", val: { line, text, state: "", message } };
}

export const description = {
  describe() {
    return {
      // The name that inventories use. As ntc-templates and Netmiko call it, where they do.
      platform: "{{platform}}",
      // Other names for it, such as those of Scrapli, NAPALM and Ansible.
      aliases: [],
      vendor: "{{vendor}}",
      // The driver's own version: raise it whenever you give the driver to others.
      version: "0.1.0",
      profile,
      // EDIT: how a device is told from all others, for inventories that say platform = "auto".
      recognitions: [
        {
          evidence: { tag: "output", val: "show version" },
          pattern: String.raw`^{{vendor_pattern}} OS version `,
          certainty: 90,
        },
      ],
      commands: commands.map(({ name, columns }) => ({ name, columns })),
      getters: [],
    };
  },
};

export const parsing = {
  parse(command, output) {
    const typed = command.trim().split(/\s+/).join(" ");
    const known = commands.find((it) => it.typed.test(typed));
    if (!known) throw { tag: "no-such-command" };
    // EDIT: how a refusal begins that stands in place of an output.
    if (output.trimStart().startsWith("% ")) throw { tag: "refused", val: output.trim().split("\n")[0] };
    try {
      return known.parse(output);
    } catch (error) {
      // A mistake in this file ends the call, and nethost sees no more of it: what it was goes to the log.
      if (error instanceof Error) write("error", `${error}\n${error.stack}`);
      throw error;
    }
  },
};
