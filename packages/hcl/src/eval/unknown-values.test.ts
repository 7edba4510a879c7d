import {
  BOOL,
  DYNAMIC,
  encodeJson,
  encodeTypeJson,
  listType,
  mapType,
  NUMBER,
  objectType,
  type Refinement,
  STRING,
  setType,
  stringValue,
  tupleType,
  Value,
} from "@tutti/values";
import { expect, test } from "vitest";
import { parseExpression } from "../parse.ts";
import { scopeOf } from "../scope/context.ts";
import { evaluate } from "./evaluate.ts";
import { knownPrefix } from "./known-prefix.ts";

const least = (value: number) => ({ value, inclusive: true });
const context = {
  variables: scopeOf({
    any: Value.unknown(DYNAMIC),
    text: Value.unknown(STRING),
    sure: Value.unknown(STRING, { notNull: true }),
    begun: Value.unknown(STRING, { notNull: true, prefix: "ab" }),
    number: Value.unknown(NUMBER),
    high: Value.unknown(NUMBER, { notNull: true, min: least(5) }),
    higher: Value.unknown(NUMBER, { notNull: true, min: { value: 5, inclusive: false }, max: least(9) }),
    yes: Value.unknown(BOOL),
    list: Value.unknown(listType(STRING)),
    two: Value.unknown(listType(STRING), { notNull: true, lengthMin: 2, lengthMax: 3 }),
    one: Value.unknown(listType(STRING), { notNull: true, lengthMin: 1 }),
    set: Value.unknown(setType(STRING), { notNull: true, lengthMin: 1 }),
    map: Value.unknown(mapType(STRING), { notNull: true }),
    tuple: Value.unknown(tupleType([STRING, NUMBER])),
    object: Value.unknown(objectType({ a: STRING })),
    secret: stringValue("s").withMarks(["sensitive"]),
    secretYes: Value.unknown(BOOL).withMarks(["sensitive"]),
  }),
};

function shown(value: Value): string {
  if (value.marks !== undefined) return `${[...value.marks].join("+")}(${shown(value.withoutMarks())})`;
  if (value.isUnknown) return `${encodeTypeJson(value.type)} ?${known(value.refinement)}`;
  if (value.isWhollyKnown && !value.containsMarks) return encodeJson(value);
  if (value.data instanceof Map)
    return `{${[...value.asEntries].map(([key, item]) => `${key}=${shown(item)}`).join(" ")}}`;
  return `[${value.asItems.map(shown).join(" ")}]`;
}

function known(found: Refinement | undefined): string {
  if (found === undefined) return "";
  const { notNull, prefix, lengthMin, lengthMax, min, max } = found;
  const words = [
    ...(notNull === true ? ["not null"] : []),
    ...(prefix === undefined ? [] : [`${prefix}…`]),
    ...(lengthMin === undefined ? [] : [`length>=${lengthMin}`]),
    ...(lengthMax === undefined ? [] : [`length<=${lengthMax}`]),
    ...(min === undefined ? [] : [`>${min.inclusive ? "=" : ""}${min.value}`]),
    ...(max === undefined ? [] : [`<${max.inclusive ? "=" : ""}${max.value}`]),
  ];
  return words.length === 0 ? "" : ` ${words.join(", ")}`;
}

