/** What became of each mutant, and the score of each room. */
import { holds, isHeldOutside, roomOf } from "./sources.mjs";

/** As `verdicts`, mutant by mutant: of a room that time cut short, too, each that was tried has its own. */
export function ownVerdicts(mutants, { trials, uncovered }, log, missing = []) {
  const due = new Map();
  for (const list of Object.values(trials)) for (const { id } of list) due.set(id, (due.get(id) ?? 0) + 1);
  const done = new Map();
  const dead = new Map();
  for (const entry of log) {
    if (entry.id === undefined) continue;
    done.set(entry.id, (done.get(entry.id) ?? new Set()).add(entry.testFile));
    if (entry.killed) dead.set(entry.id, entry.endless ? "endless" : "killed");
  }
  return new Map(
    mutants.map(({ id, file }) => {
      if (dead.has(id)) return [id, dead.get(id)];
      if (uncovered.has(id) && isHeldOutside(file)) return [id, "outside"];
      if (uncovered.has(id)) return [id, mayPass(missing, file) ? "not tried" : "uncovered"];
      return [id, (done.get(id)?.size ?? 0) >= (due.get(id) ?? 0) ? "survived" : "not tried"];
    }),
  );
}

/**
 * @param {string[]} missing  test files that were not played to their end, or failed without any mutant
 * @returns {Map<string, "killed" | "endless" | "survived" | "uncovered" | "not tried" | "outside">}
 *   outside: held by tests on a real engine, which are not played here
 */
export function verdicts(mutants, plan, log, missing = []) {
  const first = ownVerdicts(mutants, plan, log, missing);
  // That a mutant is killed is known before that another one survives: half a room would look too good.
  const cutShort = new Set(
    mutants
      .filter(({ id, file }) => first.get(id) === "not tried" || mayPass(missing, file))
      .map(({ file }) => roomOf(file)),
  );
  return new Map(
    mutants.map(({ id, file }) => [
      id,
      cutShort.has(roomOf(file)) && first.get(id) !== "outside" ? "not tried" : first.get(id),
    ]),
  );
}

const mayPass = (missing, file) => missing.some((testFile) => holds(testFile, file));

/** Percent killed of those tried, with one decimal; a mutant that no test passes counts as tried. */
export function percent({ killed, endless, survived, uncovered }) {
  const all = killed + endless + survived + uncovered;
  return all === 0 ? undefined : Math.round((1000 * (killed + endless)) / all) / 10;
}

export function countByRoom(mutants, verdict) {
  const rooms = new Map();
  for (const { id, file } of mutants) {
    const room = roomOf(file) ?? "elsewhere";
    const counts = rooms.get(room) ?? empty();
    counts[verdict.get(id)] += 1;
    rooms.set(room, counts);
  }
  return rooms;
}

const empty = () => ({ killed: 0, endless: 0, survived: 0, uncovered: 0, "not tried": 0, outside: 0 });

export function table(rooms) {
  const rows = [...rooms].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = empty();
  for (const [, counts] of rows) for (const key of Object.keys(total)) total[key] += counts[key];
  const head = [
    "room",
    "score",
    "killed",
    "of which endless",
    "survived",
    "no coverage",
    "not tried",
    "outside",
  ];
  const cells = [...rows, ["all", total]].map(([room, counts]) => [
    room,
    `${percent(counts)?.toFixed(1) ?? "-"} %`,
    String(counts.killed + counts.endless),
    String(counts.endless),
    String(counts.survived),
    String(counts.uncovered),
    String(counts["not tried"]),
    String(counts.outside),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  return {
    total,
    text: [head, ...cells]
      .map((row) =>
        row
          .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
          .join("  "),
      )
      .join("\n"),
  };
}

const AROUND = 30;
const LENGTH_MAX = 120;

/** `before -> after`, cut to where they differ; undefined where the place is taken away. */
export function difference(before, after) {
  const one = before.replace(/\s+/g, " ");
  if (after === undefined) return `${shorten(one)} -> removed`;
  const other = after.replace(/\s+/g, " ");
  if (one.length <= LENGTH_MAX && other.length <= LENGTH_MAX) return `${one} -> ${other}`;
  let start = 0;
  while (start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end))
    end += 1;
  const cut = (text) => {
    const from = Math.max(0, start - AROUND);
    const to = Math.min(text.length, text.length - end + AROUND);
    return shorten(`${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`);
  };
  return `${cut(one)} -> ${cut(other)}`;
}

function shorten(text) {
  return text.length <= LENGTH_MAX ? text : `${text.slice(0, LENGTH_MAX)}…`;
}
