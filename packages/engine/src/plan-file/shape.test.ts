import { expect, test } from "vitest";
import {
  bytes,
  eachOf,
  mapOf,
  milliseconds,
  oneOf,
  optional,
  record,
  setOf,
  text,
  truth,
  whole,
} from "./shape.ts";

const POINT = record<{ x: number; y: number | undefined }>({ x: whole, y: optional(whole) });

test.each([
  [text, "", "1"],
  [truth, false, true],
  [whole, 0, Number.MAX_SAFE_INTEGER],
  [milliseconds, 0, 1.5],
  [bytes, new Uint8Array(), Buffer.from("x")],
  [oneOf("a", "b"), "a", "b"],
  [optional(whole), undefined, 1],
  [eachOf(whole), [], [1]],
  [mapOf(whole), new Map(), new Map([["a", 1]])],
  [setOf(text), new Set(), new Set(["a"])],
  [POINT, { x: 1 }, { x: 1, y: 2 }],
])("takes %#", (shape, one, other) => {
  for (const thing of [one, other]) expect(shape(thing)).toBe(thing);
});

test.each([
  [text, 1, "it is no text"],
  [truth, 1, "it is neither true nor false"],
  [truth, null, "it is neither true nor false"],
  [whole, -1, "it is no whole number"],
  [whole, 1.5, "it is no whole number"],
  [whole, 2 ** 53, "it is no whole number"],
  [whole, "1", "it is no whole number"],
  [milliseconds, -0.5, "it is no duration"],
  [milliseconds, Number.NaN, "it is no duration"],
  [milliseconds, Number.POSITIVE_INFINITY, "it is no duration"],
  [milliseconds, "1", "it is no duration"],
  [bytes, [1], "it is not made of bytes"],
  [oneOf("a", "b"), "c", "it is none of a, b"],
  [optional(whole), null, "it is no whole number"],
  [eachOf(whole), { 0: 1 }, "it is no list"],
  [eachOf(whole), [1, "x"], "[1] is no whole number"],
  [mapOf(whole), {}, "it is no map"],
  [mapOf(whole), new Map([[1, 1]]), "it has a name that is no text"],
  [mapOf(eachOf(whole)), new Map([["a", [-1]]]), "a[0] is no whole number"],
  [setOf(text), ["a"], "it is no set"],
  [setOf(text), new Set([1]), "it is no text"],
  [POINT, null, "it is no record"],
  [POINT, [1], "it is no record"],
  [POINT, {}, "x is no whole number"],
  [POINT, { x: 1, z: 2 }, 'it has "z", which is not known'],
])("refuses %#", (shape, thing, message) => {
  expect(() => shape(thing)).toThrow(expect.objectContaining({ message }));
});
