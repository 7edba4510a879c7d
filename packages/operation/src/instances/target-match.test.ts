import { formatInstance, parseInstance, parseTarget } from "@tutti/addresses";
import type { State } from "@tutti/state";
import { expect, test } from "vitest";
import { instancesOf, matchesTarget } from "./target-match.ts";

function matched(target: string): readonly string[] {
  const parsed = parseTarget(target);
  if (!parsed.ok) throw new Error(target);
  return ALL.filter((address) => {
    const instance = parseInstance(address);
    return instance.ok && matchesTarget(parsed.value, instance.value);
  });
}

const ALL = [
  "a.b",
  "a.c[0]",
  "a.c[1]",
  'a.d["0"]',
  "data.a.b",
  "module.m.a.b",
  "module.k[0].a.b",
  "module.k[1].a.b",
  'module.s["0"].a.b',
  "module.m.module.n.a.b",
  "module.m.module.k[0].a.c[0]",
];

const cases: readonly [string, readonly string[]][] = [
  ["a.b", ["a.b"]],
  ["data.a.b", ["data.a.b"]],
  ["a.c", ["a.c[0]", "a.c[1]"]],
  ["a.c[1]", ["a.c[1]"]],
  ["a.c[2]", []],
  ['a.c["0"]', []],
  ["a.d[0]", []],
  ['a.d["0"]', ['a.d["0"]']],
  ["a.b[0]", []],
  ["module.m", ["module.m.a.b", "module.m.module.n.a.b", "module.m.module.k[0].a.c[0]"]],
  ["module.m.a.b", ["module.m.a.b"]],
  ["module.k[0].a.b", ["module.k[0].a.b"]],
  ["module.k.a.b", ["module.k[0].a.b", "module.k[1].a.b"]],
  ['module.s["0"].a.b', ['module.s["0"].a.b']],
  ["module.s[0].a.b", []],
  ["module.k[0]", ["module.k[0].a.b"]],
  ["module.m.module.k[0].a.c[0]", ["module.m.module.k[0].a.c[0]"]],
  ["module.m.module.k.a.c[0]", ["module.m.module.k[0].a.c[0]"]],
  ["module.k[0].a.c[0]", []],
  ["module.m.a.c[0]", []],
  ["module.m.module.n", ["module.m.module.n.a.b"]],
  ["module.n", []],
  ["module.k", ["module.k[0].a.b", "module.k[1].a.b"]],
  ["module.k[0]", ["module.k[0].a.b"]],
  ["module.k.a.b", ["module.k[0].a.b", "module.k[1].a.b"]],
  ["module.k[1].a.b", ["module.k[1].a.b"]],
  ["module.s[0]", []],
  ['module.s["0"].a.b', ['module.s["0"].a.b']],
  ["module.m.module.k.a.c", ["module.m.module.k[0].a.c[0]"]],
  ["module.m.module.k[0].a.c[0]", ["module.m.module.k[0].a.c[0]"]],
  ["module.m.module.k[0].a.c[1]", []],
];
test.each(cases)("%s names what it says", (target, addresses) => {
  expect(matched(target)).toEqual(addresses);
});

test("instances come in the order of their addresses", () => {
  const resources: State["resources"] = new Map(
    ["module.m.a.b", "a.z", "a.b[10]", "a.b[2]"].map((text) => {
      const parsed = parseInstance(text);
      if (!parsed.ok) throw new Error(text);
      const { key, ...address } = parsed.value;
      const instance = { current: undefined, deposed: new Map() };
      return [text, { address, provider: "p", instances: new Map([[key, instance]]) }];
    }),
  );
  const state = { resources } as unknown as State;
  expect(instancesOf(state).map(({ address }) => formatInstance(address))).toEqual([
    "a.b[2]",
    "a.b[10]",
    "a.z",
    "module.m.a.b",
  ]);
});
