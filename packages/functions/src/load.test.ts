import { callFunc, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { stillScope } from "../testkit/still-scope.ts";
import { functionNames, loadAllFunctions, loadFunctions } from "./load.ts";
import type { FunctionScope } from "./scope.ts";

test("loadFunctions() loads what is named and lists all", async () => {
  const table = (await loadFunctions(["core::abs", "nothing"])).table(stillScope());
  expect(table.get("abs")).toBeDefined();
  expect(table.get("core::abs")).toBe(table.get("abs"));
  expect(table.get("upper")).toBeUndefined();
  expect([...table.keys()]).toContain("upper");
});

test("`type` is there at the console only, `plantimestamp` where there is a plan", async () => {
  const library = await loadFunctions([]);
  const { planTimestamp: _moment, ...withoutPlan } = stillScope();
  const shown = (scope: FunctionScope): readonly boolean[] =>
    ["type", "plantimestamp"].map((name) => [...library.table(scope).keys()].includes(name));
  expect(shown(withoutPlan)).toEqual([false, false]);
  expect(shown(stillScope())).toEqual([false, true]);
  expect(shown({ ...withoutPlan, console: true })).toEqual([true, false]);
});

test("names are in order", () => {
  expect(functionNames()).toEqual(functionNames().toSorted());
});

test("every listed function is there, and no other one", async () => {
  const table = (await loadAllFunctions()).table({ ...stillScope(), console: true });
  expect(functionNames().filter((name) => table.get(name) === undefined)).toEqual([]);
});

test("what differs from call to call is unknown while planning", async () => {
  const library = await loadFunctions(["uuid", "timestamp"]);
  const planned = library.table({ ...stillScope(), pure: true }).get("uuid");
  const result = planned === undefined ? undefined : callFunc(planned, []);
  expect(result instanceof Value && result.isUnknown).toBe(true);
});

test("a template may call anything", async () => {
  const table = (await loadFunctions(["templatefile"])).table(stillScope());
  expect(table.get("yamlencode")).toBeDefined();
});
