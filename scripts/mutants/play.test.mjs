import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { mutantsOf } from "./mutants-of.mjs";
import { patienceMs, play, remaining } from "./play.mjs";
import { planTrials } from "./trials.mjs";
import { ownVerdicts, verdicts } from "./verdicts.mjs";

const ours = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = "packages/values/src/clamp.ts";
const TEST = "packages/values/src/clamp.test.ts";
const FILES = {
  [SOURCE]: `
const LEAST = [1, 2].filter((x) => x > 1);
const seen = new Map<number, number>();
export function clamp(x: number): number {
  let y = seen.get(x);
  if (y === undefined) seen.set(x, (y = x < (LEAST[0] ?? 0) ? 2 : x));
  return y;
}
export const unused = (a: number, b: number) => a - b;
export async function waits(ready: boolean): Promise<void> {
  if (ready) return;
  await new Promise(() => setInterval(() => undefined, 1000));
}
export function spins(n: number): number {
  let i = 0;
  while (i < n) i++;
  return i;
}
`,
  [TEST]: `
import { expect, test } from "vitest";
import { clamp, spins, waits } from "./clamp.ts";
test("a", () => expect([clamp(1), clamp(5)]).toEqual([2, 5]));
test("b", () => waits(true));
test("c", () => expect(spins(2)).toBe(2));
`,
};
/** As soon as the verdict of its mutant is written, nothing else comes to turn in this process. */
const HELD = {
  [SOURCE]: `
export function count(): number {
  let left = 2;
  while (left !== 0) left--;
  return left;
}
export const isMany = (x: number) => x > 2;
`,
  [TEST]: `
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { count, isMany } from "./clamp.ts";
const { log } = JSON.parse(readFileSync(process.env.TUTTI_MUTANTS_JOB, "utf8"));
function hold() {
  if (readFileSync(log, "utf8").includes('"endless":true')) for (;;);
  setImmediate(hold);
}
test("a", () => {
  try {
    count();
  } catch (error) {
    hold();
    throw error;
  }
});
test("b", () => expect(isMany(9)).toBe(true));
`,
};
/** A test file that tells a socket that it runs, and then holds its process for longer than the test of it lasts. */
const endlessTest = (socket) => `
import { connect } from "node:net";
await new Promise((resolve) => connect(${JSON.stringify(socket)}, resolve));
for (const end = Date.now() + 300_000; Date.now() < end; );
`;

