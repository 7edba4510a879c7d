import { expect, test } from "vitest";
import { sample } from "./sample.mjs";
import { judge } from "./scores.mjs";
import { inPlayingOrder } from "./sources.mjs";
import { planTrials } from "./trials.mjs";
import { countByRoom, difference, percent, table, verdicts } from "./verdicts.mjs";

const total = (killed, survived) => ({ killed, endless: 0, survived, uncovered: 0, "not tried": 0 });

test.each([
  [undefined, total(75, 25), undefined],
  [undefined, total(74, 26), /74 % .* 75 % are needed/],
  [80, total(78, 22), undefined], // within what chance does
  [80, total(74, 26), /74 % .* 75 % are needed/],
  [60, total(62, 38), undefined], // on its way to what is needed
  [60, total(45, 55), /it was 60 % before/],
  [90, total(76, 24), /it was 90 % before/],
  [undefined, total(0, 0), /no mutant was tried/],
])("judge(%s, %j)", (kept, counts, wanted) => {
  if (wanted === undefined) expect(judge(kept, counts)).toBeUndefined();
  else expect(judge(kept, counts)).toMatch(wanted);
});

test("no coverage counts as not killed, what was not tried counts not at all", () => {
  expect(percent({ killed: 2, endless: 1, survived: 1, uncovered: 2, "not tried": 0 })).toBe(50);
  expect(percent({ killed: 0, endless: 0, survived: 0, uncovered: 2, "not tried": 9 })).toBe(0);
  expect(percent({ killed: 0, endless: 0, survived: 0, uncovered: 0, "not tried": 9 })).toBeUndefined();
});

const source = "packages/values/src/a.ts";
const mutant = (index) => ({ id: `${source}#${index}`, file: source, index });
const entry = (testFile, tests, onImport = []) => [
  testFile,
  {
    testFile,
    onImport: { [source]: onImport },
    aroundTests: {},
    tests: tests.map(([id, ms, hits, failed = false]) => ({
      id,
      ms,
      turns: 1,
      failed,
      hits: { [source]: hits },
    })),
  },
];

test("a test file tries what its tests pass, the quick file first, other rooms not at all", () => {
  const covered = new Map([
    entry("packages/values/src/slow.test.ts", [["s1", 900, [0, 1]]]),
    entry("packages/values/src/quick.test.ts", [
      ["q1", 5, [0]],
      ["q2", 5, [1], true],
    ]),
    entry("packages/hcl/src/other.test.ts", [["o1", 1, [0, 1, 2]]]),
  ]);
  const { trials, uncovered } = planTrials([mutant(0), mutant(1), mutant(2)], covered);
  expect(Object.keys(trials)).toEqual([
    "packages/values/src/quick.test.ts",
    "packages/values/src/slow.test.ts",
  ]);
  expect(trials["packages/values/src/quick.test.ts"].map(({ id, tests }) => [id, tests])).toEqual([
    [`${source}#0`, ["q1"]],
  ]);
  expect([...uncovered]).toEqual([`${source}#2`]);
});

test("what a module does when it is loaded is tried with fresh modules and every test, last", () => {
  const covered = new Map([
    entry(
      "packages/values/src/a.test.ts",
      [
        ["t1", 5, [1]],
        ["t2", 5, []],
      ],
      [0],
    ),
  ]);
  const { trials } = planTrials([mutant(0), mutant(1)], covered);
  expect(
    trials["packages/values/src/a.test.ts"].map(({ index, fresh, tests }) => [index, fresh, tests]),
  ).toEqual([
    [1, false, ["t1"]],
    [0, true, ["t1", "t2"]],
  ]);
});

test("of long tests only the quickest play", () => {
  const covered = new Map([
    entry("packages/values/src/a.test.ts", [
      ["long", 4000, [0]],
      ["short", 10, [0]],
    ]),
  ]);
  const { trials } = planTrials([mutant(0)], covered);
  expect(trials["packages/values/src/a.test.ts"][0].tests).toEqual(["short"]);
});