test.each([
  // One of two values.
  ["yes ? 1 : 2", '"number" ? not null, >=1, <=2'],
  ["yes ? 2 : 1", '"number" ? not null, >=1, <=2'],
  ["yes ? 1 : 1", "1"],
  ["yes ? number : 1", '"number" ?'],
  ["yes ? high : 1", '"number" ? not null, >=1'],
  ["yes ? high : 7", '"number" ? not null, >=5'],
  ["yes ? higher : 5", '"number" ? not null, >=5, <=9'],
  ["yes ? higher : 20", '"number" ? not null, >5, <=20'],
  ["yes ? null : 1", '"number" ?'],
  ["yes ? null : null", "null"],
  ['yes ? "a" : "b"', '"string" ? not null'],
  ["yes ? text : sure", '"string" ?'],
  ["yes ? sure : sure", '"string" ? not null'],
  ["yes ? two : one", '["list","string"] ? not null, length>=1'],
  ["yes ? two : two", '["list","string"] ? not null, length>=2, length<=3'],
  ["yes ? two : list", '["list","string"] ?'],
  ["yes ? any : 1", '"dynamic" ?'],
  ["secretYes ? 1 : 2", 'sensitive("number" ? not null, >=1, <=2)'],
  ['yes ? secret : "x"', 'sensitive("string" ? not null)'],
  ["true ? text : 1", '"string" ?'],
  ["any ? 1 : 2", '"number" ? not null, >=1, <=2'],
  // Operators.
  ["number + 1", '"number" ? not null'],
  ["1 / number", '"number" ? not null'],
  ["-number", '"number" ? not null'],
  ["!yes", '"bool" ? not null'],
  ["number < 1", '"bool" ? not null'],
  ["high < 5", '"bool" ? not null'],
  ["yes && true", '"bool" ? not null'],
  ["yes && false", '"bool" ? not null'],
  ["false && yes", '"bool" ? not null'],
  ["yes || true", '"bool" ? not null'],
  ["true || yes", '"bool" ? not null'],
  ["yes || false", '"bool" ? not null'],
  ["any == 1", '"bool" ? not null'],
  ["text == null", '"bool" ? not null'],
  ["sure == null", "false"],
  ["sure != null", "true"],
  ['begun == "b"', "false"],
  ['begun == "abc"', '"bool" ? not null'],
  // Texts.
  ['"${text}"', '"string" ?'],
  ['"a-${text}"', '"string" ? not null, a-…'],
  ['"ab${text}"', '"string" ? not null, a…'],
  ['"${text}b"', '"string" ? not null'],
  ['"${begun}c"', '"string" ? not null'],
  ['"x-${begun}"', '"string" ? not null, x-…'],
  ['"${number}"', '"number" ?'],
  ['"n:${number}"', '"string" ? not null, n:…'],
  ['"%{ if yes }a%{ else }b%{ endif }"', '"string" ? not null'],
  ['"-%{ for x in list }${x}%{ endfor }"', '"string" ? not null, -…'],
  ['"a-${secret}${text}"', 'sensitive("string" ? not null, a-…)'],
  // Parts.
  ["list[0]", '"string" ?'],
  ["list[number]", '"string" ?'],
  ["map.a", '"string" ?'],
  ["map[text]", '"string" ?'],
  ["object.a", '"string" ?'],
  ["tuple[0]", '"string" ?'],
  ["tuple[number]", '"dynamic" ?'],
  ["any.a", '"dynamic" ?'],
  ["any[0]", '"dynamic" ?'],
  ["[1, 2][number]", '"dynamic" ?'],
  ["{ a = 1 }[text]", '"dynamic" ?'],
  ["{ (text) = 1 }", '"dynamic" ?'],
  ["{ a = text }", '{a="string" ?}'],
  ["[text, 1]", '["string" ? 1]'],
  // Each of them.
  ["[for x in list : x]", '"dynamic" ?'],
  ["[for x in [1, 2] : x if yes]", '"dynamic" ?'],
  ["[for x in [1] : x + number]", '["number" ? not null]'],
  ["{ for x in list : x => 1 }", '"dynamic" ?'],
  ["{ for x in [text] : x => 1 }", '"dynamic" ?'],
  ["list[*]", '["list","string"] ? not null'],
  ["list[*].a", "! Unsupported attribute"],
  ["any[*].a", '"dynamic" ?'],
  ["text[*]", '"dynamic" ?'],
  ["sure[*]", '["string" ? not null]'],
  ["object[*].a", '"dynamic" ?'],
  ["[object][*].a", '["string" ?]'],
])("%s is %s", (text, wanted) => {
  const { expression } = parseExpression(text, "f");
  const { value, diagnostics } = evaluate(expression, context);
  const [problem] = diagnostics;
  expect(problem === undefined ? shown(value) : `! ${problem.summary}`).toBe(wanted);
});

test.each([
  ["", ""],
  ["a", ""],
  ["ab", "a"],
  ["ab-", "ab-"],
  ["ab:", "ab:"],
  ["é", ""],
  ["aé", "a"],
  ["é-", "é-"],
  ["e\u0301x-", "éx-"],
  ["x👨‍👩‍👧", "x"],
  ["a".repeat(200), "a".repeat(127)],
  [`${"-".repeat(200)}`, "-".repeat(128)],
  [`${"é".repeat(100)}`, "é".repeat(63)],
  [`${"-".repeat(127)}é`, "-".repeat(127)],
  [`${"漢".repeat(60)}`, "漢".repeat(41)],
])("of %j this much is certain: %j", (text, wanted) => {
  expect(knownPrefix(text)).toBe(wanted);
});
