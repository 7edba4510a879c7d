import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indentJson } from "./json-layout.ts";

describe("indentJson()", () => {
  it("lays out as JSON.stringify does with two blanks", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const wanted = JSON.stringify(value, undefined, 2);
        expect(indentJson(JSON.stringify(value))).toBe(wanted);
        expect(indentJson(JSON.stringify(value, undefined, 3))).toBe(wanted);
      }),
    );
  });

  it("puts the margin before all lines but the first", () => {
    expect(indentJson(`{"a":[1,{}],"b":"x\\"}"}`, "    ")).toBe(
      `{\n      "a": [\n        1,\n        {}\n      ],\n      "b": "x\\"}"\n    }`,
    );
  });

  it("joins texts of many pieces", () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    expect(indentJson(JSON.stringify(numbers))).toBe(JSON.stringify(numbers, undefined, 2));
  });
});
