/** mutation-scores.json: the scores that were reached, and that may not fall. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { percent } from "./verdicts.mjs";

/** What continuous integration plays, and for how long. */
export const CI = { mutants: 240, seed: 5, minutes: 4, workers: 2, percentLeast: 75, notedMsMost: 3_000 };
/** Where a larger share of the sample was not tried, what is left is too small to be judged. */
const NOT_TRIED_MOST = 0.1;
/** Fewer mutants of a room say nothing about it. */
const JUDGED_LEAST = 20;
/** A room's score is kept from all of its mutants or from as many as this. */
const KEPT_LEAST = 300;
/** Standard deviations: one sample is judged, but twenty rooms. */
const CHANCE_SAMPLE = 2;
const CHANCE_ROOM = 3;
const FILE = "mutation-scores.json";

/** @returns {{ sample?: number, rooms: Record<string, { score: number, of: number }> }} */
export function readScores(root) {
  const path = join(root, FILE);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { rooms: {} };
}

/** Writes what was reached: of the sample, or of the rooms of which enough was tried. */
export function keepScores(root, { rooms, total, ci, whole }) {
  const scores = readScores(root);
  if (ci) scores.sample = percent(total);
  else
    for (const [room, counts] of rooms)
      if (counts["not tried"] === 0 && (whole || tried(counts) >= KEPT_LEAST))
        scores.rooms[room] = { score: percent(counts), of: tried(counts) };
  const sorted = Object.fromEntries(Object.entries(scores.rooms).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(root, FILE), `${JSON.stringify({ ...scores, rooms: sorted }, undefined, 2)}\n`);
}

/** Whether enough of the sample was tried for its share to say something: on a busy machine it may not be. */
export function isJudged(total) {
  return total["not tried"] <= NOT_TRIED_MOST * (tried(total) + total["not tried"]);
}

/**
 * Undefined, or why the sample is not good enough: less than is needed, or less
 * than it was. What was not tried counts neither as killed nor as survived, and too little
 * time fails nothing: that is the machine's. Nor do tests that fail without any
 * mutant: `npm test` judges those; here their room is told, and not counted.
 */
export function judgeSample(kept, total) {
  if (tried(total) === 0 || !isJudged(total)) return undefined;
  const reached = percent(total);
  if (reached < CI.percentLeast)
    return `${reached} % of the sample were killed, ${CI.percentLeast} % are needed; --survivors tells which were not`;
  if (kept !== undefined && fell(kept, reached, [tried(total)], CHANCE_SAMPLE))
    return `${reached} % of the sample were killed, it was ${kept} % before; tests were lost`;
  return undefined;
}

/** Why each room that fell is not good enough; the more was tried, the less is left to chance. */
export function judgeRooms(kept, rooms) {
  return [...rooms].flatMap(([room, counts]) => {
    const before = kept[room];
    if (before === undefined || tried(counts) < JUDGED_LEAST) return [];
    const reached = percent(counts);
    return fell(before.score, reached, [tried(counts), before.of], CHANCE_ROOM)
      ? [`${room}: ${reached} % were killed, it was ${before.score} % before; tests were lost`]
      : [];
  });
}

function fell(kept, reached, sizes, deviations) {
  const share = Math.min(Math.max(kept / 100, 0.02), 0.98);
  const spread = Math.sqrt(sizes.reduce((sum, size) => sum + (share * (1 - share)) / size, 0));
  return reached + 100 * deviations * spread < kept;
}

const tried = ({ killed, endless, survived, uncovered }) => killed + endless + survived + uncovered;
