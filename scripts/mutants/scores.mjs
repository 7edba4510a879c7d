/** mutation-scores.json: the scores that were reached, and that may not fall. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { percent } from "./verdicts.mjs";

/** What continuous integration plays. */
export const CI = { mutants: 240, seed: 5, minutes: 4, workers: 2, percentLeast: 75 };
const FILE = "mutation-scores.json";

export function readScores(root) {
  const path = join(root, FILE);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { rooms: {} };
}

/** Writes what was reached; a room is kept only when all of its mutants were tried. */
export function keepScores(root, { rooms, total, ci, whole }) {
  const scores = readScores(root);
  if (ci) scores.sample = percent(total);
  else if (whole) for (const [room, counts] of rooms) scores.rooms[room] = percent(counts);
  else return;
  const sorted = Object.fromEntries(Object.entries(scores.rooms).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(root, FILE), `${JSON.stringify({ ...scores, rooms: sorted }, undefined, 2)}\n`);
}

/**
 * Undefined, or why the sample is not good enough. Any edit draws other
 * mutants, so chance is allowed for. Until the kept score has reached what is
 * needed, it may not fall; from then on the need itself holds.
 */
export function checkKept(root, total) {
  return judge(readScores(root).sample, total);
}

export function judge(kept, total) {
  const reached = percent(total);
  const tried = total.killed + total.endless + total.survived + total.uncovered;
  if (reached === undefined) return "no mutant was tried";
  if (reached < CI.percentLeast && (kept === undefined || kept >= CI.percentLeast))
    return `${reached} % of the sample were killed, ${CI.percentLeast} % are needed; --survivors tells which were not`;
  const share = reached / 100;
  const chance = 200 * Math.sqrt((share * (1 - share)) / tried);
  if (kept !== undefined && reached + chance < kept)
    return `${reached} % of the sample were killed, it was ${kept} % before; tests were lost`;
  return undefined;
}
