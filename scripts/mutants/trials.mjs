/** From mutants and coverage to trials: which test file tries which mutant with which of its tests. */
import { holds } from "./sources.mjs";

/** Loops are counted, so this is only for what waits and never comes; a busy machine needs the room. */
const LIMIT_MS_LEAST = 10_000;
const LIMIT_FACTOR = 6;
/**
 * A mutant that no test sees costs what all its tests cost; so of long ones
 * only the quickest play, at least one. Time of the processor counts, not of
 * the clock: on a busy machine the same tests play.
 */
const BUDGET_MS = 1_500;
const TURNS_LEAST = 200_000;
const TURNS_FACTOR = 10;

/**
 * @param {{ id: string, file: string, index: number }[]} mutants
 * @param {Map<string, any>} covered  by test file
 * @returns {{ trials: Record<string, import("./job.mjs").Trial[]>, uncovered: Set<string> }}
 */
export function planTrials(mutants, covered) {
  const trials = {};
  const uncovered = new Set(mutants.map(({ id }) => id));
  const wanted = new Map();
  for (const { file, index } of mutants) wanted.set(file, (wanted.get(file) ?? new Set()).add(index));
  const entries = [...covered.values()]
    .map((entry) => prepare(entry, wanted))
    .sort((a, b) => a.usedMs - b.usedMs);
  for (const entry of entries) {
    const own = [];
    for (const mutant of mutants) {
      if (!holds(entry.testFile, mutant.file)) continue;
      const trial = tryIn(entry, mutant);
      if (trial === undefined) continue;
      own.push(trial);
      uncovered.delete(mutant.id);
    }
    // Those that need fresh modules come last, so that the others share one set.
    if (own.length > 0) trials[entry.testFile] = own.sort((a, b) => Number(a.fresh) - Number(b.fresh));
  }
  return { trials, uncovered };
}

/** Turned over: by mutant, the tests that pass it. Only of those that are wanted: there are thousands of tests. */
function prepare(entry, wanted) {
  const tests = entry.tests.filter(({ failed }) => !failed);
  const passing = new Map();
  for (const test of tests)
    for (const [file, list] of Object.entries(test.hits))
      for (const index of onlyWanted(list, wanted.get(file))) {
        const name = `${file}#${index}`;
        const found = passing.get(name);
        if (found === undefined) passing.set(name, [test]);
        else found.push(test);
      }
  return {
    testFile: entry.testFile,
    usedMs: entry.tests.reduce((sum, { usedMs }) => sum + usedMs, 0),
    onImport: namesIn(entry.onImport, wanted),
    aroundTests: namesIn(entry.aroundTests, wanted),
    tests,
    passing,
  };
}

const onlyWanted = (list, wanted) => (wanted === undefined ? [] : list.filter((index) => wanted.has(index)));

function namesIn(hits, wanted) {
  return new Set(
    Object.entries(hits).flatMap(([file, list]) =>
      onlyWanted(list, wanted.get(file)).map((index) => `${file}#${index}`),
    ),
  );
}

function tryIn(entry, { id, file, index }) {
  const name = `${file}#${index}`;
  const fresh = entry.onImport.has(name);
  const everywhere = fresh || entry.aroundTests.has(name);
  const passing = everywhere ? entry.tests : (entry.passing.get(name) ?? []);
  if (passing.length === 0) return undefined;
  const tests = affordable(passing);
  const ms = tests.reduce((sum, test) => sum + test.ms, 0);
  const turns = tests.reduce((sum, test) => sum + test.turns, 0);
  return {
    id,
    file,
    index,
    tests: tests.map((test) => test.id),
    limitMs: LIMIT_MS_LEAST + LIMIT_FACTOR * ms,
    turnsMax: TURNS_LEAST + TURNS_FACTOR * turns,
    fresh,
  };
}

function affordable(tests) {
  const quickFirst = [...tests].sort((a, b) => a.usedMs - b.usedMs);
  let spent = 0;
  return quickFirst.filter(({ usedMs }, index) => {
    spent += usedMs;
    return index === 0 || spent <= BUDGET_MS;
  });
}
