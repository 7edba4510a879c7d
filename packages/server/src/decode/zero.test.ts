import { describe, expect, test } from "vitest";
import * as shape from "./shape.ts";
import { zeroOf } from "./zero.ts";

const INNER = shape.struct("main.Inner", { Port: shape.int, Tags: shape.list(shape.text) });
const OUTER = shape.struct("main.Outer", { Name: shape.text, Inner: INNER, Far: shape.pointer(INNER) });

describe("what stands where nothing was given", () => {
  test("is Go's zero value of each field, nested ones too, and nothing behind a pointer", () => {
    expect(zeroOf(OUTER)).toEqual({ Name: "", Inner: { Port: 0, Tags: null }, Far: undefined });
    expect(Object.keys(zeroOf(OUTER) as object)).toEqual(["Name", "Inner", "Far"]);
  });

  test("is shared by all of a type, and nobody can write into it", () => {
    const zero = zeroOf(OUTER) as { Name: string; Inner: { Port: number } };
    expect(zeroOf(OUTER)).toBe(zero);
    expect(zero.Inner).toBe(zeroOf(INNER));
    expect(() => {
      zero.Name = "web";
    }).toThrow(TypeError);
    expect(() => {
      zero.Inner.Port = 80;
    }).toThrow(TypeError);
  });
});
