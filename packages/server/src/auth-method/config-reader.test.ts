import { describe, expect, test } from "vitest";
import { ConfigReader } from "./config-reader.ts";

type Read = (reader: ConfigReader) => unknown;
const READS: Readonly<Record<string, Read>> = {
  text: (reader) => reader.text("Name"),
  flag: (reader) => reader.flag("Name"),
  durationMs: (reader) => reader.durationMs("Name"),
  texts: (reader) => reader.texts("Name"),
  textMap: (reader) => Object.fromEntries(reader.textMap("Name")),
};

/** What is read, or the mistake that is told of it; in both cases nothing is left over. */
function read(kind: string, value: unknown): unknown {
  const reader = new ConfigReader({ Name: value });
  const found = READS[kind]?.(reader);
  return reader.mistake?.replace("error decoding config: 1 error(s) decoding:\n\n* ", "") ?? found;
}

const list = "got unconvertible type '[]interface {}'";
const map = "got unconvertible type 'map[string]interface {}'";

// As Consul 1.9.8 answers for members of these kinds.
describe.each<[kind: string, rows: readonly (readonly [value: unknown, wanted: unknown])[]]>([
  [
    "text",
    [
      [null, ""],
      ["", ""],
      ["x", "x"],
      [1.5, "1.5"],
      [true, "1"],
      [false, "0"],
      [[], `'Name' expected type 'string', ${list}`],
      [["x"], `'Name' expected type 'string', ${list}`],
      [{}, `'Name' expected type 'string', ${map}`],
    ],
  ],
  [
    "flag",
    [
      [null, false],
      ["", false],
      [true, true],
      [0, false],
      [-1, true],
      ["T", true],
      ["1", true],
      ["true", true],
      ["False", false],
      ["0", false],
      ["yes", `cannot parse 'Name' as bool: strconv.ParseBool: parsing "yes": invalid syntax`],
      [[], `'Name' expected type 'bool', ${list}`],
      [{ a: 1 }, `'Name' expected type 'bool', ${map}`],
    ],
  ],
  [
    "durationMs",
    [
      [null, 0],
      [5_000_000, 5],
      [true, 1e-6],
      [false, 0],
      ["2000000", 2],
      ["-2000000", -2],
      // Ours alone: a duration as everywhere else.
      ["30s", 30_000],
      ["", `cannot parse 'Name' as int: strconv.ParseInt: parsing "": invalid syntax`],
      ["abc", `cannot parse 'Name' as int: strconv.ParseInt: parsing "abc": invalid syntax`],
      [[1], `'Name' expected type 'time.Duration', ${list}`],
      [{}, `'Name' expected type 'time.Duration', ${map}`],
    ],
  ],
  [
    "texts",
    [
      [null, []],
      ["", []],
      [[], []],
      [{}, []],
      ["x", ["x"]],
      [5, ["5"]],
      [true, ["1"]],
      [
        ["x", 1, null],
        ["x", "1", ""],
      ],
      [["x", ["y"]], `'Name[1]' expected type 'string', ${list}`],
      [{ a: "x" }, `'Name[0]' expected type 'string', ${map}`],
    ],
  ],
  [
    "textMap",
    [
      [null, {}],
      [{}, {}],
      [[], {}],
      [[null], {}],
      [{ a: "x" }, { a: "x" }],
      [
        { a: 1, b: true, c: null },
        { a: "1", b: "1", c: "" },
      ],
      [[{ a: "x" }, { b: "y" }], { a: "x", b: "y" }],
      [{ a: ["x"] }, `'Name[a]' expected type 'string', ${list}`],
      ["x", "'Name' expected a map, got 'string'"],
      [true, "'Name' expected a map, got 'bool'"],
      [5, "'Name' expected a map, got 'float64'"],
      [[{}, 1], "'Name[1]' expected a map, got 'float64'"],
      [[["x"]], "'Name[0][0]' expected a map, got 'string'"],
    ],
  ],
])("%s", (kind, rows) => {
  test.each(rows)("of %j is %j", (value, wanted) => {
    expect(read(kind, value)).toEqual(wanted);
  });
});

test("a member is found in any case, and what nobody asked for is told with all else, in order", () => {
  const reader = new ConfigReader({ NAME: [], other: 1, More: 2, size: {} });
  expect([reader.text("name"), reader.text("Size"), reader.text("none")]).toEqual(["", "", ""]);
  expect(reader.mistake).toBe(
    [
      "error decoding config: 3 error(s) decoding:\n",
      "* '' has invalid keys: More, other",
      `* 'Size' expected type 'string', ${map}`,
      `* 'name' expected type 'string', ${list}`,
    ].join("\n"),
  );
});
