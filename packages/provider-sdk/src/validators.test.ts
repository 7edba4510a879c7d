import { describe, expect, test } from "vitest";
import type { Check } from "./attribute.ts";
import { between, lengthBetween, matching, oneOf, sizeBetween, url, whole } from "./validators.ts";

const name = matching(/^[a-z]+$/, "a name of lower-case letters");

describe.each<[string, Check<never>, readonly unknown[], readonly (readonly [unknown, string])[]]>([
  ["oneOf", oneOf("a", "b"), ["a", "b"], [["c", '"c" is none of "a", "b".']]],
  [
    "between",
    between(1, 3),
    [1, 2.5, 3],
    [
      [0.9, "0.9 does not lie between 1 and 3."],
      [3.1, "3.1 does not lie between 1 and 3."],
    ],
  ],
  ["whole", whole, [0, -2], [[1.5, "1.5 is no whole number."]]],
  [
    "lengthBetween",
    lengthBetween(1, 2),
    ["a", "😀😀"],
    [
      ["", "It has 0 characters, and may have 1 to 2."],
      ["abc", "It has 3 characters, and may have 1 to 2."],
    ],
  ],
  ["matching", name, ["abc"], [["A", '"A" is not a name of lower-case letters.']]],
  [
    "sizeBetween",
    sizeBetween(1, 2),
    [["a"], { a: 1, b: 2 }],
    [
      [[], "It has 0 elements, and may have 1 to 2."],
      [{}, "It has 0 elements, and may have 1 to 2."],
      [[1, 2, 3], "It has 3 elements, and may have 1 to 2."],
    ],
  ],
  [
    "url",
    url(),
    ["http://a", "https://a/b?c"],
    [
      ["ftp://a", '"ftp://a" is no URL that begins with https:// or http://.'],
      ["a", '"a" is no URL that begins with https:// or http://.'],
    ],
  ],
  [
    "url of other schemes",
    url("s3"),
    ["s3://bucket"],
    [["http://a", '"http://a" is no URL that begins with s3://.']],
  ],
])("%s", (_, check, right, wrong) => {
  const said = check as Check<unknown>;
  test.each(right.map((value) => [value]))("takes %j", (value) => {
    expect(said(value)).toBeUndefined();
  });
  test.each(wrong.map(([value, why]) => [value, why] as const))("refuses %j", (value, why) => {
    expect(said(value)).toBe(why);
  });
});
