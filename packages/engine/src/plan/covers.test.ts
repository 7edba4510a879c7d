/** Which addresses each way to name something covers: for `-target`, and for `-exclude`, where a missing key means any. */

import { parseInstance, parseTarget, type ResourceInstance, type Target } from "@tutti/addresses";
import { describe, expect, it } from "vitest";
import { covers, coversAny, parseTargets } from "./covers.ts";

const ADDRESSES = [
  "t_a.x",
  "t_a.x[0]",
  't_a.x["k"]',
  "t_a.y",
  "t_b.x",
  "data.t_a.x",
  "module.m.t_a.x",
  "module.m[0].t_a.x",
  "module.m[1].t_a.x",
  "module.n[0].t_a.x",
  "module.m[0].module.i.t_a.x",
  'module.m[0].module.i["k"].t_a.x',
  "module.m[1].module.i.t_a.x[0]",
];

function targetOf(text: string): Target {
  const parsed = parseTarget(text);
  if (!parsed.ok) throw new Error(`no target: ${text}`);
  return parsed.value;
}

function addressOf(text: string): ResourceInstance {
  const parsed = parseInstance(text);
  if (!parsed.ok) throw new Error(`no address: ${text}`);
  return parsed.value;
}

/** What is named, what of `ADDRESSES` it covers, and what more as something to be left alone. */
const CASES: readonly (readonly [named: string, covered: readonly string[], more: readonly string[]])[] = [
  ["t_a.x", ["t_a.x", "t_a.x[0]", 't_a.x["k"]'], []],
  ["t_a.x[0]", ["t_a.x[0]"], []],
  ['t_a.x["k"]', ['t_a.x["k"]'], []],
  ["t_a.x[1]", [], []],
  ["t_a.y", ["t_a.y"], []],
  ["t_b.x", ["t_b.x"], []],
  ["data.t_a.x", ["data.t_a.x"], []],
  ["module.m", [6, 7, 8, 10, 11, 12].map((at) => ADDRESSES[at] ?? ""), []],
  ["module.m[0]", ["module.m[0].t_a.x", "module.m[0].module.i.t_a.x", 'module.m[0].module.i["k"].t_a.x'], []],
  ["module.m[1]", ["module.m[1].t_a.x", "module.m[1].module.i.t_a.x[0]"], []],
  ["module.n", ["module.n[0].t_a.x"], []],
  ["module.m.module.i", [], [10, 11, 12].map((at) => ADDRESSES[at] ?? "")],
  ["module.m[0].module.i", ["module.m[0].module.i.t_a.x", 'module.m[0].module.i["k"].t_a.x'], []],
  ["module.m.t_a.x", ["module.m.t_a.x"], ["module.m[0].t_a.x", "module.m[1].t_a.x"]],
  ["module.m[0].t_a.x", ["module.m[0].t_a.x"], []],
  ["module.m.t_a.x[0]", [], []],
  ["module.m[0].module.i.t_a.x", ["module.m[0].module.i.t_a.x"], ['module.m[0].module.i["k"].t_a.x']],
  ["module.m.module.i.t_a.x", [], [10, 11, 12].map((at) => ADDRESSES[at] ?? "")],
  ["module.m.module.i.t_a.x[0]", [], ["module.m[1].module.i.t_a.x[0]"]],
];

describe("what is named", () => {
  it.each(CASES)("%s", (named, covered, more) => {
    const target = targetOf(named);
    expect(ADDRESSES.filter((text) => covers(target, addressOf(text)))).toEqual(covered);
    expect(ADDRESSES.filter((text) => coversAny(target, addressOf(text)))).toEqual(
      ADDRESSES.filter((text) => covered.includes(text) || more.includes(text)),
    );
  });

  it("is nothing where it is no address", () => {
    expect(parseTargets(["t_a.x", "!", "module.m"])).toEqual([targetOf("t_a.x"), targetOf("module.m")]);
  });
});
