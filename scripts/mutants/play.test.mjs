import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { mutantsOf } from "./mutants-of.mjs";
import { play } from "./play.mjs";
import { planTrials } from "./trials.mjs";
import { verdicts } from "./verdicts.mjs";

const project = fileURLToPath(new URL("../..", import.meta.url));
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

test("kills what a test sees, tells what none sees, and gets away from what never ends", {
  timeout: 120_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), "tutti-mutants-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...FILES, "package.json": '{ "type": "module" }' })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  const job = { sources: undefined, workers: 1, deadline: Date.now() + 100_000 };

  const entries = await play(root, { ...job, mode: "once", whole: true, trials: { [TEST]: [] } });
  expect(
    entries.map(({ testFile, failed, tests }) => [testFile, failed, tests.map(({ name }) => name)]),
  ).toEqual([[TEST, false, ["a", "b", "c"]]]);

  const mutants = mutantsOf(SOURCE, FILES[SOURCE]).mutants.map((mutant) => ({
    ...mutant,
    file: SOURCE,
    id: `${SOURCE}#${mutant.index}`,
  }));
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
