import { describe, expect, test } from "vitest";
import { Draw } from "./draw.ts";
import { fuzzText, growingText } from "./fuzz-case.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { drawText } from "./grammar.ts";
import { growthFault } from "./growth.ts";
import { mutateJson } from "./mutate-json.ts";
import { shrinkText } from "./shrink.ts";
import { filesOfText, textOfFiles } from "./text-folder.ts";
import { wellFormed } from "./well-formed.ts";

const GRAMMAR = { sum: ["1", "<sum> + <sum>", "(<sum*>)"] };
const target: FuzzTarget = {
  name: "sums",
  corpus: ["1 + 2", "(3)"],
  words: ["+", "("],
  cases: 1,
  draw: (draw) => drawText(GRAMMAR, "sum", draw),
  play: () => {},
};
const indexes = Array.from({ length: 200 }, (_, index) => index);

test("a seed and a case give one text, and others give others", () => {
  const texts = indexes.map((index) => fuzzText(target, 1, index));
  expect(indexes.map((index) => fuzzText(target, 1, index))).toEqual(texts);
  expect(new Set(texts).size).toBeGreaterThan(100);
  expect(indexes.map((index) => fuzzText(target, 2, index))).not.toEqual(texts);
});

test("a growing text has one piece more with each count", () => {
  for (const index of indexes) {
    const grown = growingText(target, 1, index);
    const piece = grown(1).length - grown(0).length;
    expect(piece).toBeGreaterThan(0);
    expect(grown(100).length - grown(0).length).toBe(100 * piece);
  }
});

test("a grammar that names itself comes to an end", () => {
  const deep = { list: ["", "<list><list><list>"] };
  expect(indexes.map((seed) => drawText(deep, "list", new Draw(seed))).join("")).toBe("");
});

test("JSON with other values is JSON, and mostly another one", () => {
  const json = '{"a":[1,{"b":null}],"c":"d","e":{}}';
  const changed = indexes.map((seed) => mutateJson(json, new Draw(seed)));
  for (const one of changed) JSON.parse(one);
  expect(new Set(changed).size).toBeGreaterThan(80);
});

test("a failing text is made as short as it fails", async () => {
  const found = await shrinkText("some { text } with (a b) in it", async (text) => /\(.*\)/.test(text));
  expect(found).toBe("()");
});

describe("growth", () => {
  const text = (count: number): string => "x".repeat(count);
  test.each<readonly [string, (length: number) => number, boolean]>([
    ["linear work", (length) => length * 100, false],
    ["work that grows a little faster", (length) => length * Math.log2(length) * 100, false],
    ["the square of the length", (length) => length * length, true],
    ["a square beside as much linear work as it can hide behind", (length) => length * (5500 + length), true],
    ["a square beside constant work", (length) => length * length + 3_700_000, true],
    [
      "linear work of which one step was measured too small",
      (length) => ([28, 13, 86, 235][Math.log2(length / 1000)] ?? 0) * 1000,
      false,
    ],
    ["a square that nobody notices", (length) => (length * length) / 10_000, false],
  ])("tells of %s as it is", async (_, costOf, told) => {
    const fault = await growthFault(target.play, text, async (_play, grown) => costOf(grown.length));
    expect(fault === undefined ? "" : fault).toMatch(told ? /^grows faster than its text/ : /^$/);
  });
});

test("growth that is not there when it is measured again is not told", async () => {
  let asked = 0;
  const once = async (_play: unknown, text: string) => {
    asked += 1;
    return asked <= 8 ? text.length * text.length : text.length * 100;
  };
  expect(await growthFault(target.play, (count) => "x".repeat(count), once)).toBe(undefined);
  expect(asked).toBeGreaterThan(8);
});

test("a folder goes through its text", () => {
  const files = { "main.tf": "a = 1\n", "m/b.tf": "\n" };
  expect(Object.fromEntries(filesOfText(textOfFiles(files)))).toEqual(files);
  expect(filesOfText("x\n-- y\nz").get("main.tf")).toBe("x\n");
});

test("halves of characters are no text", () => {
  expect(wellFormed("a\ud800b\u{1f468}\udc00", "?")).toBe("a?b\u{1f468}?");
});
