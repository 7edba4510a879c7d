import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { decodeBody } from "../endpoint/body.ts";
import { Refusal } from "../state/refusal.ts";
import { decodeShape } from "./decode-shape.ts";
import { parseJsonText } from "./json-text.ts";
import * as shape from "./shape.ts";

const INNER = shape.struct("main.Inner", {
  Port: shape.int,
  Tags: shape.list(shape.text),
  Small: shape.integer("int8", 8, true),
  Tiny: shape.integer("uint8", 8, false),
});

const OWN = shape.struct(
  "main.Own",
  {
    Name: shape.text,
    Interval: shape.duration,
    TTL: shape.duration,
    Args: shape.alias(shape.list(shape.text), "args_x", "argsy"),
    Plain: INNER,
  },
  { reads: "struct { Interval interface {}; *main.Alias }" },
);

const ROOT = shape.struct("main.Root", {
  Node: shape.text,
  ID: shape.named("main.CheckID"),
  Flags: shape.uint64,
  Big: shape.integer("int64", 64, true),
  On: shape.flag,
  Ratio: shape.float,
  Value: shape.bytes,
  Meta: shape.map(shape.text),
  One: shape.pointer(OWN),
  Many: shape.list(shape.pointer(OWN)),
  Plain: INNER,
  List: shape.list(INNER),
  Header: shape.map(shape.list(shape.text)),
  Any: shape.any,
  Wait: shape.readableDuration,
  Skipped: shape.ignored(shape.text, "nothing reads it"),
});

const decode = (text: string): unknown => {
  const parsed = parseJsonText(Buffer.from(text));
  if (!parsed.ok) return parsed.text;
  const decoded = decodeShape(parsed.value, ROOT);
  return decoded.ok ? decoded.value : decoded.text;
};

/** Only what the text changes. */
const changed = (text: string): unknown => {
  const zero = Object.entries(decode("{}") as object);
  const value = decode(text);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key, item]) => {
      const was = zero.find(([name]) => name === key)?.[1];
      return !Object.is(item, was) && JSON.stringify(item, big) !== JSON.stringify(was, big);
    }),
  );
};
const big = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);

it("gives each field its zero value", () => {
  expect(decode("{}")).toEqual({
    Node: "",
    ID: "",
    Flags: 0n,
    Big: 0n,
    On: false,
    Ratio: 0,
    Value: null,
    Meta: null,
    One: undefined,
    Many: null,
    Plain: { Port: 0, Tags: null, Small: 0, Tiny: 0 },
    List: null,
    Header: null,
    Any: null,
    Wait: 0,
  });
});

const INNER_ZERO = { Port: 0, Tags: null, Small: 0, Tiny: 0 };
const OWN_ZERO = { Name: "", Interval: 0, TTL: 0, Args: null, Plain: INNER_ZERO };

