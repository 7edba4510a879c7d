import type { BlockSchema } from "@tutti/plugin";
import { emptyBlock } from "@tutti/plugin";
import {
  listValue,
  NUMBER,
  numberValue,
  objectValue,
  rawEquals,
  STRING,
  setValue,
  stringValue,
  Value,
} from "@tutti/values";
import { describe, expect, it } from "vitest";
import { proposedNew } from "./proposed.ts";
import { planProblems, resultProblems } from "./valid.ts";

const ELEMENT: BlockSchema = {
  attributes: new Map([
    ["name", { type: STRING, required: true }],
    ["id", { type: STRING, computed: true }],
  ]),
  blocks: new Map(),
};

const SCHEMA: BlockSchema = {
  attributes: new Map([
    ["id", { type: STRING, computed: true }],
    ["name", { type: STRING, optional: true }],
    ["size", { type: NUMBER, optional: true, computed: true }],
  ]),
  blocks: new Map([
    ["port", { nesting: "list", block: ELEMENT }],
    ["tag", { nesting: "set", block: ELEMENT }],
  ]),
};

type Text = string | null;

function element(name: Text, id: Text): Value {
  return objectValue({ id: text(id), name: text(name) });
}

function text(value: Text): Value {
  return value === null ? Value.null(STRING) : stringValue(value);
}

function whole(
  id: Text,
  name: Text,
  size: number | null,
  ports: readonly Value[] = [],
  tags: readonly Value[] = [],
): Value {
  const type = element("", "").type;
  return objectValue({
    id: text(id),
    name: text(name),
    port: listValue(type, ports),
    size: size === null ? Value.null(NUMBER) : numberValue(size),
    tag: setValue(type, tags),
  });
}

const NOTHING = Value.null(emptyBlock(SCHEMA).type);

/** Prior, configuration, wanted. */
const PROPOSALS: readonly (readonly [string, Value, Value, Value])[] = [
  ["a new object is the configuration", NOTHING, whole(null, "a", null), whole(null, "a", null)],
  ["computed values are kept", whole("1", "a", 5), whole(null, "b", null), whole("1", "b", 5)],
  ["what the configuration sets wins", whole("1", "a", 5), whole(null, "a", 7), whole("1", "a", 7)],
  ["an argument taken away is null", whole("1", "a", 5), whole(null, null, null), whole("1", null, 5)],
  [
    "list blocks belong together by place",
    whole("1", "a", 1, [element("x", "ix"), element("y", "iy")]),
    whole(null, "a", null, [element("x2", null)]),
    whole("1", "a", 1, [element("x2", "ix")]),
  ],
  [
    "set blocks belong together by what the configuration says of them",
    whole("1", "a", 1, [], [element("x", "ix"), element("y", "iy")]),
    whole(null, "a", null, [], [element("y", null), element("z", null)]),
    whole("1", "a", 1, [], [element("y", "iy"), element("z", null)]),
  ],
];

describe("proposedNew()", () => {
  it.each(PROPOSALS)("%s", (_name, prior, config, wanted) => {
    const got = proposedNew(SCHEMA, prior, config);
    expect(rawEquals(got, wanted)).toBe(true);
  });
});

const UNKNOWN_ID = objectValue({
  ...Object.fromEntries(whole(null, "a", null).asEntries),
  id: Value.unknown(STRING),
});

describe("planProblems()", () => {
  it.each([
    ["a computed value may be unknown", whole(null, "a", null), UNKNOWN_ID, []],
    [
      "an argument must be what the configuration says",
      whole(null, "a", null),
      whole("1", "b", null),
      ['.name: planned value cty.StringVal("b") does not match config value cty.StringVal("a")'],
    ],
    [
      "an argument that is not computed must stay null",
      whole(null, null, null),
      whole("1", "b", null),
      ['.name: planned value cty.StringVal("b") for a non-computed attribute'],
    ],
    [
      "blocks are as many as the configuration has",
      whole(null, "a", null, [element("x", null)]),
      whole(null, "a", null),
      [".port: block count in plan (0) disagrees with count in config (1)"],
    ],
  ])("%s", (_name, config, planned, wanted) => {
    expect(planProblems(SCHEMA, NOTHING, config, planned)).toEqual(wanted);
  });
});

describe("resultProblems()", () => {
  it.each([
    ["unknown may become anything", UNKNOWN_ID, whole("7", "a", null), []],
    [
      "known must stay",
      whole("1", "a", 5),
      whole("1", "b", 5),
      ['.name: was cty.StringVal("a"), but now cty.StringVal("b")'],
    ],
    ["the object must be there", whole("1", "a", 5), NOTHING, ["Root object was present, but now absent"]],
  ])("%s", (_name, planned, actual, wanted) => {
    expect(resultProblems(SCHEMA, planned, actual)).toEqual(wanted);
  });
});
