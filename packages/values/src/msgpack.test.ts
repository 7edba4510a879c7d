import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { ConversionError } from "./convert.ts";
import { loadMsgpack } from "./msgpack.ts";
import { parseNumber } from "./number-text.ts";
import { setValue } from "./set-value.ts";
import {
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
import {
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

const codec = await loadMsgpack();
const number = (text: string): Value => numberValue(parseNumber(text) ?? 0);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const cases: readonly (readonly [string, Value, Type, string])[] = [
  ["text", stringValue("é"), STRING, "a2c3a9"],
  ["small number", number("5"), NUMBER, "05"],
  ["negative number", number("-1"), NUMBER, "ff"],
  ["large whole number", number("9007199254740993"), NUMBER, "cf0020000000000001"],
  [
    "number beyond 64 bits",
    number("18446744073709551616"),
    NUMBER,
    "b43138343436373434303733373039353531363136",
  ],
  ["half", number("0.5"), NUMBER, "cb3fe0000000000000"],
  ["a tenth is no float", number("0.1"), NUMBER, "a3302e31"],
  ["infinite", number("Inf"), NUMBER, "cb7ff0000000000000"],
  ["null", Value.null(STRING), STRING, "c0"],
  ["null of any type", NULL, DYNAMIC, "c0"],
  ["unknown", Value.unknown(STRING), STRING, "d40000"],
  ["unknown of any type", UNKNOWN_DYNAMIC, DYNAMIC, "d40000"],
  ["unknown, not null", Value.unknown(STRING, { notNull: true }), STRING, "c7030c8101c2"],
  ["any", number("1"), DYNAMIC, "92c408226e756d6265722201"],
  ["list", listValue(STRING, [stringValue("a")]), listType(STRING), "91a161"],
  ["set", setValue(NUMBER, [number("2"), number("1")]), setType(NUMBER), "920102"],
  [
    "map",
    mapValue(NUMBER, [
      ["b", number("1")],
      ["a", number("2")],
    ]),
    mapType(NUMBER),
    "82a16102a16201",
  ],
  ["object", objectValue({ a: stringValue("x") }), objectType({ a: STRING }), "81a161a178"],
  ["tuple with any", tupleValue([stringValue("x")]), tupleType([DYNAMIC]), "9192c40822737472696e6722a178"],
];

test.each(cases)("%s goes to MessagePack and back", (_name, value, type, wanted) => {
  const bytes = codec.encode(value, type);
  expect(hex(bytes)).toBe(wanted);
  const back = codec.decode(bytes, type);
  expect(back instanceof ConversionError || !rawEquals(back, value)).toBe(false);
  expect((back as Value).refinement).toEqual(value.refinement);
});

test("all that is known of an unknown value comes back", () => {
  const known = { notNull: true, lengthMin: 1, lengthMax: 300 };
  const back = codec.decode(
    codec.encode(Value.unknown(listType(STRING), known), listType(STRING)),
    listType(STRING),
  );
  expect((back as Value).refinement).toEqual(known);
});

test.each([
  ["cut off", "92a1", listType(STRING)],
  ["another type", "05", STRING],
  ["too few attributes", "80", objectType({ a: STRING })],
])("%s is refused", (_name, bytes, type) => {
  expect(codec.decode(Buffer.from(bytes, "hex"), type)).toBeInstanceOf(ConversionError);
});
