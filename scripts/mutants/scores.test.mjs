import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sample } from "./sample.mjs";
import { isJudged, judgeRooms, judgeSample, keepScores, readScores } from "./scores.mjs";
import { holds, inPlayingOrder, readableBy } from "./sources.mjs";
import { planTrials } from "./trials.mjs";
import { countByRoom, difference, ownVerdicts, percent, table, verdicts } from "./verdicts.mjs";

const counts = (killed, survived, notTried = 0) => ({
  killed,
  endless: 0,
  survived,
  uncovered: 0,
  "not tried": notTried,
  outside: 0,
});

test.each([
  [undefined, counts(75, 25), undefined],
  [undefined, counts(74, 26), /74 % .* 75 % are needed/],
  [80, counts(78, 22), undefined], // within what chance does
  [80, counts(74, 26), /74 % .* 75 % are needed/],
  [60, counts(62, 38), /62 % .* 75 % are needed/], // less than is needed is never enough
  [60, counts(45, 55), /45 % .* 75 % are needed/],
  [90, counts(76, 24), /it was 90 % before/],
  [80, counts(72, 18, 10), undefined], // what was not tried counts neither so nor so
  [80, counts(67, 23, 10), /74.4 % .* 75 % are needed/],
  [80, counts(10, 79, 11), undefined], // of too few nothing is said
  [80, counts(0, 0, 100), undefined],
  [80, counts(0, 0, 0), undefined],
])("judgeSample(%s, %j)", (kept, given, wanted) => {
  if (wanted === undefined) expect(judgeSample(kept, given)).toBeUndefined();
  else expect(judgeSample(kept, given)).toMatch(wanted);
});

test("a sample is judged where a tenth was not tried at most", () => {
  const judged = [counts(90, 0), counts(90, 0, 10), counts(89, 0, 11), counts(0, 0, 1), counts(0, 0)];
  expect(judged.map(isJudged)).toEqual([true, true, false, false, true]);
});

test.each([
  ["it is as it was", { score: 80, of: 400 }, counts(80, 20), []],
  ["chance does that in a small sample", { score: 80, of: 400 }, counts(20, 10), []],
  [
    "and not in a large one",
    { score: 80, of: 400 },
    counts(267, 133),
    ["hcl: 66.8 % were killed, it was 80 % before; tests were lost"],
  ],
  ["too few to say anything", { score: 100, of: 400 }, counts(0, 19), []],
  [
    "just enough",
    { score: 100, of: 400 },
    counts(0, 20),
    ["hcl: 0 % were killed, it was 100 % before; tests were lost"],
  ],
  [
    "what was not tried may not have been killed",
    { score: 80, of: 400 },
    counts(100, 80, 220),
    ["hcl: 55.6 % were killed, it was 80 % before; tests were lost"],
  ],
  ["a room of which nothing was tried", { score: 80, of: 400 }, counts(0, 0, 400), []],
  ["a room that nobody measured yet", undefined, counts(0, 100), []],
])("judgeRooms: %s", (_, kept, given, wanted) => {
  expect(judgeRooms(kept === undefined ? {} : { hcl: kept }, new Map([["hcl", given]]))).toEqual(wanted);
});

