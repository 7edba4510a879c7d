import type { BlockSchema, ProviderSchema } from "@tutti/plugin";
import { decodeState, type State } from "@tutti/state";
import { BOOL, listType, mapType, NUMBER, objectType, STRING, setType, type Type } from "@tutti/values";
import { describe, expect, it, test } from "vitest";
import { stateDifference } from "./state-difference.ts";

const attribute = (type: Type, sensitive = false) => ({ type, optional: true, sensitive });
const KEY: BlockSchema = {
  attributes: new Map([
    ["id", attribute(STRING)],
    ["key", attribute(STRING, true)],
  ]),
  blocks: new Map(),
};
const THING: BlockSchema = {
  attributes: new Map([
    ["name", attribute(STRING)],
    ["copy", attribute(STRING)],
    ["size", attribute(NUMBER)],
    ["on", attribute(BOOL)],
    ["secret", attribute(STRING, true)],
    ["tags", attribute(mapType(STRING))],
    ["ports", attribute(listType(objectType({ outer: NUMBER })))],
    ["colours", attribute(setType(STRING))],
    ["secrets", attribute(setType(STRING), true)],
  ]),
  blocks: new Map([
    ["one", { nesting: "single", block: KEY } as const],
    ["group", { nesting: "group", block: KEY } as const],
    ["many", { nesting: "list", block: KEY } as const],
    ["named", { nesting: "map", block: KEY } as const],
  ]),
};
const SOURCE = 'provider["registry.terraform.io/hashicorp/cloud"]';

const SCHEMA: ProviderSchema = {
  provider: { version: 0, block: { attributes: new Map(), blocks: new Map() } },
  resourceTypes: new Map([["cloud_thing", { version: 0, block: THING }]]),
  dataSources: new Map([["cloud_look", { version: 0, block: THING }]]),
};

type Attributes = Readonly<Record<string, unknown>>;
/** All that the schema has, as nobody set it. */
const UNSET: Attributes = Object.fromEntries(
  [...THING.attributes.keys(), ...THING.blocks.keys()].map((name) => [name, null]),
);
/** One instance: what of its row differs from a plain object. */
interface Row {
  readonly attributes?: Attributes;
  readonly sensitive?: readonly (readonly (string | number)[])[];
  readonly more?: Attributes;
  readonly mode?: "data";
  readonly type?: string;
}

/** The first step is an attribute, any other is an index. */
function pathJson(steps: readonly (string | number)[]): unknown {
  return steps.map((value, at) =>
    at === 0 ? { type: "get_attr", value } : { type: "index", value: { value, type: typeof value } },
  );
}

function state(resources: Readonly<Record<string, readonly Row[]>>, outputs: unknown = {}): State {
  const list = Object.entries(resources).map(([name, rows]) => ({
    mode: rows[0]?.mode ?? "managed",
    type: rows[0]?.type ?? (rows[0]?.mode === "data" ? "cloud_look" : "cloud_thing"),
    name,
    provider: SOURCE,
    instances: rows.map(({ attributes = {}, sensitive = [], more = {} }) => ({
      schema_version: 0,
      attributes: { ...UNSET, ...attributes },
      sensitive_attributes: sensitive.map(pathJson),
      ...more,
    })),
  }));
  const text = JSON.stringify({ version: 4, serial: 1, lineage: "l", outputs, resources: list });
  const decoded = decodeState(text, { name: "Tutti", version: "1.11.4" });
  if (!decoded.ok) throw new Error(decoded.problems.map(({ detail }) => detail).join());
  return decoded.value;
}

const find = (provider: string): ProviderSchema | undefined => (provider === SOURCE ? SCHEMA : undefined);

/** The attributes of the only object by their names, one a line; what must not be shown is `secret`. */
function attributesOf(before: Row | undefined, after: Row | undefined): readonly string[] {
  const one = (row: Row | undefined): State => state(row === undefined ? {} : { t: [row] });
  const { objects } = stateDifference(one(before), one(after), find);
  expect(objects.length).toBeLessThan(2);
  return (objects[0]?.attributes ?? []).map(({ path, before: old, after: now, sensitive }) =>
    sensitive && old === undefined && now === undefined ? `${path} secret` : `${path} ${old} > ${now}`,
  );
}

