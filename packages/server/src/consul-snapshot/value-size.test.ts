import { Buffer } from "node:buffer";
import { loadMsgpackTrees } from "@tutti/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sizeOfValue } from "./value-size.ts";

describe("sizeOfValue()", () => {
  test.each<[what: string, hex: string, size: number | undefined]>([
    ["nothing", "", undefined],
    ["a small number and more", "07ff", 1],
    ["a negative one", "ff", 1],
    ["64 bits", "cf0000000000000001", 9],
    ["64 bits cut off", "cf00000000000000", undefined],
    ["a short text", "a26162", 3],
    ["a short text cut off", "a261", undefined],
    ["a text with its length in 16 bits", "da00026162", 5],
    ["a length cut off", "da00", undefined],
    ["bytes", "c4026162", 4],
    ["an extension", "d6ff00000000", 6],
    ["a longer extension", "c702ff0000", 5],
    ["a list of lists", "929190c0", 4],
    ["a map", "81a16192c2c3", 6],
    ["a map in 32 bits", "df00000001a161c0", 8],
    ["a map without its last value", "82a161c0a162", undefined],
    ["what begins nothing", "c1", Number.NaN],
    ["what begins nothing, within", "91c1", Number.NaN],
  ])("of %s", (_what, hex, size) => {
    expect(sizeOfValue(Buffer.from(hex, "hex"), 0)).toBe(size);
  });

  test("of whatever is written is its length, and of less of it unknown", async () => {
    const trees = await loadMsgpackTrees();
    fc.assert(
      fc.property(fc.jsonValue(), (tree) => {
        const bytes = Buffer.from(trees.encode(tree));
        expect(sizeOfValue(Buffer.concat([Buffer.from([0]), bytes, Buffer.from([0])]), 1)).toBe(bytes.length);
        expect(sizeOfValue(bytes.subarray(0, -1), 0)).toBe(undefined);
      }),
      { numRuns: 300 },
    );
  });

  test("of what is nested deeper than any stack", () => {
    expect(sizeOfValue(Buffer.concat([Buffer.alloc(1_000_000, 0x91), Buffer.from([0xc0])]), 0)).toBe(
      1_000_001,
    );
  });
});
