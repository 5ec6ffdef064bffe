// The tables that most commands of VRP print:
//
//     Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors
//     GigabitEthernet0/0/1        *down down         0%     0%          0          0
//
// A long name pushes what follows to the right, so that a cell's place says little. What stands in a cell says more: each
// table is described by the line of its headings and by what a row looks like, whose groups are called as the columns are.

import { NotUnderstood, lines } from "./reading.js";

const isRule = (line) => /^[ -]+$/.test(line) && line.includes("---");

/**
 * The rows of an output's tables, each with the number and the text of its line.
 *
 * A table is `{ heading, rows, continued }`: the headings' line, the shapes that a row may have, and the shape of a line
 * that goes on with the row above it, whose groups are put behind those of the row.
 * `around` are lines that stand beside tables. All others are an error, for they might be a part of the answer.
 */
export function read(output, tables, around = []) {
  const rows = [];
  let table;
  for (const { number, line } of lines(output)) {
    if (isRule(line)) continue;
    const begun = tables.find((it) => it.heading.test(line.trim()));
    if (begun) {
      table = begun;
      continue;
    }
    const row = table && match(table.rows, line);
    if (row) {
      rows.push({ table, number, line, ...row });
      continue;
    }
    const more = table?.continued && rows.at(-1)?.table === table && match([table.continued], line);
    if (more) {
      for (const [name, value] of Object.entries(more)) add(rows.at(-1), name, value);
    } else if (!around.some((it) => it.test(line.trim()))) {
      throw new NotUnderstood(table ? "it is no row of the table" : "it is in no table", { number, line, state: "table" });
    }
  }
  if (!table) throw new NotUnderstood("there is no table in it", { state: "table" });
  return rows;
}

/** The groups of the first shape that the line has. */
function match(shapes, line) {
  for (const shape of shapes) {
    const found = shape.exec(line);
    if (found) return Object.fromEntries(Object.entries(found.groups).filter(([, value]) => value !== undefined));
  }
  return undefined;
}

function add(row, name, value) {
  row[name] = row[name] === undefined ? value : `${row[name]} ${value}`;
}