test("scores are kept of whole rooms and of large samples, those of other rooms stay", () => {
  const root = mkdtempSync(join(tmpdir(), "tutti-scores-"));
  try {
    keepScores(root, { rooms: new Map([["values", counts(3, 1)]]), whole: true });
    keepScores(root, {
      rooms: new Map([
        ["hcl", counts(240, 60)],
        ["config", counts(250, 49)],
        ["state", counts(300, 100, 1)],
      ]),
      whole: false,
    });
    keepScores(root, { rooms: new Map([["values", counts(0, 1)]]), total: counts(180, 60), ci: true });
    expect(readScores(root)).toEqual({
      sample: 75,
      rooms: { hcl: { score: 80, of: 300 }, values: { score: 75, of: 4 } },
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
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
      ms: 2 * ms,
      usedMs: ms,
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
    entry("packages/store/src/other.test.ts", [["o1", 1, [0, 1, 2]]]),
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
  const { text, total } = table(countByRoom(mutants, verdict));
  expect(total).toEqual({ killed: 1, endless: 1, survived: 1, uncovered: 1, "not tried": 0, outside: 0 });
  expect(text).toMatch(/^values +50\.0 % +2 +1 +1 +1 +0 +0$/m);
});

test("a room that time cut short is not counted at all, the others are", () => {
  const other = { id: "packages/hcl/src/a.ts#0", file: "packages/hcl/src/a.ts", index: 0 };
  const mutants = [mutant(0), mutant(1), other];
  const trials = { a: [{ id: mutants[0].id }, { id: mutants[1].id }, { id: other.id }] };
  const plan = { trials, uncovered: new Set() };
  const log = [mutants[0], other].map(({ id }) => ({ id, testFile: "a", killed: true }));
  expect([...verdicts(mutants, plan, log).values()]).toEqual(["not tried", "not tried", "killed"]);
  expect([...ownVerdicts(mutants, plan, log).values()]).toEqual(["killed", "not tried", "killed"]);
  const whole = [...log, { id: mutants[1].id, testFile: "a", killed: false }];
  expect([...verdicts(mutants, plan, whole).values()]).toEqual(["killed", "survived", "killed"]);
  const missing = ["packages/values/src/late.test.ts"];
  expect([...verdicts(mutants, plan, whole, missing).values()]).toEqual(["not tried", "not tried", "killed"]);
});

test("that no test passes a mutant is known when all that could have were played", () => {
  const plan = { trials: {}, uncovered: new Set([mutant(0).id]) };
  const told = (missing) => [...ownVerdicts([mutant(0)], plan, [], missing).values()];
  expect(told([])).toEqual(["uncovered"]);
  expect(told(["packages/store/src/other.test.ts"])).toEqual(["uncovered"]);
  expect(told(["packages/values/src/late.test.ts"])).toEqual(["not tried"]);
});

test("test files are played room by room, the small room, the file beside a mutant and the quick file first, the long ones last and of these the longest first", () => {
  const sizes = {
    "packages/hcl/src/big.test.ts": 50,
    "packages/values/src/b.test.ts": 20,
    "packages/values/src/a.test.ts": 10,
    "packages/hcl/src/fuzz.test.ts": 5,
    "packages/hcl/src/ast/same-folder.test.ts": 70,
    "packages/hcl/src/ast/walk.test.ts": 90,
    "packages/hcl/src/ast/walk.fuzz.test.ts": 1,
  };
  const sources = ["packages/hcl/src/ast/walk.ts", "packages/values/src/index/c.ts"];
  expect(inPlayingOrder(Object.keys(sizes), sources, (file) => sizes[file])).toEqual([
    "packages/values/src/a.test.ts",
    "packages/values/src/b.test.ts",
    "packages/hcl/src/ast/walk.test.ts",
    "packages/hcl/src/ast/same-folder.test.ts",
    "packages/hcl/src/big.test.ts",
    "packages/hcl/src/fuzz.test.ts",
    "packages/hcl/src/ast/walk.fuzz.test.ts",
  ]);
});

test("a mutant that only an engine's tests could see is not counted, in any other room it is", () => {
  const mutants = [
    { id: "d", file: "packages/providers/docker/src/a.ts" },
    { id: "p", file: "packages/providers/process/src/a.ts" },
  ];
  const verdict = verdicts(mutants, { trials: {}, uncovered: new Set(["d", "p"]) }, []);
  expect(Object.fromEntries(verdict)).toEqual({ d: "outside", p: "uncovered" });
});

test("a room is held by its own tests, a vocabulary by those who speak it", () => {
  const of = (room) => `packages/${room}/src/a.ts`;
  const by = (room) => `packages/${room}/src/a.test.ts`;
  expect(holds(by("hcl"), of("hcl"))).toBe(true);
  expect(holds(by("hcl"), of("values"))).toBe(true);
  expect(holds(by("values"), of("hcl"))).toBe(false);
  expect(holds(by("cli"), of("engine"))).toBe(false);
  expect(holds(by("operation"), of("engine"))).toBe(false);
});

test("a test may read what lies in its room or outside of rooms, and is no module", () => {
  const files = [
    "packages/hcl/testdata/a.txt",
    "packages/hcl/src/a.ts",
    "packages/values/testdata/a.txt",
    "docs/errors.md",
    "scripts/test.mjs",
  ];
  expect(readableBy("packages/hcl/src/a.test.ts", files)).toEqual([
    "packages/hcl/testdata/a.txt",
    "docs/errors.md",
  ]);
});

const drawable = (count) =>
  Array.from({ length: count }, (_, index) => ({
    file: source,
    mutator: "comparison",
    before: `a < ${index % 50}`,
    after: `a > ${index % 50}`,
    place: index,
  }));

test("a seed gives the same sample, another one another", () => {
  const list = drawable(100);
  expect(sample(list, 10, 1)).toEqual(sample(list, 10, 1));
  expect(sample(list, 10, 1)).not.toEqual(sample(list, 10, 2));
  expect(new Set(sample(list, 100, 3)).size).toBe(100);
  expect(sample(list, 1000, 1)).toHaveLength(100);
});

test("what an edit takes away leaves the rest of a sample as it was", () => {
  const list = drawable(50);
  const drawn = sample(list, 20, 1);
  const gone = drawn[0];
  const after = sample(
    list.filter((mutant) => mutant !== gone),
    20,
    1,
  );
  expect(after).toEqual(expect.arrayContaining(drawn.slice(1)));
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
