import { describe, expect, it } from "vitest";
import { columns } from "../api/columns.ts";
import { goRegexpMistake } from "../api/go-regexp.ts";
import { goJsonError } from "./go-json-error.ts";

describe("goJsonError()", () => {
  it.each<[string, string | undefined]>([
    ['{"a": [1, -2.5e3, true, null, "\\u00e4"]}', undefined],
    ["", "unexpected end of JSON input"],
    ['{"a"', "unexpected end of JSON input"],
    ["not json", "invalid character 'o' in literal null (expecting 'u')"],
    ["{oops", "invalid character 'o' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a": 1 2}', "invalid character '2' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
    ["1 2", "invalid character '2' after top-level value"],
    ["-x", "invalid character 'x' in numeric literal"],
    ["'", "invalid character '\\'' looking for beginning of value"],
    ['"\\x"', "invalid character 'x' in string escape code"],
  ])("%s: %s", (text, wanted) => {
    expect(goJsonError(text)).toBe(wanted);
  });
});

describe("goRegexpMistake()", () => {
  it.each<[string, string | undefined]>([
    [".*", undefined],
    ["((", "error parsing regexp: missing closing ): `((`"],
    ["[a", "error parsing regexp: missing closing ]: `[a`"],
    ["*", "error parsing regexp: missing argument to repetition operator: `*`"],
  ])("%s", (pattern, wanted) => {
    expect(goRegexpMistake(pattern)).toBe(wanted);
  });
});

describe("columns()", () => {
  it("pads all columns but the last", () => {
    expect(
      columns([
        ["Node", "ID", "DC"],
        ["e1", "", "dc1"],
      ]),
    ).toBe("Node  ID  DC\ne1        dc1");
  });
});
