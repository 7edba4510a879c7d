import { expect, test } from "vitest";
import { failuresOf, tellFlakes } from "./repeated-runs.mjs";

const report = (...results) => ({
  testResults: [
    {
      name: "/x/packages/a/src/a.test.ts",
      status: results.some(({ status }) => status === "failed") ? "failed" : "passed",
      assertionResults: results,
    },
  ],
});
const passed = { status: "passed", fullName: "holds", failureMessages: [] };
const failed = { status: "failed", fullName: "sometimes", failureMessages: ["Error: late\n  at x"] };

test("failuresOf(): the failing tests, and files that could not be loaded", () => {
  expect(failuresOf(report(passed, failed), "/x")).toEqual([
    { name: "packages/a/src/a.test.ts: sometimes", reason: "Error: late" },
  ]);
  const broken = {
    name: "/x/b.test.ts",
    status: "failed",
    message: "SyntaxError: no\n…",
    assertionResults: [],
  };
  expect(failuresOf({ testResults: [broken] }, "/x")).toEqual([
    { name: "b.test.ts", reason: "SyntaxError: no" },
  ]);
});

test("tellFlakes(): each test that failed, with how often", () => {
  const once = failuresOf(report(failed), "/x");
  expect(tellFlakes([[], once, []])).toBe(
    "packages/a/src/a.test.ts: sometimes\n  failed 1 times out of 3: Error: late",
  );
  expect(tellFlakes([[], []])).toBe("passed 2 times out of 2");
});
