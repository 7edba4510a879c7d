import { describe, expect, test } from "vitest";
import { convert } from "./convert.ts";
import { formatPath } from "./path.ts";
import { setValue } from "./set-value.ts";
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  STRING,
  setType,
  type Type,
  tupleType,
} from "./type.ts";
import { typeConstraintText } from "./type-text.ts";
import {
  boolValue,
  listValue,
  mapValue,
  NULL,
  numberValue,
  objectValue,
  rawEquals,
  stringValue,
  tupleValue,
  UNKNOWN_DYNAMIC,
  Value,
} from "./value.ts";

const s = stringValue;
const n = numberValue;
const b = boolValue;
const obj = objectValue;
const tup = (...items: Value[]): Value => tupleValue(items);

const converted: readonly (readonly [string, Value, Type, Value])[] = [
  ["number to string", n(1.5), STRING, s("1.5")],
  ["bool to string", b(true), STRING, s("true")],
  ["string to number", s("12"), NUMBER, n(12)],
  ["string to bool", s("1"), BOOL, b(true)],
  ["anything to any", tup(n(1)), DYNAMIC, tup(n(1))],
  ["tuple to list", tup(n(1), s("a")), listType(STRING), listValue(STRING, [s("1"), s("a")])],
  [
    "tuple to list of any",
    tup(n(1), b(true), s("a")),
    listType(DYNAMIC),
    listValue(STRING, [s("1"), s("true"), s("a")]),
  ],
  ["empty tuple to list of any", tup(), listType(DYNAMIC), listValue(DYNAMIC, [])],
  ["list to set", listValue(NUMBER, [n(2), n(1), n(2)]), setType(STRING), setValue(STRING, [s("1"), s("2")])],
  ["set to list", setValue(STRING, [s("b"), s("a")]), listType(STRING), listValue(STRING, [s("a"), s("b")])],
  [
    "object to map",
    obj({ b: n(1), a: s("x") }),
    mapType(STRING),
    mapValue(STRING, [
      ["a", s("x")],
      ["b", s("1")],
    ]),
  ],
  ["object to smaller object", obj({ a: n(1), b: n(2) }), objectType({ a: STRING }), obj({ a: s("1") })],
  [
    "optional attribute",
    obj({ a: n(1) }),
    objectType({ a: NUMBER, b: STRING }, ["b"]),
    obj({ a: n(1), b: Value.null(STRING) }),
  ],
  ["map to object", mapValue(STRING, [["a", s("1")]]), objectType({ a: NUMBER }), obj({ a: n(1) })],
  ["tuple to tuple", tup(n(7), s("8")), tupleType([STRING, NUMBER]), tup(s("7"), n(8))],
  ["null takes the type", NULL, listType(STRING), Value.null(listType(STRING))],
  ["unknown takes the type", UNKNOWN_DYNAMIC, STRING, Value.unknown(STRING)],
  [
    "objects to a list of maps",
    tup(obj({ a: n(1) }), obj({ b: s("x") })),
    listType(mapType(STRING)),
    listValue(mapType(STRING), [mapValue(STRING, [["a", s("1")]]), mapValue(STRING, [["b", s("x")]])]),
  ],
];

const refused: readonly (readonly [string, Value, Type, string, string])[] = [
  ["no number", s("x"), NUMBER, "a number is required", ""],
  [
    "bool in capitals",
    s("True"),
    BOOL,
    'a bool is required; to convert from string, use lowercase "true"',
    "",
  ],
  ["no bool", s("yes"), BOOL, "a bool is required", ""],
  ["number to bool", n(1), BOOL, "bool required", ""],
  ["tuple to string", tup(), STRING, "string required", ""],
  ["missing attribute", obj({}), objectType({ x: STRING }), 'attribute "x" is required', ""],
  ["two missing", obj({}), objectType({ x: STRING, y: STRING }), 'attributes "x" and "y" are required', ""],
  [
    "three missing",
    obj({}),
    objectType({ x: STRING, y: STRING, z: STRING }),
    'attributes "x", "y", and "z" are required',
    "",
  ],
  ["attribute inside", obj({ x: tup() }), objectType({ x: STRING }), 'attribute "x": string required', ""],
  [
    "elements of different types",
    tup(n(1), tup()),
    listType(DYNAMIC),
    "all list elements must have the same type",
    "",
  ],
  ["element", tup(s("a"), tup()), listType(STRING), "element 1: string required", ""],
  ["element of a map", obj({ k: tup() }), mapType(NUMBER), 'element "k": number required', ""],
  [
    "list element type",
    listValue(listType(STRING), []),
    listType(STRING),
    "incorrect list element type: string required",
    "",
  ],
  ["list of any", s("a"), listType(DYNAMIC), "list of any single type required", ""],
  [
    "the place inside",
    obj({ a: tup(s("1"), s("x")) }),
    objectType({ a: listType(NUMBER) }),
    "a number is required",
    ".a[1]",
  ],
  ["a map's element", mapValue(STRING, [["k", s("x")]]), mapType(NUMBER), "a number is required", '["k"]'],
  [
    "a map without it",
    mapValue(STRING, []),
    objectType({ k: STRING }),
    'map has no element for required attribute "k"',
    "",
  ],
];

describe("convert()", () => {
  test.each(converted)("%s", (_name, value, type, wanted) => {
    const result = convert(value, type);
    expect(result.ok && typeConstraintText(result.value.type)).toBe(typeConstraintText(wanted.type));
    expect(result.ok && rawEquals(result.value, wanted)).toBe(true);
  });

  test.each(refused)("refuses: %s", (_name, value, type, message, path) => {
    const result = convert(value, type);
    expect(result.ok ? undefined : [result.error.message, formatPath(result.error.path)]).toEqual([
      message,
      path,
    ]);
  });

  test("keeps marks, outside and inside", () => {
    const value = tup(s("1").withMarks(["sensitive"])).withMarks(["ephemeral"]);
    const result = convert(value, listType(NUMBER));
    expect(result.ok && [...(result.value.marks ?? [])]).toEqual(["ephemeral"]);
    expect(result.ok && result.value.asItems[0]?.hasMark("sensitive")).toBe(true);
  });

  test("keeps what is known of an unknown value", () => {
    const unknown = Value.unknown(tupleType([STRING, STRING]), { notNull: true });
    const result = convert(unknown, listType(STRING));
    expect(result.ok && result.value.isKnown && result.value.asItems.length).toBe(2);
  });
});
