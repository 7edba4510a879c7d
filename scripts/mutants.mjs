/**
 * npm run mutants: would a test see it? Small mistakes are put into the code,
 * one after the other, and the tests of the same room are played that pass the
 * place. Prints per room how many were killed.
 *
 *   npm run mutants -- packages/engine        a room, a folder or a file (several may stand)
 *     --sample N --seed S   N mutants of those, chosen by the seed (1)
 *     --survivors           tell each mutant that no test saw
 *     --minutes M           stop after M minutes; what was not tried is not counted
 *     --workers N           processes (1; with --ci 2)
 *     --ci                  the sample that continuous integration plays, held against mutation-scores.json
 *     --keep                write the scores of rooms (with --ci: of the sample) into mutation-scores.json
 *
 * scripts/mutants/README.md says what is a mutant, which tests count, and how it is judged.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coverage } from "./mutants/coverage.mjs";
import { mutantsOf } from "./mutants/mutants-of.mjs";
import { play, remaining } from "./mutants/play.mjs";
import { createReach } from "./mutants/reach.mjs";
import { sample } from "./mutants/sample.mjs";
import { CI, isJudged, judgeRooms, judgeSample, keepScores, readScores } from "./mutants/scores.mjs";
import {
  holds,
  inPlayingOrder,
  isMutable,
  isTestInProcess,
  playsLong,
  trackedFiles,
} from "./mutants/sources.mjs";
import { planTrials } from "./mutants/trials.mjs";
import { countByRoom, difference, ownVerdicts, table, verdicts } from "./mutants/verdicts.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    survivors: { type: "boolean", default: false },
    minutes: { type: "string" },
    workers: { type: "string" },
    ci: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});
const started = Date.now();
const minutes = options.minutes ? Number(options.minutes) : options.ci ? CI.minutes : 600;
const deadline = started + minutes * 60_000;
const size = options.sample ? Number(options.sample) : options.ci ? CI.mutants : Number.POSITIVE_INFINITY;
const seed = options.ci ? CI.seed : Number(options.seed);
const workers = Number(options.workers ?? (options.ci ? CI.workers : 1));

const files = trackedFiles(root);
const wanted = positionals.map((path) => path.replace(/\/+$/, ""));
const isWanted = (file) =>
  wanted.length === 0 || wanted.some((path) => file === path || file.startsWith(`${path}/`));
const all = files.filter((file) => isMutable(file) && isWanted(file)).flatMap(readMutants);
if (all.length === 0) fail(`no mutants in ${wanted.join(", ")}; name a room, a folder or a file of one`);
const mutants = sample(all, size, seed);
const sources = [...new Set(mutants.map(({ file }) => file))];
const reachOf = createReach(files, textOf);
const testFiles = files.filter(
  (test) => isTestInProcess(test) && !(options.ci && playsLong(test)) && reachesOneOf(test, sources),
);
console.log(
  `${mutants.length} of ${all.length} mutants in ${sources.length} files, held by ${testFiles.length} test files`,
);

const firstLog = [];
const covered = await coverage({
  root,
  files,
  testFiles,
  save: !options.ci,
  say: console.log,
  play: playOnce,
});
const failing = [...covered.values()].flatMap(({ testFile, failed }) => (failed ? [testFile] : []));
for (const testFile of failing) console.log(`${testFile} fails without any mutant; its room is not counted`);
if (covered.size === 0) fail("no test file was played");
const plan = planTrials(mutants, covered);
const log = await play(
  root,
  { mode: "kill", sources, before: firstLog, trials: remaining(plan.trials, firstLog), deadline, workers },
  { progress: progressLine(mutants.length - plan.uncovered.size) },
);
const missing = [...failing, ...testFiles.filter((testFile) => !covered.has(testFile))];
const whole = [...firstLog, ...log];
const own = ownVerdicts(mutants, plan, whole, missing);
const verdict = verdicts(mutants, plan, whole, missing);
const rooms = countByRoom(mutants, verdict);
if (options.survivors) tellSurvivors();
const { text, total } = table(rooms);
console.log(`\n${text}\n\n${Math.round((Date.now() - started) / 1000)} s`);

if (options.keep) keepScores(root, { rooms, total, ci: options.ci, whole: size >= all.length });
else {
  const kept = readScores(root);
  const complaints = [
    ...(options.ci ? [judgeSample(kept.sample, total) ?? []].flat() : []),
    ...judgeRooms(kept.rooms, rooms),
  ];
  if (total["not tried"] > 0 && options.ci)
    console.log(
      `${total["not tried"]} were not tried in ${minutes} minutes and do not count${isJudged(total) ? "" : "; of the rest too few are left to be judged"}`,
    );
  if (complaints.length > 0) fail(complaints.join("\n"));
}

function textOf(file) {
  return readFileSync(join(root, file), "utf8");
}

function reachesOneOf(test, sources) {
  const held = sources.filter((source) => holds(test, source));
  if (held.length === 0) return false;
  const reached = reachOf(test);
  return held.some((source) => reached.has(source));
}

function mutantsReachedBy(test) {
  const reached = reachOf(test);
  return mutants.filter(({ file }) => holds(test, file) && reached.has(file)).map(({ id }) => id);
}

function readMutants(file) {
  return mutantsOf(file, textOf(file)).mutants.map((mutant) => ({
    ...mutant,
    file,
    id: `${file}#${mutant.index}`,
  }));
}

/** Plays test files whose coverage is not known, and tries the mutants on the way. */
async function playOnce(unknown) {
  const ordered = inPlayingOrder(unknown, sources, (file) => statSync(join(root, file)).size);
  const trials = Object.fromEntries(ordered.map((testFile) => [testFile, []]));
  const wanted = mutants.map(({ id, file, index }) => ({ id, file, index }));
  const only = options.ci ? sources : undefined;
  const found = await play(root, {
    mode: "once",
    sources: only,
    mutants: wanted,
    whole: !options.ci,
    trials,
    due: Object.fromEntries(ordered.map((testFile) => [testFile, mutantsReachedBy(testFile)])),
    notedMsMost: options.ci ? CI.notedMsMost : undefined,
    deadline,
    workers,
  });
  firstLog.push(...found.filter(({ dependencies }) => dependencies === undefined));
  return found.filter(({ dependencies }) => dependencies !== undefined);
}

function progressLine(due) {
  let last = 0;
  return (entries) => {
    if (!process.stderr.isTTY || Date.now() - last < 2000) return;
    last = Date.now();
    const tried = new Set(entries.flatMap(({ id }) => (id ? [id] : [])));
    process.stderr.write(`\r${tried.size} of ${due} tried `);
  };
}

function tellSurvivors() {
  for (const { id, file, line, mutator, before, after, remove } of [...mutants].sort((a, b) =>
    a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1,
  )) {
    // Also where time was too short for the room's score.
    const became = own.get(id);
    if (became !== "survived" && became !== "uncovered") continue;
    const said = became === "uncovered" ? "no test passes" : "survived";
    console.log(`${file}:${line}: ${said} (${mutator}): ${difference(before, remove ? undefined : after)}`);
  }
}

function fail(message) {
  console.error(`mutants: ${message}`);
  process.exit(1);
}
