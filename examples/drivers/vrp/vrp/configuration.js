// Configurations: as one cell of text, and as people keep them, without what changes by itself and without secrets where
// that is wished.

import { command } from "./command.js";
import { NotUnderstood, refuseRefusals } from "./reading.js";

const whole = (output) => [{ config: `${kept(output).join("\n")}\n` }];
const RUNNING = command("dis[play] cu[rrent-configuration]", { config: "text" }, whole);
const STARTUP = command("dis[play] sa[ved-configuration]", { config: "text" }, whole);

export const commands = [RUNNING, STARTUP];

/** RFC 8342's names, as the contract has them. */
export const shownBy = { running: [RUNNING.name], startup: [STARTUP.name] };

// Above the first "#": who changed something, and when; also what the device says of the command, and what time it is.
const LEFT_OUT = /^(?:|!Last configuration was (?:updated|saved) at .*|Info: .*|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*)$/;

const REMOVED = "<removed>";
// What is secret in a line is what the groups match. Most are marked as "cipher", however they were typed.
const SECRETS = [
  /\b(?:irreversible-cipher|cipher|simple|plain) (?!cipher |plain )(\S+)/g,
  /^ *snmp-agent community (?:read|write) (?!cipher )(\S+)/g,
  /^ *snmp-agent target-host .*\bsecurityname (?!cipher )(\S+)/g,
  /\bauthentication-mode (?:md5|sha\S*) (?!cipher |plain |\d+ )(\S+)/g,
  /\bprivacy-mode \w+ (?!cipher )(\S+)/g,
  /^ *(?:pre-shared-key|shared-key|key-string|peer \S+ password) (?!cipher |simple )(\S+)/g,
];

/** What is kept of an output; undefined when the command shows no configuration. */
export function stable(typed, output, withoutSecrets) {
  if (!commands.some((it) => it.isTyped(typed))) return undefined;
  refuseRefusals(output);
  const lines = kept(output);
  return lines.map((line) => `${withoutSecrets ? hide(line) : line}\n`).join("");
}

function kept(output) {
  const lines = output.trimEnd().split("\n").map((line) => line.trimEnd());
  const begin = lines.indexOf("#");
  const kept = lines.filter((line, index) => index >= begin || !LEFT_OUT.test(line));
  // An output that was cut off, or is no configuration, must not take an earlier one's place. All begin with a sign, have
  // "#" between their parts, and end with this word.
  if (begin < 0 || kept.at(-1) !== "return" || !/^[!#[]/.test(kept[0])) {
    throw new NotUnderstood("it does not begin and end as configurations do", {
      number: lines.length,
      line: kept.at(-1),
      state: "configuration",
    });
  }
  return kept;
}

function hide(line) {
  // What somebody wrote of an interface may hold any of these words.
  if (/^ *description /.test(line)) return line;
  return SECRETS.reduce(
    (text, pattern) => text.replace(pattern, (found, secret) => found.slice(0, -secret.length) + REMOVED),
    line,
  );
}
