import { formatInstance, formatResource, parseInstance, parseTarget } from "@tutti/addresses";
import { emptyState, type ResourceState, type State, type StoredInstance } from "@tutti/state";
import { expect, test } from "vitest";
import { instancesOf, instancesWithin, matchesTarget, storedAt } from "./target-match.ts";

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

/** A state with nothing at each of the addresses. */
function stateOf(texts: readonly string[]): State {
  const resources = new Map<string, ResourceState>();
  for (const text of texts) {
    const parsed = parseInstance(text);
    if (!parsed.ok) throw new Error(text);
    const { key, ...address } = parsed.value;
    const before = resources.get(formatResource(address))?.instances ?? [];
    const instances = new Map([...before, [key, { current: undefined, deposed: new Map() }] as const]);
    resources.set(formatResource(address), { address, provider: "p", instances });
  }
  return { ...emptyState(""), resources };
}

const listed = (found: readonly StoredInstance[]): readonly string[] =>
  found.map(({ address }) => formatInstance(address));

test("instances come in the order of their addresses", () => {
  const state = stateOf(["module.m.a.b", "a.z", 'a.b["k"]', "a.b[10]", "a.b[2]", "a.b"]);
  expect(listed(instancesOf(state))).toEqual(["a.b", "a.b[2]", "a.b[10]", 'a.b["k"]', "a.z", "module.m.a.b"]);
});

test.each(cases)("of a state %s finds the same", (target, addresses) => {
  const parsed = parseTarget(target);
  if (!parsed.ok) throw new Error(target);
  const state = stateOf(ALL);
  const inOrder = listed(instancesOf(state)).filter((address) => addresses.includes(address));
  expect(listed(instancesWithin(state, parsed.value))).toEqual(inOrder);
  expect(inOrder).toHaveLength(new Set(addresses).size);
});

test("what stands at an address is found by all of it, its key too", () => {
  const state = stateOf(ALL);
  for (const text of [...ALL, "a.b[0]", "a.c", 'a.c["0"]', "a.d[0]", "module.k.a.b", "data.a.c[0]"]) {
    const parsed = parseInstance(text);
    if (!parsed.ok) throw new Error(text);
    const found = storedAt(state, parsed.value);
    expect(found === undefined ? [] : listed([found])).toEqual(ALL.filter((address) => address === text));
  }
});