describe("values", () => {
  test.each<readonly [string, object]>([
    ["null", {}],
    ['{"node":"a","FLAGS":7}', { Node: "a", Flags: 7n }],
    ['{"Node":"a","node":"b"}', { Node: "b" }],
    ['{"node":"a","Node":null}', { Node: "a" }],
    ['{"\u017fKIPPED":"s"}', {}],
    ['{"Flags":18446744073709551615}', { Flags: 18446744073709551615n }],
    ['{"Flags":9007199254740993}', { Flags: 9007199254740993n }],
    ['{"Big":-9223372036854775808}', { Big: -9223372036854775808n }],
    ['{"On":true,"Ratio":-1.5e3}', { On: true, Ratio: -1500 }],
    ['{"Value":"YQ=="}', { Value: Buffer.from("a") }],
    ['{"Value":"Y\\nQ=\\r="}', { Value: Buffer.from("a") }],
    ['{"Value":[1,null,255]}', { Value: Buffer.from([1, 0, 255]) }],
    ['{"Value":"YQ==","Value":null}', {}],
    ['{"Meta":{"b":"1","a":null}}', { Meta: { a: "", b: "1" } }],
    ['{"Meta":{"a":"1"},"Meta":{"b":"2"}}', { Meta: { a: "1", b: "2" } }],
    ['{"Meta":{"a":"1"},"Meta":null}', {}],
    ['{"Meta":{"__proto__":"1"}}', { Meta: Object.fromEntries([["__proto__", "1"]]) }],
    ['{"Header":{"h":["1",null]}}', { Header: { h: ["1", ""] } }],
    ['{"Plain":{"Port":80},"Plain":{"Tags":[]}}', { Plain: { ...INNER_ZERO, Port: 80, Tags: [] } }],
    ['{"List":[{"Port":1},null]}', { List: [{ ...INNER_ZERO, Port: 1 }, INNER_ZERO] }],
    ['{"List":[{"Port":1}],"List":[{"Small":2}]}', { List: [{ ...INNER_ZERO, Port: 1, Small: 2 }] }],
    ['{"One":{"Name":"x"}}', { One: { ...OWN_ZERO, Name: "x" } }],
    ['{"One":{"Name":"x"},"One":{"TTL":5}}', { One: { ...OWN_ZERO, Name: "x", TTL: 5 } }],
    ['{"One":{"Name":"x"},"One":null}', {}],
    ['{"Many":[null,{}]}', { Many: [undefined, OWN_ZERO] }],
    ['{"One":{"Interval":"1.5s","TTL":1500.7}}', { One: { ...OWN_ZERO, Interval: 1.5e9, TTL: 1500 } }],
    ['{"One":{"Interval":true,"TTL":[]}}', { One: OWN_ZERO }],
    ['{"One":{"TTL":1e300}}', { One: { ...OWN_ZERO, TTL: -(2 ** 63) } }],
    ['{"One":{"args_x":["a"],"argsy":["b"]}}', { One: { ...OWN_ZERO, Args: ["a"] } }],
    ['{"One":{"argsy":["b"],"Args":[]}}', { One: { ...OWN_ZERO, Args: ["b"] } }],
    ['{"One":{"Args":["c"],"ARGSY":["b"]}}', { One: { ...OWN_ZERO, Args: ["c"] } }],
    ['{"Any":{"b":[1.5,{"c":null}],"a":true}}', { Any: { a: true, b: [1.5, { c: null }] } }],
    ['{"Wait":"2s"}', { Wait: 2e9 }],
    ['{"Wait":7.9}', { Wait: 7 }],
    ['{"Plain":{"Port":-9007199254740992}}', { Plain: { ...INNER_ZERO, Port: -9007199254740992 } }],
    ['{"Plain":{"Small":-128,"Tiny":255}}', { Plain: { ...INNER_ZERO, Small: -128, Tiny: 255 } }],
  ])("%s", (text, value) => {
    expect(changed(text)).toEqual(value);
  });
});

const wrong = (found: string, place: string, type: string): string =>
  `json: cannot unmarshal ${found} into Go ${place} of type ${type}`;

