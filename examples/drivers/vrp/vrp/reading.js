// What all parsers share: how they fail, and how a text becomes a value.

/** An output that is not what the command gives: a parser says so and where, and never guesses. */
export class NotUnderstood extends Error {
  constructor(message, { number, line = "", state = "" } = {}) {
    super(message);
    Object.assign(this, { number, line, state });
  }
}

/** The device's refusal, in place of an output. */
export class Refused extends Error {}

// A refusal of the command line: a line with nothing but a mark below the word at fault, and what is wrong with it. The
// mark comes in every language that a device may be set to; the words do not.
const REFUSAL = /^(?: *\^ *\n)?\s*((?:Error: ?|% ?)\S.*)/;
const MARK = /^ *\^ *(?:\n|$)/;

export function refuseRefusals(output) {
  const text = output.replace(/^\s*\n/, "");
  const refusal = REFUSAL.exec(text);
  if (refusal) throw new Refused(refusal[1].trimEnd());
  if (MARK.test(text)) throw new Refused(text.split("\n").slice(0, 2).join(" ").trim());
}

// Newer devices say first what time it is, where they were told to.
const CLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: ?[+-]\d\d:\d\d)?(?: DST)?$/;

/** The lines that say something, with their numbers. */
export function* lines(output) {
  let first = true;
  for (const [index, text] of output.split("\n").entries()) {
    const line = text.trimEnd();
    if (line === "") continue;
    if (!(first && CLOCK.test(line))) yield { number: index + 1, line };
    first = false;
  }
}

/** A cell's text as the contract has it. What the device does not tell is "none". */
export function typed(value, kind) {
  if (value === undefined || value === "") return { tag: "none" };
  if (kind === "list-of-text") return { tag: "texts", val: value };
  return kind === "integer" ? { tag: "integer", val: Number(value) } : { tag: "text", val: value };
}
