import { expect, test } from "vitest";
import { byRoom, compareCoverage, coverageTable } from "./coverage-scores.mjs";

const counts = (covered, total) => ({ covered, total });
const summary = {
  total: { lines: counts(0, 0), branches: counts(0, 0) },
  "/x/packages/values/src/a.ts": { lines: counts(9, 10), branches: counts(1, 2) },
  "/x/packages/values/src/b.ts": { lines: counts(0, 10), branches: counts(0, 0) },
  "/x/packages/providers/docker/src/c.ts": { lines: counts(10, 20), branches: counts(3, 3) },
};

test("files are counted to their room and to all", () => {
  expect([...byRoom(summary, "/x")]).toEqual([
    ["providers/docker", { lines: 50, branches: 100 }],
    ["values", { lines: 45, branches: 50 }],
    ["all", { lines: 47.5, branches: 80 }],
  ]);
});

test("the table says what is wanted of all as long as it is not reached", () => {
  expect(coverageTable(byRoom(summary, "/x"))).toBe(
    [
      "room                    lines  branches",
      "providers/docker       50.0 %   100.0 %",
      "values                 45.0 %    50.0 %",
      "all                    47.5 %    80.0 %",
      "wanted of all: 85 % of lines",
    ].join("\n"),
  );
});

test.each([
  [{ lines: 45, branches: 50 }, []],
  [{ lines: 45.5, branches: 50 }, []],
  [{ lines: 46, branches: 49 }, ["values: 45 % of lines are passed by tests, it was 46 %"]],
  [{ lines: 40, branches: 60 }, ["values: 50 % of branches are passed by tests, it was 60 %"]],
])("kept %j", (kept, wanted) => {
  expect(compareCoverage({ values: kept }, byRoom(summary, "/x"))).toEqual(wanted);
});

test("a room that is gone is no loss", () => {
  expect(compareCoverage({ gone: { lines: 90, branches: 90 } }, byRoom(summary, "/x"))).toEqual([]);
});
