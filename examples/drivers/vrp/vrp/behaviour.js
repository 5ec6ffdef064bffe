// How the command line of VRP behaves, and how its devices are recognised: data, by which nethost runs its sessions.
//
// Patterns are regular expressions of the Rust crate `regex`. Those of prompts, pagers and questions are compared with the
// last line of what the device sent.

const { raw } = String;

// A host's name has no blanks. The members of a pair of firewalls say before it which of them is the master.
const NAME = raw`[\w.\-@/:+&()]+`;
const PAIR = raw`(?:HRP_[MS])?`;

export const profile = {
  modes: [
    { name: "user", prompts: [raw`^${PAIR}<${NAME}>\s?$`] },
    // The system's view and all below it. "~" and "*" stand where changes are made first and taken over later: the star
    // says that some are waiting.
    { name: "system", prompts: [raw`^${PAIR}\[[~*]?${NAME}\]\s?$`] },
  ],
  transitions: [
    { from: "user", to: "system", command: "system-view", questions: [] },
    { from: "system", to: "user", command: "return", questions: [] },
  ],
  commandMode: "user",
  // Holds for this session only.
  onOpen: ["screen-length 0 temporary"],
  onClose: ["quit"],
  pagers: [{ pattern: raw`^ *---- More ----\s*$`, answer: " " }],
  questions: [
    {
      // Asked at login. Whether a password is changed is not a driver's business.
      pattern: raw`^.*[Pp]assword needs to be changed\. Change now\? \[Y/N\]: ?$`,
      answer: { tag: "text", val: "n" },
      lineEnding: true,
    },
  ],
  errors: [
    "^Error: ?",
    raw`^\s*% ?(?:Unknown|Unrecognized|Incomplete|Ambiguous|Wrong|Parameter|Too many)\b`,
    // Below the word at fault. It comes in every language that a device may be set to; the words do not.
    raw`^ *\^$`,
  ],
  lineEnding: "\n",
  terminalWidth: 511,
  terminalHeight: 1000,
};

export const recognitions = [
  { evidence: { tag: "output", val: "display version" }, pattern: raw`^VRP \(R\) [Ss]oftware, Version `, certainty: 97 },
  // What many say at login. Others of the same maker do too.
  { evidence: { tag: "greeting" }, pattern: raw`^Info: The max number of VTY users is \d+`, certainty: 60 },
  { evidence: { tag: "identification" }, pattern: raw`^SSH-2\.0-HUAWEI-`, certainty: 60 },
];
