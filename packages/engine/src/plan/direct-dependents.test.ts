import { type AddressList, addressList } from "@tutti/state";
import fc from "fast-check";
import { expect, it } from "vitest";
import { directDependents } from "./direct-dependents.ts";

type Lists = ReadonlyMap<string, readonly AddressList[]>;

function direct(lists: Lists): ReadonlyMap<string, readonly string[]> {
  return directDependents([...lists.keys()], (address) => lists.get(address) ?? []);
}

/** All that is reached from each, by any way. */
function reached(edges: ReadonlyMap<string, Iterable<string>>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const stack = [from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of edges.get(at) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      stack.push(next);
    }
  }
  return found;
}

it("keeps the order of all, whatever the lists say", () => {
  const names = fc.integer({ min: 0, max: 7 }).map((n) => `x.r${n}`);
  const lists = fc
    .array(fc.tuple(fc.array(names, { maxLength: 6 }), fc.array(names, { maxLength: 3 })), { maxLength: 8 })
    .map((rows) => new Map(rows.map(([a, b], n) => [`x.r${n}`, [addressList(a), addressList(b)]])));
  fc.assert(
    fc.property(lists, (given) => {
      const full = new Map<string, string[]>([...given.keys()].map((address) => [address, []]));
      for (const [address, held] of given) {
        for (const text of new Set(held.flatMap((list) => [...list])))
          if (text !== address) full.get(text)?.push(address);
      }
      const found = direct(given);
      for (const address of given.keys()) {
        expect(new Set([...reached(found, address)])).toEqual(reached(full, address));
        for (const dependent of found.get(address) ?? []) expect(full.get(address)).toContain(dependent);
      }
    }),
    { numRuns: 1_000 },
  );
});

it("gives each of a chain the next one", () => {
  const before: string[] = [];
  const lists = new Map<string, readonly AddressList[]>();
  for (let n = 0; n < 500; n++) {
    lists.set(`x.r${n}`, [addressList(before.toSorted())]);
    before.push(`x.r${n}`);
  }
  const found = direct(lists);
  expect(found.size).toBe(499);
  for (let n = 0; n < 499; n++) expect(found.get(`x.r${n}`)).toEqual([`x.r${n + 1}`]);
});

it("passes over what stays: who depends on it by way of that is told", () => {
  const lists = new Map([
    ["x.a", []],
    ["x.c", [addressList(["x.a", "x.stays"])]],
  ]);
  expect([...direct(lists)]).toEqual([["x.a", ["x.c"]]]);
});

it("tells others as well, by nobody who does not go", () => {
  const lists = new Map([
    ["x.a", []],
    ["x.b", [addressList(["x.a"])]],
    ["x.c", [addressList(["x.a", "x.b"])]],
    ["x.d", [addressList(["x.a", "x.b", "x.c"])]],
  ]);
  const found = directDependents(["x.d", "x.c"], (address) => lists.get(address) ?? [], ["x.a", "x.b"]);
  expect(Object.fromEntries(found)).toEqual({ "x.a": ["x.c"], "x.b": ["x.c"], "x.c": ["x.d"] });
  const one = directDependents(["x.d"], (address) => lists.get(address) ?? [], ["x.a", "x.b"]);
  expect(Object.fromEntries(one)).toEqual({ "x.a": ["x.d"], "x.b": ["x.d"] });
});