describe("mistakes, in Go's words", () => {
  test.each<readonly [string, string]>([
    ["5", wrong("number", "value", "main.Root")],
    ["[]", wrong("array", "value", "main.Root")],
    ['"x"', wrong("string", "value", "main.Root")],
    ["true", wrong("bool", "value", "main.Root")],
    ['{"Node":1}', wrong("number", "struct field Root.Node", "string")],
    ['{"node":[]}', wrong("array", "struct field Root.Node", "string")],
    ['{"ID":{}}', wrong("object", "struct field Root.ID", "main.CheckID")],
    ['{"On":"true"}', wrong("string", "struct field Root.On", "bool")],
    ['{"On":1}', wrong("number", "struct field Root.On", "bool")],
    ['{"Ratio":"1"}', wrong("string", "struct field Root.Ratio", "float64")],
    ['{"Ratio":1e400}', wrong("number 1e400", "struct field Root.Ratio", "float64")],
    ['{"Flags":"1"}', wrong("string", "struct field Root.Flags", "uint64")],
    ['{"Flags":-1}', wrong("number -1", "struct field Root.Flags", "uint64")],
    ['{"Flags":1.5}', wrong("number 1.5", "struct field Root.Flags", "uint64")],
    ['{"Flags":1e3}', wrong("number 1e3", "struct field Root.Flags", "uint64")],
    [
      '{"Flags":18446744073709551616}',
      wrong("number 18446744073709551616", "struct field Root.Flags", "uint64"),
    ],
    ['{"Big":9223372036854775808}', wrong("number 9223372036854775808", "struct field Root.Big", "int64")],
    ['{"Big":-9223372036854775809}', wrong("number -9223372036854775809", "struct field Root.Big", "int64")],
    [
      '{"Plain":{"Port":9007199254740992}}',
      wrong("number 9007199254740992", "struct field Inner.Plain.Port", "int"),
    ],
    ['{"Plain":{"Small":128}}', wrong("number 128", "struct field Inner.Plain.Small", "int8")],
    ['{"Plain":{"Small":-129}}', wrong("number -129", "struct field Inner.Plain.Small", "int8")],
    ['{"Plain":{"Tiny":256}}', wrong("number 256", "struct field Inner.Plain.Tiny", "uint8")],
    ['{"Plain":{"Tags":"a"}}', wrong("string", "struct field Inner.Plain.Tags", "[]string")],
    ['{"Plain":{"Tags":["a",1]}}', wrong("number", "struct field Inner.Plain.Tags", "string")],
    ['{"Plain":"x"}', wrong("string", "struct field Root.Plain", "main.Inner")],
    ['{"Meta":5}', wrong("number", "struct field Root.Meta", "map[string]string")],
    ['{"Meta":{"k":1}}', wrong("number", "struct field Root.Meta", "string")],
    ['{"Header":{"h":"1"}}', wrong("string", "struct field Root.Header", "[]string")],
    ['{"List":{}}', wrong("object", "struct field Root.List", "[]main.Inner")],
    ['{"List":[{},{"Port":""}]}', wrong("string", "struct field Inner.List.Port", "int")],
    ['{"Many":5}', wrong("number", "struct field Root.Many", "[]*main.Own")],
    ['{"Value":5}', wrong("number", "struct field Root.Value", "[]uint8")],
    ['{"Value":[256]}', wrong("number 256", "struct field Root.Value", "uint8")],
    ['{"Value":["x"]}', wrong("string", "struct field Root.Value", "uint8")],
    ['{"Value":"!"}', "illegal base64 data at input byte 0"],
    ['{"Value":"YQ"}', "illegal base64 data at input byte 0"],
    ['{"Value":"YWJj="}', "illegal base64 data at input byte 4"],
    ['{"Value":"YQ="}', "illegal base64 data at input byte 3"],
    ['{"Value":"YQ=x"}', "illegal base64 data at input byte 2"],
    ['{"Value":"YQ==x"}', "illegal base64 data at input byte 4"],
    ['{"Value":"YWI=x"}', "illegal base64 data at input byte 4"],
    ['{"Value":"é"}', "illegal base64 data at input byte 0"],
    ['{"Any":[1,{"a":1e999}]}', wrong("number 1e999", "struct field Root.Any", "float64")],
    ['{"Bogus":1}', 'json: unknown field "Bogus"'],
    ['{"Bo\\"g\\n":1}', 'json: unknown field "Bo\\"g\\n"'],
    ['{"Plain":{"bogus":1}}', 'json: unknown field "bogus"'],
    ['{"Skipped":1}', wrong("number", "struct field Root.Skipped", "string")],
    ['{"Wait":"x"}', 'time: invalid duration "x"'],
    ['{"Wait":true}', 'strconv.ParseFloat: parsing "true": invalid syntax'],
    ['{"One":{"Interval":"x","TTL":"y"}}', 'time: invalid duration "x"'],
    ['{"One":{"TTL":"y","Interval":"x"}}', 'time: invalid duration "x"'],
    ['{"One":{"TTL":"5"}}', 'time: missing unit in duration "5"'],
    ['{"One":{"TTL":""}}', 'time: invalid duration ""'],
    ['{"One":{"TTL":1e999}}', wrong("number 1e999", "struct field Root.One", "float64")],
  ])("%s", (text, words) => {
    expect(decode(text)).toBe(words);
  });
});

