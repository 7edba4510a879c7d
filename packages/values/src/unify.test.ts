import { describe, expect, test } from "vitest";
import { typed } from "../testkit/typed.ts";
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
import { canConvert, unify } from "./unify.ts";

const obj = objectType;
const tup = (...types: Type[]): Type => tupleType(types);

const cases: readonly (readonly [string, readonly Type[], string | undefined])[] = [
  ["none", [], undefined],
  ["one", [NUMBER], "number"],
  ["primitive", [NUMBER, STRING, BOOL], "string"],
  ["no common primitive", [NUMBER, BOOL], undefined],
  ["unknown beside known", [NUMBER, DYNAMIC], "number"],
  ["lists", [listType(NUMBER), listType(STRING)], "list(string)"],
  ["list and unknown", [listType(NUMBER), DYNAMIC], "any"],
  ["list and set", [listType(NUMBER), setType(NUMBER)], "list(number)"],
  ["tuples alike", [tup(NUMBER), tup(STRING)], "tuple([string])"],
  ["tuples of other lengths", [tup(NUMBER), tup(STRING, STRING)], "list(string)"],
  ["tuple and list", [tup(NUMBER), listType(STRING)], "list(string)"],
  ["objects alike", [obj({ a: NUMBER }), obj({ a: STRING })], "object({a=string})"],
  ["objects of other names", [obj({ a: NUMBER }), obj({ b: STRING })], "map(string)"],
  ["object and map", [obj({ a: NUMBER }), mapType(STRING)], "map(string)"],
  ["object and tuple", [obj({}), tup()], undefined],
  ["object and string", [obj({}), STRING], undefined],
];

test.each(cases)("unify(): %s", (_name, types, wanted) => {
  const common = unify(types, { unsafe: true });
  expect(common === undefined ? undefined : typeConstraintText(common)).toBe(wanted);
});

test("unify() of very many equal types is quick", () => {
  const types = Array.from({ length: 100_000 }, () => obj({ a: NUMBER, b: STRING }));
  expect(unify(types)?.kind).toBe("object");
});

describe("canConvert()", () => {
  test.each<readonly [Type, Type, boolean, boolean]>([
    [NUMBER, STRING, true, true],
    [STRING, NUMBER, false, true],
    [BOOL, NUMBER, false, false],
    [listType(STRING), setType(STRING), false, true],
    [setType(STRING), listType(STRING), true, true],
    [mapType(STRING), obj({ a: STRING }), false, true],
    [obj({}), obj({ a: STRING }, ["a"]), true, true],
    [obj({}), obj({ a: STRING }), false, false],
    [DYNAMIC, STRING, false, true],
  ])("%j to %j", (from, to, safe, unsafe) => {
    expect([canConvert(from, to), canConvert(from, to, { unsafe: true })]).toEqual([safe, unsafe]);
  });
});

/** Types that are unified, and to what: only where nothing can fail, and also where something can. */
test.each<[readonly string[], string | undefined, string | undefined]>([
  [["string", "number"], "string", "string"],
  [["number", "string", "bool"], "string", "string"],
  [["number", "bool"], undefined, undefined],
  [["dynamic", "dynamic"], "any", "any"],
  [["dynamic", '["list","string"]'], "any", "any"],
  [['["set","number"]', '["set","string"]'], "set(string)", "set(string)"],
  [['["list","number"]', '["set","string"]'], undefined, "list(number)"],
  [['["set","string"]', '["list","number"]'], undefined, "list(number)"],
  [['["tuple",["number"]]', '["set","string"]'], "set(string)", "set(string)"],
  [
    ['["tuple",["number","bool"]]', '["tuple",["number","bool"]]'],
    "tuple([number,bool])",
    "tuple([number,bool])",
  ],
  [
    ['["tuple",["number","string"]]', '["tuple",["string","number"]]'],
    "tuple([string,string])",
    "tuple([string,string])",
  ],
  [['["tuple",["number","bool"]]', '["tuple",["number"]]'], undefined, undefined],
  [['["tuple",[]]', '["tuple",["number"]]'], "list(number)", "list(number)"],
  [['["tuple",["bool"]]', '["list","number"]'], undefined, undefined],
  [
    ['["object",{"a":"number","b":"string"}]', '["object",{"a":"string","b":"number"}]'],
    "object({a=string,b=string})",
    "object({a=string,b=string})",
  ],
  [['["object",{"a":"number"}]', '["object",{"a":"number","b":"bool"}]'], undefined, undefined],
  [['["object",{"a":"number"}]', '["object",{"a":"number","b":"string"}]'], "map(string)", "map(string)"],
  [['["object",{}]', '["object",{"a":"number"}]'], "map(number)", "map(number)"],
  [['["object",{"a":"bool"}]', '["map","number"]'], undefined, undefined],
  [['["map","number"]', '["map","string"]'], "map(string)", "map(string)"],
  [['["map","number"]', '["list","number"]'], undefined, undefined],
  [['["list",["list","number"]]', '["list",["list","string"]]'], "list(list(string))", "list(list(string))"],
  [
    ['["list",["object",{"a":"number"}]]', '["list",["object",{"a":"string"}]]'],
    "list(object({a=string}))",
    "list(object({a=string}))",
  ],
  [["string", '["list","string"]'], undefined, undefined],
  [["string"], "string", "string"],
])("%j", (texts, safe, unsafe) => {
  const shown = (type: Type | undefined) => (type === undefined ? undefined : typeConstraintText(type));
  const types = texts.map(typed);
  expect(shown(unify(types))).toBe(safe);
  expect(shown(unify(types, { unsafe: true }))).toBe(unsafe);
});
