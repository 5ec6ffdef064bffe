// A command: what it is called, how people type it, which columns it has, what reads its output.

import { refuseRefusals, typed } from "./reading.js";

/**
 * `shown` is the command with what may be left out from a word's end in brackets, "dis[play] ver[sion]", and `argument` a
 * pattern of what may be typed behind it. `columns` are names and kinds, and `read` gives rows of texts by those names.
 */
export function command(shown, columns, read, argument) {
  const words = shown.split(" ").map(abbreviated).join(" ");
  const pattern = new RegExp(`^${words}${argument ? `(?: (?:${argument}))?` : ""}$`, "i");
  return {
    name: shown.replace(/[[\]]/g, ""),
    columns: Object.entries(columns).map(([name, kind]) => ({ name, kind })),
    isTyped: (text) => pattern.test(text.trim().replace(/\s+/g, " ")),
    /** Rows as objects, for the getters. */
    read(output) {
      refuseRefusals(output);
      return read(output);
    },
    /** The table, for the contract. */
    table(output) {
      const rows = this.read(output);
      return {
        columns: Object.keys(columns),
        rows: rows.map((row) => Object.entries(columns).map(([name, kind]) => typed(row[name], kind))),
      };
    },
  };
}

/** A pattern of the beginnings of a word that a device takes for it: of "ver[sion]" it is ver(s(i(o(n)?)?)?)?. */
function abbreviated(word) {
  const [must, rest = ""] = word.replace("]", "").split("[");
  return must + [...rest].reduceRight((pattern, letter) => `(?:${letter}${pattern})?`, "");
}
