import { describe, expect, test } from "vitest";
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
