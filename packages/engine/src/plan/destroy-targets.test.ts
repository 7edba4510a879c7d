/** What of a state goes where only a part is destroyed: by what the state says that each depends on. */

import { parseInstance } from "@tutti/addresses";
import { addressList, type InstanceObject, type State, StateFold } from "@tutti/state";
import { describe, expect, it } from "vitest";
import { EMPTY } from "../../testkit/world.ts";
import { destroyTargets } from "./destroy-targets.ts";

/** Each object, what it depends on, and whether it is a deposed one. */
const STORED: readonly (readonly [address: string, dependencies: readonly string[], deposed?: true])[] = [
  ["t_a.base", []],
  ["t_a.many[0]", ["t_a.base"]],
  ["t_a.many[1]", ["t_a.base"]],
  ["t_a.top", ["t_a.many", "t_a.base"]],
  ["t_a.free", []],
  ['module.m["x"].t_a.in', []],
  ['module.m["y"].t_a.in', []],
  ['module.m["x"].t_a.out', ["module.m.t_a.in"]],
  ['module.m["y"].t_a.out', ["module.m.t_a.in"]],
  ["t_a.user", ["module.m.t_a.out"]],
  ["t_a.old", ["t_a.free"], true],
  ["t_a.circle", ["t_a.circle"]],
];

function state(): State {
  const fold = new StateFold(EMPTY);
  for (const [text, dependencies, deposed] of STORED) {
    const parsed = parseInstance(text);
    if (!parsed.ok) throw new Error(`no address: ${text}`);
    const object: InstanceObject = {
      schemaVersion: 0,
      attributesJson: "{}",
      sensitivePaths: [],
      private: undefined,
      status: "ready",
      dependencies: addressList(dependencies),
      createBeforeDestroy: false,
    };
    fold.apply({
      kind: "object",
      operationId: undefined,
      address: parsed.value,
      deposedKey: deposed === true ? "00000001" : undefined,
      provider: "p",
      object,
    });
  }
  return fold.state();
}

const ALL = STORED.map(([text]) => text);
const but = (...left: readonly string[]): readonly string[] => ALL.filter((text) => !left.includes(text));

const CASES: readonly (readonly [
  option: "target" | "exclude",
  named: readonly string[],
  goes: readonly string[],
])[] = [
  ["target", [], ALL],
  ["target", ["t_a.top"], ["t_a.top"]],
  ["target", ["t_a.many[0]"], ["t_a.many[0]", "t_a.top"]],
  ["target", ["t_a.base"], ["t_a.base", "t_a.many[0]", "t_a.many[1]", "t_a.top"]],
  ["target", ["t_a.free"], ["t_a.free", "t_a.old"]],
  ["target", ["t_a.circle"], ["t_a.circle"]],
  ["target", ['module.m["x"].t_a.in'], ['module.m["x"].t_a.in', 'module.m["x"].t_a.out', "t_a.user"]],
  ["target", ["module.m"], ALL.filter((text) => text.startsWith("module")).concat("t_a.user")],
  ["target", ["module.m.t_a.out"], []],
  ["target", ["t_a.none"], []],
  ["exclude", ["t_a.top"], but("t_a.top", "t_a.many[0]", "t_a.many[1]", "t_a.base")],
  ["exclude", ["t_a.many[1]"], but("t_a.many[1]", "t_a.base")],
  ["exclude", ["t_a.old"], but("t_a.old", "t_a.free")],
  ["exclude", ['module.m["x"].t_a.out'], but('module.m["x"].t_a.out', 'module.m["x"].t_a.in')],
  ["exclude", ["t_a.user"], but("t_a.user", ...ALL.filter((text) => text.startsWith("module")))],
  ["exclude", ["module.m.t_a.in"], but('module.m["x"].t_a.in', 'module.m["y"].t_a.in')],
  ["exclude", ["t_a.none"], ALL],
  ["exclude", ["t_a.free", "t_a.top"], but("t_a.free", "t_a.top", "t_a.many[0]", "t_a.many[1]", "t_a.base")],
];

describe("a destroy with", () => {
  it.each(CASES)("-%s %j", (option, named, goes) => {
    const destroys = destroyTargets(
      state(),
      option === "target" ? named : [],
      option === "exclude" ? named : [],
    );
    const gone = ALL.filter((text) => {
      const parsed = parseInstance(text);
      return parsed.ok && destroys(parsed.value);
    });
    expect([...gone].sort()).toEqual([...goes].sort());
  });
});
