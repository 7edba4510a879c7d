import { expect, test } from "vitest";
import { convert } from "./convert.ts";
import { applyDefaults, type Defaults } from "./defaults.ts";
import { encodeJson } from "./json-encode.ts";
import { listType, mapType, NUMBER, objectType, STRING } from "./type.ts";
import { mapValue, NULL, numberValue, objectValue, stringValue, tupleValue, Value } from "./value.ts";

const person = objectType({ name: STRING, age: NUMBER, tags: mapType(STRING) }, ["age", "tags"]);
const people = listType(person);
const defaults: Defaults = {
  type: people,
  values: new Map(),
  children: new Map([
    [
      "",
      {
        type: person,
        values: new Map([
          ["age", numberValue(18)],
          ["tags", mapValue(STRING, [])],
        ]),
        children: new Map(),
      },
    ],
  ]),
};
const s = stringValue;

test.each([
  ["missing", objectValue({ name: s("Ada") }), '{"age":18,"name":"Ada","tags":{}}'],
  ["null", objectValue({ name: s("Ada"), age: NULL }), '{"age":18,"name":"Ada","tags":{}}'],
  ["given", objectValue({ name: s("Bo"), age: s("41"), more: s("x") }), '{"age":41,"name":"Bo","tags":{}}'],
])("applyDefaults(): an attribute that is %s", (_name, given, wanted) => {
  const converted = convert(applyDefaults(tupleValue([given]), defaults), people);
  expect(converted.ok && encodeJson(converted.value)).toBe(`[${wanted}]`);
});

test("applyDefaults() leaves null and unknown as they are", () => {
  expect(applyDefaults(NULL, defaults)).toBe(NULL);
  const unknown = Value.unknown(people);
  expect(applyDefaults(unknown, defaults)).toBe(unknown);
});
