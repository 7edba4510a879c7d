import { describe, expect, test } from "vitest";
import { expectRows } from "../../testkit/rows.ts";
import { createTerminal } from "../../testkit/terminal.ts";
import { errorText, findErrors } from "./find-errors.ts";

const catalogue = {
  "too-many": { words: "Too many {} blocks", meaning: "Take some away." },
  "missing-for": { words: "Missing {} for {}", meaning: "Add it." },
  "any-text": { words: "{}", meaning: "The message says what." },
  EODD: { words: "", meaning: "Odd." },
  dotted: { words: "a.b (c)", meaning: "Correct it." },
};

test.each<[string, readonly string[]]>([
  ["too-many", ["too-many"]],
  ["TOO-MANY", ["too-many"]],
  ["Too many dynamic blocks", ["too-many"]],
  ["Error: too many x blocks ", ["too-many"]],
  ["Warning: Missing a for b for c", ["missing-for"]],
  ["Too many  blocks", []],
  ["a.b (c)", ["dotted"]],
  ["axb (c)", []],
  ["eodd", ["EODD"]],
  ["anything else", []],
  ["", []],
])("findErrors(%j)", (text, codes) => {
  expect(findErrors(catalogue, text).map(({ code }) => code)).toEqual(codes);
});

test("errorText() leaves words out where there are none", () => {
  expect(errorText({ code: "EODD", words: "", meaning: "Odd." })).toBe("EODD\n\nOdd.\n");
});

test("errorText() shows the code, the words and the meaning, wrapped", () => {
  const meaning = "word ".repeat(20).trim();
  expect(errorText({ code: "x", words: "No {}\n\tof {}\n", meaning })).toBe(
    `x\n\n  No … of …\n\n${"word ".repeat(15).trim()}\n${"word ".repeat(5).trim()}\n`,
  );
});

describe("explain", () => {
  const own = { product: "tutti" } as const;

  test("finds by code and by words, and says what is near", async () => {
    await expectRows(createTerminal().run, [
      [
        "explain unsupported-argument",
        0,
        { out: /^unsupported-argument\n\n {2}Unsupported argument\n\nThe block has/ },
        own,
      ],
      ["explain Unsupported argument", 0, { out: /^unsupported-argument\n/ }, own],
      ["explain Too many provider blocks", 0, { out: /^too-many-blocks\n/ }, own],
      ["explain unsupported-argumen", 1, { err: /Did you mean "unsupported-argument"\?/ }, own],
      ["explain nothing of that kind", 1, { err: /No error of that code/ }, own],
      ["explain", 1, { err: /Give the code of an error/ }, own],
      ["explain -x", 1, { err: /Failed to parse command-line flags/ }, own],
      ["explain -help", 0, { out: /^Usage: tutti \[global options\] explain/ }, own],
      ["-help", 0, { out: /Commands of our own:\n {2}drift watch .*\n {2}explain/ }, own],
    ]);
  });

  test("-json gives code, words and meaning", async () => {
    const { out } = await createTerminal().run("explain -json key-name-missing", own);
    expect(JSON.parse(out)).toEqual([
      { code: "key-name-missing", words: "Missing key name", meaning: expect.stringContaining("/v1/kv/") },
    ]);
  });

  test("is no command under another name", async () => {
    await expectRows(createTerminal().run, [
      ["explain x", 1, { err: /^Terraform has no command named "explain"\./ }],
      ["explain x", 127, { err: /^Usage: consul/ }, { product: "consul" }],
    ]);
  });
});
