import { describe, expect, test } from "vitest";
import { parseHcl1 } from "./parse.ts";
import type { Item, Node } from "./syntax.ts";

/** Keys with what stands behind them, as short as it goes. */
function brief(node: Node): unknown {
  if (node.kind === "literal") return node.value;
  return node.kind === "list" ? node.items.map(brief) : node.items.map(briefItem);
}

function briefItem({ keys, value }: Item): unknown {
  const names = keys.map(({ name }) => name).join(" ");
  return value.kind === "object" ? { [names]: brief(value) } : [names, brief(value)];
}

function read(text: string): unknown {
  const parsed = parseHcl1(text, "loose");
  return parsed.ok ? brief(parsed.root) : String(parsed.error);
}

// As Consul 1.9.8 reads the rules of policies.
describe("the loose JSON form", () => {
  test.each<readonly [string, unknown]>([
    ["{}", []],
    [
      '{"a": "b", "c": -1, "d": 1.5, "e": .5, "f": true, "g": null}',
      [
        ["a", "b"],
        ["c", -1],
        ["d", 1.5],
        ["e", 0.5],
        ["f", true],
        ["g", ""],
      ],
    ],
    ['{"a": "\\u0041\\n\t"}', [["a", "A\n\t"]]],
    ['{"a": "${"}"}', [["a", "${"]]],
    // Labels are objects of objects alone, and what comes again lists of objects alone.
    ['{"a": {"b": {"c": 1}}}', [{ "a b": [["c", 1]] }]],
    ['{"a": {"b": {}}}', [{ "a b": [] }]],
    ['{"a": {"b": {}, "c": 1}}', [{ a: [{ b: [] }, ["c", 1]] }]],
    ['{"a": [{"b": {"c": 1}}, {"d": {}}]}', [{ "a b": [["c", 1]] }, { "a d": [] }]],
    ['{"a": {"b": [{"c": 1}]}}', [{ a: [{ b: [["c", 1]] }] }]],
    ['{"a": [{"b": 1}, 2]}', [["a", [[["b", 1]], 2]]]],
    ['{"a": []}', [["a", []]]],
    ['{"a" "b": {"c": 1}}', [{ "a b": [["c", 1]] }]],
    // What is cut off, and what goes on.
    ["{", []],
    ['{"a"', []],
    ['{"a":', []],
    ['{"a": {"b": 1', [{ a: [["b", 1]] }]],
    ['{"a": 1, }', [["a", 1]]],
    ['{"a": 1 "b": 2}', [["a", 1]]],
    ['{"a": 1} @', [["a", 1]]],
    ['{"a": [true, [1]]}', [["a", [1]]]],
    ["{{}", "expected: STRING got: LBRACE"],
    ['{"a": [null]}', "unexpected token while parsing list: NULL"],
    ['{"a": [', "unexpected token while parsing list: EOF"],
    ['{"a": :}', "Expected object value, got unknown token: 1:7 COLON :"],
    ['{"a', "1:4: literal not terminated"],
    ['{"a": tru}', "1:9: illegal char"],
    ['{"a": -}', "1:7: illegal char"],
    ['{"a": @}', "1:7: illegal char: @"],
    ['{"a": 01}', "1:8: numbers cannot start with 0"],
    ['{"a": "\\q"}', "1:9: illegal char escape"],
    [`${'{"a":'.repeat(102)}1`, "nested deeper than 100 levels"],
  ])("%s", (text, wanted) => {
    const said = read(text);
    if (typeof wanted === "string") expect(said).toMatch(wanted);
    else expect(said).toEqual(wanted);
  });

  test("is only read where it is asked for", () => {
    expect(parseHcl1("{").ok).toBe(false);
  });
});
