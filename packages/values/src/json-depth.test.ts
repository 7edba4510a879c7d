import { describe, expect, test } from "vitest";
import { DATA_DEPTH_MAX, isDeeperThan } from "./json-depth.ts";
import { JsonSyntaxError, parseJson } from "./json-text.ts";
import type { Json } from "./json-tree.ts";

const arrays = (levels: number, inner = ""): string => "[".repeat(levels) + inner + "]".repeat(levels);
const tree = (text: string): Json => {
  const json = parseJson(text);
  if (json instanceof JsonSyntaxError) throw new Error(json.message);
  return json;
};

describe("nested more than so many times", () => {
  test.each<[number, string, boolean]>([
    [0, "1", false],
    [0, "null", false],
    [0, "[]", true],
    [0, "{}", true],
    [1, "[]", false],
    [1, "[1, [], 2]", true],
    [2, "[1, [], 2]", false],
    [1, '{"a": 1, "b": {"c": 2}}', true],
    [2, '{"a": 1, "b": {"c": 2}}', false],
    [2, '{"a": [1.50, {"c": 2}]}', true],
    [3, '{"a": [1.50, {"c": 2}]}', false],
    [1, "[1.0000000000000000001]", false],
    [DATA_DEPTH_MAX, arrays(DATA_DEPTH_MAX), false],
    [DATA_DEPTH_MAX, arrays(DATA_DEPTH_MAX + 1), true],
    [DATA_DEPTH_MAX, arrays(100_000), true],
  ])("%i: %s", (levels, text, deeper) => {
    expect(isDeeperThan(levels, tree(text))).toBe(deeper);
  });
});

describe("a text that is nested too deeply for its own parser", () => {
  test.each([
    ["is never closed", "[".repeat(100_000)],
    ["holds a number that JSON.parse would round", arrays(100_000, "1.5")],
    ["is of objects", '{"a":'.repeat(100_000)],
  ])("is refused in Go's words where it %s", (_, text) => {
    expect(parseJson(text)).toMatchObject({ message: "exceeded max depth" });
  });

  test("is read to the end below that", () => {
    expect(parseJson(arrays(1_500, "1.5"))).not.toBeInstanceOf(JsonSyntaxError);
    expect(parseJson(arrays(1_501, "1.5"))).toBeInstanceOf(JsonSyntaxError);
  });
});