function project(files) {
  const root = mkdtempSync(join(tmpdir(), "tutti-mutants-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...files, "package.json": '{ "type": "module" }' })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(join(ours, "node_modules"), join(root, "node_modules"));
  return root;
}

const mutantsIn = (files) =>
  mutantsOf(SOURCE, files[SOURCE]).mutants.map((mutant) => ({
    ...mutant,
    file: SOURCE,
    id: `${SOURCE}#${mutant.index}`,
  }));

test("kills what a test sees, tells what none sees, and gets away from what never ends", {
  timeout: 120_000,
}, async () => {
  const root = project(FILES);
  const job = { sources: undefined, workers: 1, deadline: Date.now() + 100_000 };

  const entries = await play(root, { ...job, mode: "once", whole: true, trials: { [TEST]: [] } });
  expect(
    entries.map(({ testFile, failed, tests }) => [testFile, failed, tests.map(({ name }) => name)]),
  ).toEqual([[TEST, false, ["a", "b", "c"]]]);

  const mutants = mutantsIn(FILES);
  const plan = planTrials(mutants, new Map(entries.map((entry) => [entry.testFile, entry])));
  for (const trial of plan.trials[TEST]) trial.limitMs = 2_000;
  const log = await play(root, { ...job, mode: "kill", trials: plan.trials });
  const verdict = verdicts(mutants, plan, log);
  const told = mutants.map(
    ({ id, before, after, remove }) => `${before} -> ${remove ? "removed" : after}: ${verdict.get(id)}`,
  );
  expect(told).toMatchInlineSnapshot(`
    [
      "[1, 2].filter((x) => x > 1) -> [1, 2]: killed",
      "[1, 2] -> []: killed",
      "x > 1 -> x >= 1: killed",
      "x > 1 -> x <= 1: killed",
      "y === undefined -> y !== undefined: killed",
      "seen.set(x, (y = x < (LEAST[0] ?? 0) ? 2 : x)); -> removed: killed",
      "x < (LEAST[0] ?? 0) -> x <= (LEAST[0] ?? 0): survived",
      "x < (LEAST[0] ?? 0) -> x >= (LEAST[0] ?? 0): killed",
      "LEAST[0] ?? 0 -> 0: killed",
      "a - b -> a + b: uncovered",
      "ready -> !(ready): endless",
      "return; -> removed: endless",
      "i < n -> i <= n: killed",
      "i < n -> i >= n: killed",
      "i++ -> i--: endless",
    ]
  `);
});

test("test files share a process, and no modules", { timeout: 120_000 }, async () => {
  const counter = "packages/values/src/counter.ts";
  const first = "packages/values/src/first.test.ts";
  const second = "packages/values/src/second.test.ts";
  const countsOne = `
import { expect, test } from "vitest";
import { next } from "./counter.ts";
test(String(process.pid), () => expect(next()).toBe(1));
`;
  const root = project({
    [counter]: "let n = 0; export const next = () => (n += 1);",
    [first]: countsOne,
    [second]: countsOne,
    [SOURCE]: FILES[SOURCE],
    [TEST]: FILES[TEST],
  });
  const entries = await play(root, {
    mode: "once",
    whole: true,
    workers: 1,
    deadline: Date.now() + 100_000,
    trials: { [first]: [], [TEST]: [], [second]: [] },
  });
  expect(
    entries.map(({ testFile, failed, tests, dependencies }) => [
      testFile,
      failed,
      tests.length,
      Object.keys(dependencies).sort(),
    ]),
  ).toEqual([
    [first, false, 1, [counter, first]],
    [TEST, false, 3, [TEST, SOURCE]],
    [second, false, 1, [counter, second]],
  ]);
  expect(entries[0].tests[0].name).toBe(entries[2].tests[0].name);
});

test("a test file is not played where all that it can reach was killed before", {
  timeout: 120_000,
}, async () => {
  const second = "packages/values/src/second.test.ts";
  const root = project({ ...FILES, [second]: FILES[TEST] });
  const seen = mutantsIn(FILES).filter(({ before, after }) => before === "x > 1" && after === "x <= 1");
  const unseen = mutantsIn(FILES).filter(({ before }) => before === "a - b");
  for (const [mutants, played] of [
    [seen, [3, 0]],
    [unseen, [3, 3]],
  ]) {
    const due = mutants.map(({ id }) => id);
    const log = await play(root, {
      mode: "once",
      whole: true,
      workers: 1,
      deadline: Date.now() + 100_000,
      mutants,
      trials: { [TEST]: [], [second]: [] },
      due: { [TEST]: due, [second]: due },
    });
    const entries = log.filter(({ dependencies }) => dependencies !== undefined);
    expect(entries.map(({ tests, needless }) => [tests.length, needless])).toEqual(
      played.map((count) => [count, count === 0]),
    );
  }
});

test("a test file that takes too long is not played to its end", { timeout: 120_000 }, async () => {
  const root = project({
    [SOURCE]: FILES[SOURCE],
    [TEST]: `
import { expect, test } from "vitest";
import { clamp } from "./clamp.ts";
test("burns", () => {
  const { user } = process.cpuUsage();
  while (process.cpuUsage().user < user + 20_000) clamp(1);
});
test("is left", () => expect(clamp(5)).toBe(5));
`,
  });
  const job = { mode: "once", whole: false, workers: 1, deadline: Date.now() + 100_000 };
  const names = async (notedMsMost) => {
    const log = await play(root, { ...job, notedMsMost, trials: { [TEST]: [] } });
    return log.flatMap(({ tests, failed }) => (tests ? [[tests.map(({ name }) => name), failed]] : []));
  };
  expect(await names(10)).toEqual([[["burns"], false]]);
  expect(await names(undefined)).toEqual([[["burns", "is left"], false]]);
});

test("ends what is held fast behind its verdict, and blames no other mutant", {
  timeout: 120_000,
}, async () => {
  const root = project(HELD);
  const mutants = mutantsIn(HELD);
  const job = { sources: undefined, workers: 1, deadline: Date.now() + 50_000 };
  const first = await play(root, { ...job, mode: "once", whole: true, mutants, trials: { [TEST]: [] } });
  const plan = planTrials(mutants, new Map([[TEST, first.at(-1)]]));
  const log = await play(root, {
    ...job,
    mode: "kill",
    before: first,
    trials: remaining(plan.trials, first),
  });
  expect([...ownVerdicts(mutants, plan, log).values()]).toEqual([
    "survived",
    "endless",
    "survived",
    "killed",
  ]);
});

test("processes with tests end when the runner is gone, also one that is held fast", {
  timeout: 120_000,
}, async () => {
  const root = project({ [SOURCE]: "" });
  const socket = join(root, "socket");
  writeFileSync(join(root, TEST), endlessTest(socket));
  const server = createServer().listen(socket);
  onTestFinished(() => void server.close());
  await once(server, "listening");

  const job = { workers: 1, deadline: Date.now() + 600_000, mode: "once", trials: { [TEST]: [] } };
  const script = `import { patienceMs, play, remaining } from ${JSON.stringify(new URL("play.mjs", import.meta.url))}; await play(${JSON.stringify(root)}, ${JSON.stringify(job)});`;
  const runner = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "ignore" });
  const [worker] = await once(server, "connection");
  worker.resume();
  runner.kill("SIGKILL");
  await once(worker, "close");
});

test.each([
  ["nothing yet", undefined, 90_000],
  ["a trial", { started: "a#1", testFile: "a.test.ts", limitMs: 10_000 }, 13_000],
  ["a verdict", { id: "a#1", killed: true, endless: false }, 90_000],
  ["the verdict of what never ended", { id: "a#1", killed: true, endless: true }, 3_000],
  ["a test file that was left", { left: "a.test.ts" }, 90_000],
])("patience after %s", (_, last, ms) => expect(patienceMs(last, 90_000)).toBe(ms));
