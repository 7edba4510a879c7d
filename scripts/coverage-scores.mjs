/** Coverage by room, and what may not fall. */
import { relative } from "node:path";
import { roomOf } from "./mutants/sources.mjs";

/** Where we want to be, of all rooms together. */
const TARGET = { lines: 85, branches: 75 };
/** A test that draws at random passes a line more or less; a few lines in a small room are no loss. */
const SLACK = 0.5;

/**
 * @param {Record<string, any>} summary  istanbul's json-summary: absolute path to counts
 * @returns {Map<string, { lines: number, branches: number }>} percent by room, and "all"
 */
export function byRoom(summary, root) {
  const counts = new Map();
  const add = (room, file) => {
    const sum = counts.get(room) ?? { lines: [0, 0], branches: [0, 0] };
    for (const kind of ["lines", "branches"]) {
      sum[kind][0] += file[kind].covered;
      sum[kind][1] += file[kind].total;
    }
    counts.set(room, sum);
  };
  for (const [path, file] of Object.entries(summary)) {
    if (path === "total") continue;
    add(roomOf(relative(root, path)) ?? "elsewhere", file);
    add("all", file);
  }
  const percent = ([covered, total]) => (total === 0 ? 100 : Math.round((1000 * covered) / total) / 10);
  return new Map(
    [...counts]
      .sort(([a], [b]) => (a === "all" ? 1 : b === "all" ? -1 : a < b ? -1 : 1))
      .map(([room, sum]) => [room, { lines: percent(sum.lines), branches: percent(sum.branches) }]),
  );
}

export function coverageTable(rooms) {
  const rows = [...rooms].map(([room, { lines, branches }]) => [
    room,
    `${lines.toFixed(1)} %`,
    `${branches.toFixed(1)} %`,
  ]);
  const all = rooms.get("all");
  const missed = Object.entries(TARGET).filter(([kind, least]) => all !== undefined && all[kind] < least);
  return [
    ...[["room", "lines", "branches"], ...rows].map(
      ([room, lines, branches]) => `${room.padEnd(20)} ${lines.padStart(8)} ${branches.padStart(9)}`,
    ),
    ...missed.map(([kind, least]) => `wanted of all: ${least} % of ${kind}`),
  ].join("\n");
}

/** Which rooms pass less than they did. */
export function compareCoverage(kept, rooms) {
  return Object.entries(kept).flatMap(([room, before]) =>
    ["lines", "branches"].flatMap((kind) => {
      const now = rooms.get(room)?.[kind];
      if (now === undefined || now + SLACK >= before[kind]) return [];
      return [`${room}: ${now} % of ${kind} are passed by tests, it was ${before[kind]} %`];
    }),
  );
}
