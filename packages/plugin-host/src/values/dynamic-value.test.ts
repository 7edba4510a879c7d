import { block, blockList, impliedType, type Nesting, optional, required } from "@tutti/plugin";
import {
  listType,
  NUMBER,
  numberValue,
  objectType,
  objectValue,
  rawEquals,
  STRING,
  stringValue,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { DynamicCodec, UnreadableValue } from "./dynamic-value.ts";
import { fillBlocks } from "./fill-blocks.ts";

const codec = await DynamicCodec.load();
const none = new Uint8Array();
const json = (text: string) => ({ msgpack: none, json: new TextEncoder().encode(text) });
const TYPE = objectType({ a: STRING, b: listType(NUMBER) });

test("values come back as they went", () => {
  const value = objectValue({ a: stringValue("x"), b: Value.unknown(listType(NUMBER)) });
  const { msgpack } = codec.encode(value, TYPE);
  expect(rawEquals(codec.decode({ msgpack, json: none }, TYPE), value)).toBe(true);
});

test("JSON is read where there is no MessagePack, which counts before it", () => {
  const wanted = objectValue({ a: stringValue("x"), b: Value.null(listType(NUMBER)) });
  expect(rawEquals(codec.decode(json('{"a":"x","b":null}'), TYPE), wanted)).toBe(true);
  const both = { ...json('{"a":"y","b":null}'), ...codec.encode(wanted, TYPE) };
  expect(rawEquals(codec.decode(both, TYPE), wanted)).toBe(true);
});

test("what is left out is null", () => {
  expect(codec.decode(undefined, TYPE).isNull).toBe(true);
  expect(codec.decode({ msgpack: none, json: none }, TYPE).isNull).toBe(true);
});

test.each([
  ["JSON of another type", json('{"a":"x","b":["y"]}'), /^a number is required at \.b\[0\]$/],
  ["JSON that is none", json("{"), /./],
  [
    "MessagePack that is none",
    { msgpack: Uint8Array.of(0xc1), json: none },
    /^Unrecognized type byte: 0xc1$/,
  ],
])("%s is refused", (_, given, why) => {
  expect(() => codec.decode(given, TYPE)).toThrow(UnreadableValue);
  expect(() => codec.decode(given, TYPE)).toThrow(why);
});

describe("what old plugins leave out of an object is filled:", () => {
  const inner = block({ x: optional(STRING) }, { deep: blockList(block({ y: optional(STRING) })) });
  const nested = (nesting: Nesting) => ({ ...blockList(inner), nesting });
  const outer = block(
    { name: required(STRING) },
    {
      list: nested("list"),
      set: nested("set"),
      map: nested("map"),
      single: nested("single"),
      group: nested("group"),
    },
  );
  const type = impliedType(outer);
  const filled = (text: string): unknown => plain(fillBlocks(outer, codec.decode(json(text), type)));
  const EMPTY = { list: [], set: [], map: {}, single: null, group: { x: null, deep: [] } };

  test("blocks that are null are empty, and a group is always there", () => {
    expect(filled('{"name":"n","list":null,"set":null,"map":null,"single":null,"group":null}')).toEqual({
      name: "n",
      ...EMPTY,
    });
  });

  test("in every depth", () => {
    const one = '{"x":"1","deep":null}';
    const whole = { x: "1", deep: [] };
    expect(
      filled(
        `{"name":null,"list":[${one}],"set":[${one}],"map":{"k":${one}},"single":${one},"group":${one}}`,
      ),
    ).toEqual({ name: null, list: [whole], set: [whole], map: { k: whole }, single: whole, group: whole });
  });

  test("what is null or unknown as a whole stays so", () => {
    expect(fillBlocks(outer, Value.null(type)).isNull).toBe(true);
    expect(fillBlocks(outer, Value.unknown(type)).isKnown).toBe(false);
    const bare = block({ n: optional(NUMBER) });
    const value = objectValue({ n: numberValue(1) });
    expect(fillBlocks(bare, value)).toBe(value);
  });
});

/** A known value as plain data. */
function plain(value: Value): unknown {
  if (value.isNull) return null;
  if (value.type.kind === "object" || value.type.kind === "map")
    return Object.fromEntries([...value.asEntries].map(([name, part]) => [name, plain(part)]));
  if (value.type.kind === "list" || value.type.kind === "set") return [...value.asItems].map(plain);
  return value.asString;
}
