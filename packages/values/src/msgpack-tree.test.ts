import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { loadMsgpackTrees } from "./msgpack-tree.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

test.each<[what: string, tree: unknown, hex: string, back: unknown]>([
  ["a text", "ab", "a26162", bytes("ab")],
  ["bytes", bytes("ab"), "c4026162", bytes("ab")],
  ["a small number", 7, "07", 7],
  ["a number of 64 bits", 2n ** 64n - 1n, "cfffffffffffffffff", 2n ** 64n - 1n],
  ["a record, without what is undefined", { a: null, b: undefined }, "81a161c0", { a: null }],
  ["a list", [true, 1.5], "92c3cb3ff8000000000000", [true, 1.5]],
])("%s is written and read", async (_what, tree, hex, back) => {
  const trees = await loadMsgpackTrees();
  expect(Buffer.from(trees.encode(tree)).toString("hex")).toBe(hex);
  expect(trees.decode(new Uint8Array(Buffer.from(hex, "hex")))).toEqual(back);
});

test.each([
  ["nothing", ""],
  ["half of a text", "a261"],
  ["two values", "0102"],
])("%s is thrown", async (_what, hex) => {
  const trees = await loadMsgpackTrees();
  expect(() => trees.decode(Buffer.from(hex, "hex"))).toThrow();
});