test("a mutant survived when every test file that passes it has tried it", () => {
  const mutants = [mutant(0), mutant(1), mutant(2), mutant(3)];
  const trial = (index) => ({ id: mutants[index].id });
  const plan = {
    trials: { a: [trial(0), trial(1), trial(3)], b: [trial(0)] },
    uncovered: new Set([mutants[2].id]),
  };
  const log = [
    { id: mutants[0].id, testFile: "a", killed: false },
    { id: mutants[0].id, testFile: "b", killed: true },
    { id: mutants[1].id, testFile: "a", killed: false },
    { id: mutants[3].id, testFile: "a", killed: true, endless: true },
  ];
  const verdict = verdicts(mutants, plan, log);
  expect([...verdict.values()]).toEqual(["killed", "survived", "uncovered", "endless"]);
  const { text, total: counts } = table(countByRoom(mutants, verdict));
  expect(counts).toEqual({ killed: 1, endless: 1, survived: 1, uncovered: 1, "not tried": 0 });
  expect(text).toMatch(/^values +50\.0 % +2 +1 +1 +1 +0$/m);
});

test("a room that time cut short is not counted at all, the others are", () => {
  const other = { id: "packages/hcl/src/a.ts#0", file: "packages/hcl/src/a.ts", index: 0 };
  const mutants = [mutant(0), mutant(1), other];
  const trials = { a: [{ id: mutants[0].id }, { id: mutants[1].id }, { id: other.id }] };
  const plan = { trials, uncovered: new Set() };
  const log = [mutants[0], other].map(({ id }) => ({ id, testFile: "a", killed: true }));
  expect([...verdicts(mutants, plan, log).values()]).toEqual(["not tried", "not tried", "killed"]);
  const whole = [...log, { id: mutants[1].id, testFile: "a", killed: false }];
  expect([...verdicts(mutants, plan, whole).values()]).toEqual(["killed", "survived", "killed"]);
  const missing = ["packages/values/src/late.test.ts"];
  expect([...verdicts(mutants, plan, whole, missing).values()]).toEqual(["not tried", "not tried", "killed"]);
});

test("test files are played room by room, the small room and the quick file first", () => {
  const sizes = {
    "packages/hcl/src/big.test.ts": 50,
    "packages/values/src/b.test.ts": 20,
    "packages/values/src/a.test.ts": 10,
    "packages/hcl/src/fuzz.test.ts": 5,
  };
  expect(inPlayingOrder(Object.keys(sizes), (file) => sizes[file])).toEqual([
    "packages/values/src/a.test.ts",
    "packages/values/src/b.test.ts",
    "packages/hcl/src/big.test.ts",
    "packages/hcl/src/fuzz.test.ts",
  ]);
});

test("a seed gives the same sample, another one another", () => {
  const list = Array.from({ length: 100 }, (_, index) => index);
  expect(sample(list, 10, 1)).toEqual(sample(list, 10, 1));
  expect(sample(list, 10, 1)).not.toEqual(sample(list, 10, 2));
  expect(new Set(sample(list, 100, 3)).size).toBe(100);
  expect(sample(list, 1000, 1)).toHaveLength(100);
});

const long =
  "value.replace(first).replace(second).replace(third).replace(fourth).replace(fifth).replace(sixth).replace(seventh)";

test.each([
  ["a < b", "a <= b", "a < b -> a <= b"],
  ["return\n  x;", undefined, "return x; -> removed"],
  [`${long}.trim()`, `${long}`, "…eplace(sixth).replace(seventh).trim() -> …eplace(sixth).replace(seventh)"],
  [
    `${long} && a < b && ${long}`,
    `${long} && a > b && ${long}`,
    "…(sixth).replace(seventh) && a < b && value.replace(first).rep… -> …(sixth).replace(seventh) && a > b && value.replace(first).rep…",
  ],
])("difference(%j, %j)", (before, after, wanted) => {
  expect(difference(before, after)).toBe(wanted);
});
