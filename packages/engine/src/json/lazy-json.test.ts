import { compactJson } from "@tutti/state";
import { type Json, JsonSyntaxError, parseJson } from "@tutti/values";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeLazyJson, type LazyJson, LazyList, LazyObject, lazily } from "./lazy-json.ts";

/** The same tree with lists and objects that are made while they are written, to a depth. */
function lazy(json: Json, depth: number): LazyJson {
  if (depth === 0 || typeof json !== "object" || json === null) return json;
  if (Array.isArray(json))
    return new LazyList(() => lazily(json as readonly Json[], (item) => lazy(item, depth - 1)));
  const names = Object.entries(json as Readonly<Record<string, Json>>);
  return new LazyObject(Object.fromEntries(names.map(([name, item]) => [name, lazy(item, depth - 1)])));
}

it("writes the text of the whole tree, again and again", () => {
  const names = fc.string().filter((name) => name !== "__proto__" && !/^\d/.test(name));
  const trees = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(names, tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  fc.assert(
    fc.property(trees, fc.nat(5), (tree, depth) => {
      const json = parseJson(JSON.stringify(tree));
      if (json instanceof JsonSyntaxError) throw new Error(json.message);
      const given = lazy(json, depth);
      for (let time = 0; time < 2; time++)
        expect([...encodeLazyJson(given)].join("")).toBe(compactJson(json));
    }),
    { numRuns: 300 },
  );
});

it("leaves out members that are not there", () => {
  const given = new LazyObject({ a: undefined, b: new LazyList(() => []), c: new LazyObject({}) });
  expect([...encodeLazyJson(given)].join("")).toBe('{"b":[],"c":{}}');
});

it("makes no more than a piece before it is taken", () => {
  let made = 0;
  const list = new LazyList(function* () {
    for (; made < 10_000; made++) yield "x".repeat(1_000);
  });
  const pieces = encodeLazyJson(list);
  pieces.next();
  expect(made).toBeLessThan(100);
  const rest = [...pieces];
  expect(made).toBe(10_000);
  expect(rest.length).toBeGreaterThan(50);
});
