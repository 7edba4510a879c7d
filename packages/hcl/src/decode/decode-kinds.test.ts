import {
  encodeJson,
  encodeTypeJson,
  listType,
  NUMBER,
  numberValue,
  STRING,
  stringValue,
  type Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { parseJsonConfig } from "../json/parse-json-config.ts";
import { parseConfig } from "../parse.ts";
import { scopeOf } from "../scope/context.ts";
import { decodeBody } from "./decode-body.ts";
import type { Spec } from "./spec.ts";

const context = { variables: scopeOf({ one: numberValue(1) }) };
const object = (members: Readonly<Record<string, Spec>>): Spec => ({
  kind: "object",
  members: new Map(Object.entries(members)),
});
const attribute = (name: string, required = false): Spec => ({
  kind: "attribute",
  name,
  type: STRING,
  required,
});
const NESTED = object({ a: attribute("a") });
const OPEN: Spec = object({ a: { kind: "attribute", name: "a", type: { kind: "dynamic" } } });
const B = { type: "b", nested: NESTED } as const;

function decoded(spec: Spec, text: string): readonly string[] {
  const parsed = /^[{[]/.test(text) ? parseJsonConfig(text, "f.json") : parseConfig(text, "f");
  const { value, diagnostics } = decodeBody(parsed.body, spec, context);
  const found = [...parsed.diagnostics, ...diagnostics].map(
    ({ summary, detail, subject }) =>
      `${subject?.start.line ?? 0},${subject?.start.column ?? 0}-${subject?.end.column ?? 0} ${summary}: ${detail}`,
  );
  return found.length > 0 ? found : [shown(value)];
}

const shown = (value: Value): string =>
  value.isUnknown ? "?" : `${encodeTypeJson(value.type)} ${encodeJson(value)}`;

const OBJECT = '["object",{"a":"string"}]';

describe("each kind of spec", () => {
  test.each<[string, Spec, string, string]>([
    ["an attribute", attribute("x"), 'x = "v"', '"string" "v"'],
    ["an attribute that is not there", attribute("x"), "", '"string" null'],
    [
      "an attribute that must be there",
      attribute("x", true),
      "",
      '1,1-1 Missing required argument: The argument "x" is required, but no definition was found.',
    ],
    ["an attribute that is converted", attribute("x"), "x = one", '"string" "1"'],
    [
      "an attribute that cannot be",
      attribute("x"),
      "x = [one]",
      '1,5-10 Incorrect attribute value type: Inappropriate value for attribute "x": string required.',
    ],
    ["a literal", { kind: "literal", value: stringValue("l") }, "", '"string" "l"'],
    [
      "an object",
      object({ k: attribute("x"), l: attribute("y") }),
      'x = "v"',
      '["object",{"k":"string","l":"string"}] {"k":"v","l":null}',
    ],
    [
      "a tuple",
      { kind: "tuple", items: [attribute("x"), attribute("y")] },
      'y = "v"',
      '["tuple",["string","string"]] [null,"v"]',
    ],
    [
      "a default that is not needed",
      { kind: "default", primary: attribute("x"), fallback: attribute("y") },
      'x = "v"\ny = "w"',
      '"string" "v"',
    ],
    [
      "a default that is",
      { kind: "default", primary: attribute("x"), fallback: attribute("y") },
      'y = "w"',
      '"string" "w"',
    ],
    ["a block", { kind: "block", ...B }, 'b {\n  a = "v"\n}', `${OBJECT} {"a":"v"}`],
    ["no block", { kind: "block", ...B }, "", `${OBJECT} null`],
    [
      "a block that must be there",
      { kind: "block", ...B, required: true },
      "",
      '1,1-1 Missing b block: A block of type "b" is required here.',
    ],
    [
      "a block twice",
      { kind: "block", ...B },
      "b {}\nb {}",
      '2,1-2 Duplicate b block: Only one block of type "b" is allowed. Previous definition was at f:1,1-2.',
    ],
    [
      "a list of blocks",
      { kind: "block-list", ...B },
      'b {\n  a = "v"\n}\nb {}',
      `["list",${OBJECT}] [{"a":"v"},{"a":null}]`,
    ],
    ["an empty list of blocks", { kind: "block-list", ...B }, "", `["list",${OBJECT}] []`],
    [
      "a list that is too short",
      { kind: "block-list", ...B, min: 2 },
      "b {}",
      '1,1-1 Insufficient b blocks: At least 2 "b" blocks are required.',
    ],
    [
      "a list that is just long enough",
      { kind: "block-list", ...B, min: 1 },
      "b {}",
      `["list",${OBJECT}] [{"a":null}]`,
    ],
    [
      "a list that is too long",
      { kind: "block-list", ...B, max: 1 },
      "b {}\nb {}",
      '2,1-2 Too many b blocks: No more than 1 "b" blocks are allowed',
    ],
    [
      "a list that is just short enough",
      { kind: "block-list", ...B, max: 1 },
      "b {}",
      `["list",${OBJECT}] [{"a":null}]`,
    ],
    [
      "a set of blocks",
      { kind: "block-set", ...B },
      'b {\n  a = "w"\n}\nb {\n  a = "v"\n}\nb {\n  a = "w"\n}',
      `["set",${OBJECT}] [{"a":"v"},{"a":"w"}]`,
    ],
    [
      "a tuple of blocks",
      { kind: "block-tuple", type: "b", nested: OPEN },
      'b {\n  a = "v"\n}\nb {\n  a = one\n}',
      '["tuple",[["object",{"a":"string"}],["object",{"a":"number"}]]] [{"a":"v"},{"a":1}]',
    ],
    [
      "a map of blocks",
      { kind: "block-map", ...B, labelNames: ["k"] },
      'b "y" {}\nb "x" {\n  a = "v"\n}',
      `["map",${OBJECT}] {"x":{"a":"v"},"y":{"a":null}}`,
    ],
    ["an empty map of blocks", { kind: "block-map", ...B, labelNames: ["k"] }, "", `["map",${OBJECT}] {}`],
    [
      "a map by two labels",
      { kind: "block-map", ...B, labelNames: ["k", "l"] },
      'b "x" "1" {}\nb "x" "2" {}\nb "y" "1" {}',
      `["map",["map",${OBJECT}]] {"x":{"1":{"a":null},"2":{"a":null}},"y":{"1":{"a":null}}}`,
    ],
    [
      "an empty map by two labels",
      { kind: "block-map", ...B, labelNames: ["k", "l"] },
      "",
      `["map",["map",${OBJECT}]] {}`,
    ],
    [
      "the same label twice",
      { kind: "block-map", ...B, labelNames: ["k"] },
      'b "x" {}\nb "x" {}',
      '2,3-6 Duplicate b block: A block for b "x" was already defined. The b labels must be unique.',
    ],
    [
      "the same labels twice",
      { kind: "block-map", ...B, labelNames: ["k", "l"] },
      'b "x" "1" {}\nb "x" "1" {}',
      '2,3-10 Duplicate b block: A block for b "x" "1" was already defined. The b labels must be unique.',
    ],
    [
      "an object of blocks",
      { kind: "block-object", type: "b", nested: OPEN, labelNames: ["k"] },
      'b "y" {\n  a = "v"\n}\nb "x" {\n  a = one\n}',
      '["object",{"x":["object",{"a":"number"}],"y":["object",{"a":"string"}]}] {"x":{"a":1},"y":{"a":"v"}}',
    ],
    [
      "an object by two labels",
      { kind: "block-object", type: "b", nested: OPEN, labelNames: ["k", "l"] },
      'b "x" "1" {\n  a = one\n}',
      '["object",{"x":["object",{"1":["object",{"a":"number"}]}]}] {"x":{"1":{"a":1}}}',
    ],
    [
      "a label of the block",
      {
        kind: "block-list",
        type: "b",
        nested: object({ l: { kind: "label", index: 0, name: "k" }, a: attribute("a") }),
      },
      'b "x" {}',
      '["list",["object",{"a":"string","l":"string"}]] [{"a":null,"l":"x"}]',
    ],
    [
      "arguments of any name",
      { kind: "block-attributes", type: "b", element: STRING },
      'b {\n  y = one\n  x = "v"\n}',
      '["map","string"] {"x":"v","y":"1"}',
    ],
    [
      "arguments of any name, and no block",
      { kind: "block-attributes", type: "b", element: STRING },
      "",
      '["map","string"] null',
    ],
    [
      "arguments of any name that must be there",
      { kind: "block-attributes", type: "b", element: STRING, required: true },
      "",
      '1,1-1 Missing b block: A block of type "b" is required here.',
    ],
    [
      "arguments of any name twice",
      { kind: "block-attributes", type: "b", element: STRING },
      "b {}\nb {}",
      '2,1-2 Duplicate b block: Only one block of type "b" is allowed. Previous definition was at f:1,1-2.',
    ],
    [
      "arguments of a type",
      { kind: "block-attributes", type: "b", element: listType(NUMBER) },
      'b {\n  x = ["1"]\n}',
      '["map",["list","number"]] {"x":[1]}',
    ],
    [
      "an argument that there is not",
      attribute("x"),
      "other = 1",
      '1,1-6 Unsupported argument: An argument named "other" is not expected here.',
    ],
    [
      "a block that there is not",
      attribute("x"),
      "b {}",
      '1,1-2 Unsupported block type: Blocks of type "b" are not expected here.',
    ],
    [
      "a block where an argument is meant",
      attribute("x"),
      "x {}",
      '1,1-2 Unsupported block type: Blocks of type "x" are not expected here. Did you mean to define argument "x"? If so, use the equals sign to assign it a value.',
    ],
    [
      "an argument where a block is meant",
      { kind: "block", ...B },
      "b = 1",
      '1,1-2 Unsupported argument: An argument named "b" is not expected here. Did you mean to define a block of type "b"?',
    ],
    [
      "a label that is missing",
      { kind: "block-map", ...B, labelNames: ["k"] },
      "b {}",
      "1,3-4 Missing k for b: All b blocks must have 1 labels (k).",
    ],
    [
      "a label too many",
      { kind: "block-map", ...B, labelNames: ["k"] },
      'b "x" "y" {}',
      "1,7-10 Extraneous label for b: Only 1 labels (k) are expected for b blocks.",
    ],
  ])("%s", (_, spec, text, wanted) => {
    expect(decoded(spec, text === "" ? "" : `${text}\n`)[0]).toBe(wanted);
  });
});

describe("the same in JSON", () => {
  test.each<[string, Spec, string, string]>([
    ["an attribute", attribute("x"), '{"x": "v"}', '"string" "v"'],
    ["an attribute that is evaluated", attribute("x"), '{"x": "${one + one}"}', '"string" "2"'],
    ["null is not there", attribute("x"), '{"x": null}', '"string" null'],
    [
      "an attribute that must be there",
      attribute("x", true),
      "{}",
      '1,2-3 Missing required argument: The argument "x" is required, but no definition was found.',
    ],
    [
      "a list of objects is one body",
      object({ k: attribute("x"), l: attribute("y") }),
      '[{"x": "v"}, {"y": "w"}]',
      '["object",{"k":"string","l":"string"}] {"k":"v","l":"w"}',
    ],
    [
      "an attribute twice",
      attribute("x"),
      '[{"x": "v"}, {"x": "w"}]',
      '1,15-18 Duplicate argument: The argument "x" was already set at f.json:1,3-11.',
    ],
    ["a comment", attribute("x"), '{"//": "c", "x": "v"}', '"string" "v"'],
    ["a block", { kind: "block", ...B }, '{"b": {"a": "v"}}', `${OBJECT} {"a":"v"}`],
    [
      "a list of blocks",
      { kind: "block-list", ...B },
      '{"b": [{"a": "v"}, {}]}',
      `["list",${OBJECT}] [{"a":"v"},{"a":null}]`,
    ],
    ["no block", { kind: "block-list", ...B }, '{"b": null}', `["list",${OBJECT}] []`],
    [
      "blocks by label",
      { kind: "block-map", ...B, labelNames: ["k"] },
      '{"b": {"x": {"a": "v"}, "y": {}}}',
      `["map",${OBJECT}] {"x":{"a":"v"},"y":{"a":null}}`,
    ],
    [
      "blocks by label, in a list",
      { kind: "block-map", ...B, labelNames: ["k"] },
      '{"b": [{"x": {}}, {"y": {}}]}',
      `["map",${OBJECT}] {"x":{"a":null},"y":{"a":null}}`,
    ],
    [
      "blocks by two labels",
      { kind: "block-map", ...B, labelNames: ["k", "l"] },
      '{"b": {"x": {"1": {}, "2": {}}}}',
      `["map",["map",${OBJECT}]] {"x":{"1":{"a":null},"2":{"a":null}}}`,
    ],
    [
      "a label whose blocks are none",
      { kind: "block-map", ...B, labelNames: ["k"] },
      '{"b": {"x": null}}',
      `["map",${OBJECT}] {}`,
    ],
    [
      "arguments of any name",
      { kind: "block-attributes", type: "b", element: STRING },
      '{"b": {"x": "v", "//": "c"}}',
      '["map","string"] {"x":"v"}',
    ],
    [
      "a text for blocks",
      { kind: "block-list", ...B },
      '{"b": "x"}',
      '1,7-10 Incorrect JSON value type: Either a JSON object or a JSON array is required, representing the contents of one or more "b" blocks.',
    ],
    [
      "a text for a label",
      { kind: "block-map", ...B, labelNames: ["k"] },
      '{"b": "x"}',
      "1,7-10 Incorrect JSON value type: Either a JSON object or JSON array of objects is required here, to specify k labels for this block.",
    ],
    [
      "a text in a list of blocks",
      { kind: "block-list", ...B },
      '{"b": ["x"]}',
      "1,8-11 Incorrect JSON value type: Either a JSON object or JSON array of objects is required here, to define arguments and child blocks.",
    ],
    [
      "no label",
      { kind: "block-map", ...B, labelNames: ["k"] },
      '{"b": {}}',
      "1,7-8 Missing block label: At least one object property is required, whose name represents the b block's k.",
    ],
    [
      "what there is not",
      attribute("x"),
      '{"other": 1}',
      '1,2-9 Extraneous JSON object property: No argument or block type is named "other".',
    ],
    [
      "a name that is near",
      attribute("name"),
      '{"nme": 1}',
      '1,2-7 Extraneous JSON object property: No argument or block type is named "nme". Did you mean "name"?',
    ],
  ])("%s", (_, spec, text, wanted) => {
    expect(decoded(spec, text)[0]).toBe(wanted);
  });
});