describe("goes down to what differs", () => {
  const rows: readonly (readonly [string, Attributes, Attributes, readonly string[]])[] = [
    [
      "a text, a number and a truth",
      { name: "a", size: 1, on: true },
      { name: "b", size: 2, on: false },
      ['name "a" > "b"', "size 1 > 2", "on true > false"],
    ],
    ["what was set and is not", { name: "a" }, {}, ['name "a" > undefined']],
    ["what was not set and is", {}, { name: "" }, ['name undefined > ""']],
    [
      "keys of a map",
      { tags: { a: "1", b: "2", "c d": "3" } },
      { tags: { a: "1", b: "4", "e.f": "5" } },
      ['tags.b "2" > "4"', 'tags["c d"] "3" > undefined', 'tags["e.f"] undefined > "5"'],
    ],
    [
      "elements of a list",
      { ports: [{ outer: 1 }, { outer: 2 }] },
      { ports: [{ outer: 1 }, { outer: 3 }, { outer: 4 }] },
      ["ports[1].outer 2 > 3", 'ports[2] undefined > {"outer":4}'],
    ],
    [
      "a set as a whole",
      { colours: ["red", "blue"] },
      { colours: ["red"] },
      ['colours ["blue","red"] > ["red"]'],
    ],
    ["a map where there was none, as a whole", {}, { tags: { a: "1" } }, ['tags undefined > {"a":"1"}']],
    [
      "a single block",
      { one: { id: "1", key: null } },
      { one: { id: "2", key: null } },
      ['one.id "1" > "2"'],
    ],
    [
      "a block of a list",
      { many: [{ id: "1", key: null }] },
      { many: [{ id: "2", key: null }] },
      ['many[0].id "1" > "2"'],
    ],
    [
      "a block of a map",
      { named: { k: { id: "1", key: null } } },
      { named: { k: { id: "2", key: null } } },
      ['named.k.id "1" > "2"'],
    ],
  ];
  it.each(rows)("%s", (_, before, after, expected) => {
    expect(attributesOf({ attributes: before }, { attributes: after })).toEqual(expected.toSorted());
  });

  it("shows each attribute that is set of an object that came or went", () => {
    const row = { attributes: { name: "a", tags: { k: "v" } } };
    expect(attributesOf(undefined, row)).toEqual(['name undefined > "a"', 'tags undefined > {"k":"v"}']);
    expect(attributesOf(row, undefined)).toEqual(['name "a" > undefined', 'tags {"k":"v"} > undefined']);
  });
});

describe("what is secret is never shown", () => {
  const rows: readonly (readonly [string, Row, Row, readonly string[]])[] = [
    ["by the schema", { attributes: { secret: "a" } }, { attributes: { secret: "b" } }, ["secret secret"]],
    [
      "by the schema of single, grouped, listed and named blocks",
      {
        attributes: {
          one: { id: "1", key: "a" },
          group: { id: "1", key: "b" },
          many: [{ id: "1", key: "c" }],
          named: { k: { id: "1", key: "d" } },
        },
      },
      {
        attributes: {
          one: { id: "2", key: "e" },
          group: { id: "2", key: "f" },
          many: [{ id: "2", key: "g" }],
          named: { k: { id: "2", key: "h" } },
        },
      },
      [
        'one.id "1" > "2"',
        "one.key secret",
        'group.id "1" > "2"',
        "group.key secret",
        'many[0].id "1" > "2"',
        "many[0].key secret",
        'named.k.id "1" > "2"',
        "named.k.key secret",
      ],
    ],
    [
      "what holds something secret, as a whole",
      {},
      { attributes: { one: { id: "1", key: "a" }, many: [{ id: "1", key: "c" }] } },
      ["one secret", "many secret"],
    ],
    [
      "what holds a secret number, as a whole",
      {},
      { attributes: { ports: [{ outer: 1234 }] }, sensitive: [["ports", 0, "outer"]] },
      ["ports secret"],
    ],
    [
      "by what was marked in the earlier version",
      { attributes: { name: "a", size: 1 }, sensitive: [["name"]] },
      { attributes: { name: "b", size: 2 } },
      ["name secret", "size 1 > 2"],
    ],
    [
      "by what is marked in the later version",
      { attributes: { name: "a", size: 1 } },
      { attributes: { name: "b", size: 2 }, sensitive: [["name"]] },
      ["name secret", "size 1 > 2"],
    ],
    [
      "one key of a map, beside others",
      { attributes: { tags: { a: "1", b: "2" } } },
      { attributes: { tags: { a: "3", b: "4" } }, sensitive: [["tags", "a"]] },
      ["tags.a secret", 'tags.b "2" > "4"'],
    ],
    [
      "one element of a list, beside others",
      { attributes: { ports: [{ outer: 1 }, { outer: 2 }] } },
      { attributes: { ports: [{ outer: 3 }, { outer: 4 }] }, sensitive: [["ports", 1]] },
      ["ports[0].outer 1 > 3", "ports[1].outer secret"],
    ],
    [
      "all within what is marked",
      { attributes: { tags: { a: "1" } }, sensitive: [["tags"]] },
      { attributes: { tags: { a: "2" } }, sensitive: [["tags"]] },
      ["tags.a secret"],
    ],
    [
      "where a secret of the earlier version was handed on",
      { attributes: { secret: "hunter", copy: "hunter", name: "x" } },
      { attributes: { secret: "hunter", copy: "open", name: "y" } },
      ['name "x" > "y"', "copy secret"],
    ],
    [
      "where a secret of the later version is handed on, within a map and a set",
      { attributes: { tags: { a: "open" }, colours: ["red"] } },
      { attributes: { secret: "hunter", tags: { a: "hunter" }, colours: ["hunter", "red"] } },
      ["secret secret", "tags.a secret", "colours secret"],
    ],
    [
      "where an element of a secret set is handed on",
      { attributes: { copy: "open" } },
      { attributes: { secrets: ["one", "two"], copy: "two" } },
      ["copy secret", "secrets secret"],
    ],
    [
      "the empty text is no secret to look for",
      { attributes: { secret: "", copy: "" } },
      { attributes: { secret: "", copy: "open" } },
      ['copy "" > "open"'],
    ],
  ];
  it.each(rows)("%s", (_, before, after, expected) => {
    expect(attributesOf(before, after)).toEqual(expected.toSorted());
    // The places are the same in the other direction.
    expect(attributesOf(after, before).map((line) => line.split(" ")[0])).toEqual(
      expected.toSorted().map((line) => line.split(" ")[0]),
    );
  });

  it("and nothing of an object whose schema is not known, or that fits none", () => {
    const [a, b] = [{ attributes: { name: "a" } }, { attributes: { name: "b" } }];
    const { objects } = stateDifference(state({ t: [a] }), state({ t: [b] }), () => undefined);
    expect(objects).toMatchObject([
      { kind: "changed", attributes: [{ path: "", before: undefined, after: undefined, sensitive: true }] },
    ]);
    const other = { type: "cloud_other" };
    expect(attributesOf({ ...a, ...other }, { ...b, ...other })).toEqual([" secret"]);
    // Written by another version of the provider: it is not there to be shown.
    expect(attributesOf({ attributes: { size: "many" } }, a)).toEqual(['name undefined > "a"']);
  });

  it("looks at data sources by their own schema", () => {
    const row = (name: string): Row => ({ mode: "data", attributes: { name, secret: name } });
    expect(attributesOf(row("a"), row("b"))).toEqual(["name secret", "secret secret"]);
    const look: Row = { mode: "data", attributes: { size: 1 } };
    expect(attributesOf(look, { ...look, attributes: { size: 2 } })).toEqual(["size 1 > 2"]);
  });
});

