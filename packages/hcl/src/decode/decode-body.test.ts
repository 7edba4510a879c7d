import { NUMBER, numberValue, objectValue, rawEquals, STRING, stringValue, Value } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { traversalText } from "../ast/traversal.ts";
import { expandDynamicBlocks } from "../dynamic/expand-body.ts";
import { parseJsonConfig } from "../json/parse-json-config.ts";
import { parseConfig } from "../parse.ts";
import { type EvalContext, scopeOf } from "../scope/context.ts";
import { bodyReferences } from "./body-references.ts";
import { decodeBody } from "./decode-body.ts";
import type { Spec } from "./spec.ts";
import { impliedType } from "./spec-schema.ts";

const rule: Spec = {
  kind: "object",
  members: new Map<string, Spec>([
    ["port", { kind: "attribute", name: "port", type: NUMBER, required: true }],
  ]),
};
const spec: Spec = {
  kind: "object",
  members: new Map<string, Spec>([
    ["name", { kind: "attribute", name: "name", type: STRING }],
    ["rules", { kind: "block-list", type: "rule", nested: rule }],
  ]),
};
const context: EvalContext = {
  variables: scopeOf({
    ports: objectValue({ a: numberValue(1), b: numberValue(2) }),
    u: Value.unknown(impliedType(spec)),
  }),
};

function decode(text: string): { readonly value: Value; readonly errors: readonly string[] } {
  const parsed = text.startsWith("{") ? parseJsonConfig(text, "f.json") : parseConfig(text, "f");
  const body = expandDynamicBlocks(parsed.body, { context });
  const { value, diagnostics } = decodeBody(body, spec, context);
  const errors = [...parsed.diagnostics, ...diagnostics].map(
    ({ summary, detail }) => `${summary}: ${detail}`,
  );
  return { value, errors };
}

function wanted(name: string, ports: readonly number[]): Value {
  const items = ports.map((port) => objectValue({ port: numberValue(port) }));
  const list = items[0] === undefined ? [] : items;
  return objectValue({
    name: stringValue(name),
    rules: Value.knownUnchecked({ kind: "list", element: impliedType(rule) }, list),
  });
}

describe("decodeBody()", () => {
  test.each([
    ["native", 'name = "x"\nrule {\n  port = 1\n}\nrule {\n  port = "2"\n}\n'],
    ["JSON", '{"name": "x", "rule": [{"port": 1}, {"port": "${1 + 1}"}], "//": "a comment"}'],
    [
      "dynamic",
      'name = "x"\ndynamic "rule" {\n  for_each = ports\n  content {\n    port = rule.value\n  }\n}\n',
    ],
    [
      "iterator",
      'name = "x"\ndynamic "rule" {\n  for_each = ports\n  iterator = it\n  content {\n    port = it.value\n  }\n}\n',
    ],
  ])("reads %s", (_, text) => {
    const { value, errors } = decode(text);
    expect(errors).toEqual([]);
    expect(rawEquals(value, wanted("x", [1, 2]))).toBe(true);
  });

  test("of a dynamic block over an unknown value nothing is known", () => {
    const { value, errors } = decode(
      'dynamic "rule" {\n  for_each = u.rules\n  content {\n    port = 1\n  }\n}\n',
    );
    expect(errors).toEqual([]);
    expect(value.asEntries.get("rules")?.isUnknown).toBe(true);
  });

  test.each([
    ["nam = 1\n", 'Unsupported argument: An argument named "nam" is not expected here. Did you mean "name"?'],
    ["rule {}\n", 'Missing required argument: The argument "port" is required, but no definition was found.'],
    ['rule "l" {\n  port = 1\n}\n', "Extraneous label for rule: No labels are expected for rule blocks."],
    [
      "rules {}\n",
      'Unsupported block type: Blocks of type "rules" are not expected here. Did you mean "rule"?',
    ],
    [
      "name = []\n",
      'Incorrect attribute value type: Inappropriate value for attribute "name": string required.',
    ],
    [
      '{"nme": 1}',
      'Extraneous JSON object property: No argument or block type is named "nme". Did you mean "name"?',
    ],
    [
      '{"rule": 1}',
      'Incorrect JSON value type: Either a JSON object or a JSON array is required, representing the contents of one or more "rule" blocks.',
    ],
    ['{"name": "${x}"}', 'Unknown variable: There is no variable named "x". Did you mean "u"?'],
    [
      '{"name" = 1}',
      "Missing property value colon: JSON uses a colon as its name/value delimiter, not an equals sign.",
    ],
    [
      'dynamic "x" {\n  for_each = []\n  content {}\n}\n',
      'Unsupported block type: Blocks of type "x" are not expected here.',
    ],
    [
      'dynamic "rule" {\n  for_each = null\n  content {}\n}\n',
      "Invalid dynamic for_each value: Cannot use a null value in for_each.",
    ],
  ])("refuses %s", (text, message) => {
    expect(decode(text).errors).toContain(message);
  });

  test.each([
    ["the block's own name", "name = a.b", "for_each = c.d", "port = rule.value + e", ["a.b", "c.d", "e"]],
    [
      "another name, and then not the block's own",
      "",
      "iterator = it\nfor_each = c.d",
      "port = it.value + rule.value",
      ["c.d", "rule.value"],
    ],
    [
      "within labels, not within for_each",
      "",
      "for_each = rule.x\nlabels = [rule.key, l.m]",
      "port = 1",
      ["rule.x", "l.m"],
    ],
    ["where for_each is missing", "", "", "port = rule.value + e", ["e"]],
    ["beside what a dynamic block does not have", "", "for_each = c.d\nodd = o.p", "port = e", ["c.d", "e"]],
  ])("bodyReferences() leaves iterators out: %s", (_, before, header, content, wanted) => {
    const { body } = parseConfig(
      `${before}\ndynamic "rule" {\n${header}\ncontent {\n${content}\n}\n}\n`,
      "f",
    );
    expect(bodyReferences(body, spec).map(traversalText)).toEqual(wanted);
  });
});
