import { describe, expect, test } from "vitest";
import { parseEntry } from "./parse-entry.ts";

describe("parseEntry()", () => {
  test.each<[string, unknown]>([
    [
      'Kind = "service-defaults"\nName = "web"\nProtocol = "http"',
      { Kind: "service-defaults", Name: "web", Protocol: "http" },
    ],
    ['kind = "a", name = "b"', { Kind: "a", Name: "b" }],
    ['{"kind": "a", "Name": "b"}', { Kind: "a", Name: "b" }],
    ['Kind = "a" Config { x { y = 1 } }', { Kind: "a", Config: { x: { y: 1 } } }],
    ['Sources = [{ Name = "a" }]', { Sources: [{ Name: "a" }] }],
    ['Sources { Name = "a" } Sources { Name = "b" }', { Sources: [{ Name: "a" }, { Name: "b" }] }],
    ['Kind = "a" x = "${y}"', { Kind: "a", x: "${y}" }],
    ['Subsets = { "v1" = { Filter = "x" } }', { Subsets: { v1: { Filter: "x" } } }],
  ])("%s", (text, wanted) => {
    expect(parseEntry(text, "f")).toEqual(wanted);
  });

  test.each([
    ["Kind = x", /^At 1:8: Unknown token: 1:8 IDENT x; a value is wanted here/],
    ["Kind = 1 Kind { }", /^At 1:10: key 'Kind' has a plain value in one place/],
    [
      "Config { a = [1, { b = 9007199254740993 }] }",
      /^the number 9007199254740993 is larger than JSON carries exactly/,
    ],
    ["{", /JSON/],
  ])("refuses %s", (text, wanted) => {
    expect(parseEntry(text, "f")).toMatch(wanted);
  });
});