test("names what came, changed and went by address, deposed objects after the current one", () => {
  const row = (name: string, more: Attributes = {}): Row => ({ attributes: { name }, more });
  const before = state({ c: [row("1")], b: [row("1", { index_key: 0 }), row("1", { index_key: 1 })] });
  const after = state({
    d: [row("1")],
    b: [
      row("2", { index_key: 0 }),
      row("3", { index_key: 0, deposed: "0badcafe" }),
      row("1", { index_key: 1 }),
    ],
    a: [row("1")],
  });
  const told = (from: State, to: State) =>
    stateDifference(from, to, find).objects.map(
      ({ kind, address, deposedKey = "", attributes }) =>
        `${kind} ${address} ${deposedKey} ${attributes.map((one) => `${one.before} > ${one.after}`).join()}`,
    );
  expect(told(before, after)).toEqual([
    'added cloud_thing.a  undefined > "1"',
    'changed cloud_thing.b[0]  "1" > "2"',
    'added cloud_thing.b[0] 0badcafe undefined > "3"',
    'removed cloud_thing.c  "1" > undefined',
    'added cloud_thing.d  undefined > "1"',
  ]);
  expect(told(after, before)).toEqual([
    'removed cloud_thing.a  "1" > undefined',
    'changed cloud_thing.b[0]  "2" > "1"',
    'removed cloud_thing.b[0] 0badcafe "3" > undefined',
    'added cloud_thing.c  undefined > "1"',
    'removed cloud_thing.d  "1" > undefined',
  ]);
  expect(stateDifference(after, after, find)).toEqual({ objects: [], outputs: [] });
});

test("shows outputs, unless one of the two versions says that they are sensitive", () => {
  const output = (value: unknown, sensitive = false) => ({
    value,
    type: typeof value,
    ...(sensitive ? { sensitive } : {}),
  });
  const before = state(
    {},
    {
      same: output("s"),
      changed: output(1),
      gone: output("g"),
      was: output("w", true),
      becomes: output("b"),
      both: output("x", true),
      secretGone: output("y", true),
    },
  );
  const after = state(
    {},
    {
      same: output("s"),
      changed: output(2),
      come: output("c"),
      was: output("v"),
      becomes: output("a", true),
      both: output("z", true),
      secretCome: output("y", true),
    },
  );
  const shown = stateDifference(before, after, find).outputs.map(
    ({ kind, name, before: old, after: now, sensitive }) => `${kind} ${name} ${old} > ${now} ${sensitive}`,
  );
  expect(shown.toSorted()).toEqual([
    'added come undefined > "c" false',
    "added secretCome undefined > undefined true",
    "changed becomes undefined > undefined true",
    "changed both undefined > undefined true",
    "changed changed 1 > 2 false",
    "changed was undefined > undefined true",
    'removed gone "g" > undefined false',
    "removed secretGone undefined > undefined true",
  ]);
});