describe("of several mistakes", () => {
  test.each<readonly [string, string, string]>([
    ["the first", '{"Node":1,"Bogus":2,"On":3}', wrong("number", "struct field Root.Node", "string")],
    ["the first", '{"Bogus":2,"Node":1}', 'json: unknown field "Bogus"'],
    [
      "that of a type that reads itself, as it ends the reading",
      '{"Node":1,"One":{"TTL":"x"}}',
      'time: invalid duration "x"',
    ],
    [
      "a wrong type before a duration",
      '{"One":{"TTL":"x","Name":1}}',
      wrong("number", "struct field Root.One", "string"),
    ],
    [
      "a syntax error before all",
      '{"Node":1,"One":{"TTL":"x"},}',
      "invalid character '}' looking for beginning of object key string",
    ],
  ])("%s is told: %s", (_which, text, words) => {
    expect(decode(text)).toBe(words);
  });

  it("names a type that reads itself by what it reads into, and its fields without it", () => {
    const parse = (text: string): unknown => {
      const parsed = parseJsonText(Buffer.from(text));
      return parsed.ok ? decodeShape(parsed.value, OWN) : parsed;
    };
    expect(parse("[]")).toEqual({
      ok: false,
      text: wrong("array", "value", "struct { Interval interface {}; *main.Alias }"),
    });
    expect(parse('{"Plain":{"Port":""}}')).toMatchObject({
      text: wrong("string", "struct field Inner.Plain.Port", "int"),
    });
    expect(parse('{"argsy":1}')).toMatchObject({ text: wrong("number", "struct field .argsy", "[]string") });
  });
});

describe("a body", () => {
  const body = (text: string, options = {}): unknown => {
    const decoded = decodeBody(Buffer.from(text), INNER, options);
    return decoded instanceof Refusal ? [decoded.status, decoded.text] : decoded;
  };

  it("is refused with 400 and the usual words", () => {
    expect(body("")).toEqual([400, "Request decode failed: EOF"]);
    expect(body("{")).toEqual([400, "Request decode failed: unexpected EOF"]);
    expect(body("[]", { prefix: "Bad: ", status: 500 })).toEqual([
      500,
      "Bad: json: cannot unmarshal array into Go value of type main.Inner",
    ]);
  });

  it("may be empty where that is allowed, but not of spaces only", () => {
    expect(body("", { mayBeEmpty: true })).toEqual(INNER_ZERO);
    expect(body(" ", { mayBeEmpty: true })).toEqual([400, "Request decode failed: EOF"]);
  });

  it("ends with its first value", () => {
    expect(body('{"Port":1} {"Port":2}')).toEqual({ ...INNER_ZERO, Port: 1 });
  });

  it("prefers the key that is written so, and then the first declared", () => {
    const twins = shape.struct("main.Twins", { Ab: shape.text, aB: shape.text });
    expect(decodeBody(Buffer.from('{"aB":"2","Ab":"1"}'), twins)).toEqual({ Ab: "1", aB: "2" });
    expect(decodeBody(Buffer.from('{"ab":"3"}'), twins)).toEqual({ Ab: "3", aB: "" });
  });

  it("takes unknown keys where its shape is open", () => {
    const open = shape.struct("main.Open", { A: shape.text }, { open: true });
    expect(decodeBody(Buffer.from('{"B":1,"a":"x"}'), open)).toEqual({ A: "x" });
  });
});

it("gives back what was encoded", () => {
  const inner = fc.record({
    Port: fc.integer(),
    Tags: fc.option(fc.array(fc.string({ unit: "grapheme" }))),
    Small: fc.integer({ min: -128, max: 127 }),
    Tiny: fc.integer({ min: 0, max: 255 }),
  });
  const root = fc.record({
    Node: fc.string({ unit: "grapheme" }),
    Flags: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    Big: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    On: fc.boolean(),
    Value: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
    Plain: inner,
    List: fc.option(fc.array(inner)),
  });
  fc.assert(
    fc.property(root, (value) => {
      const text = JSON.stringify(value, (_key, item) => {
        if (typeof item === "bigint") return `#${item}#`;
        return item?.type === "Buffer" ? Buffer.from(item.data).toString("base64") : item;
      }).replace(/"#(-?\d+)#"/g, "$1");
      expect(decode(text)).toMatchObject(value);
    }),
  );
});
