import { type Lifecycle, loadConfig, memorySources } from "@tutti/config";
import {
  mapValue,
  NUMBER,
  numberValue,
  objectValue,
  type Path,
  rawEquals,
  STRING,
  stringValue,
  tupleValue,
  Value,
} from "@tutti/values";
import { describe, expect, it } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { actionsOf, EMPTY, World } from "../../testkit/world.ts";
import { writtenValue } from "../../testkit/written-value.ts";
import { ignoreChanges, keptMarks } from "./ignore-changes.ts";

async function lifecycleOf(text: string): Promise<Lifecycle> {
  const source = `resource "x_y" "a" {\n  lifecycle {\n    ignore_changes = ${text}\n  }\n}`;
  const { config } = await loadConfig(memorySources(new Map([["main.tf", source]])), {
    productVersion: "1.11.4",
  });
  const resource = config?.root.module.resources.get("x_y.a");
  if (resource === undefined) throw new Error("no resource");
  return resource.lifecycle;
}

const object = (name: string, size: number | null, tags: Readonly<Record<string, string>>): Value =>
  objectValue({
    name: stringValue(name),
    size: size === null ? Value.null(NUMBER) : numberValue(size),
    tags: mapValue(
      STRING,
      Object.entries(tags).map(([key, value]) => [key, stringValue(value)] as const),
    ),
    list: tupleValue([objectValue({ a: stringValue(name) }), objectValue({ a: stringValue("same") })]),
  });

const PRIOR = object("old", 1, { keep: "old", gone: "old" });
const CONFIG = object("new", 2, { keep: "new", more: "new" });

/** What is ignored, and what the provider is then asked for. */
const CASES: readonly (readonly [ignored: string, asked: Value])[] = [
  ["[]", CONFIG],
  ["all", PRIOR],
  ["[name]", object("old", 2, { keep: "new", more: "new" })],
  ["[size]", object("new", 1, { keep: "new", more: "new" })],
  ["[tags]", object("new", 2, { keep: "old", gone: "old" })],
  ['[tags["keep"]]', object("new", 2, { keep: "old", more: "new" })],
  ['[tags["gone"]]', object("new", 2, { keep: "new", more: "new", gone: "old" })],
  ['[tags["more"]]', object("new", 2, { keep: "new" })],
  ['[tags["keep"], tags["none"]]', object("new", 2, { keep: "old", more: "new" })],
  ['[name, tags["keep"]]', object("old", 2, { keep: "old", more: "new" })],
];

const without = (value: Value): Value =>
  objectValue([...value.asEntries].filter(([name]) => name !== "list"));

describe("ignoreChanges()", () => {
  it.each(CASES)("%s", async (ignored, asked) => {
    const found = ignoreChanges(await lifecycleOf(ignored), PRIOR, CONFIG);
    expect(rawEquals(without(found), without(asked))).toBe(true);
  });

  it("leaves to the provider what the configuration does not set", async () => {
    const given = object("new", null, {});
    const found = ignoreChanges(await lifecycleOf("all"), PRIOR, given);
    expect(found.asEntries.get("size")?.isNull).toBe(true);
    expect(found.asEntries.get("name")?.asString).toBe("old");
  });

  it("has nothing to put back for a new object", async () => {
    const nothing = Value.null(CONFIG.type);
    expect(rawEquals(ignoreChanges(await lifecycleOf("all"), nothing, CONFIG), CONFIG)).toBe(true);
  });
});

/** Attributes whose type the schema leaves open; what is asked for is as `terraform` 1.11.4 plans it. */
const OPEN: readonly (readonly [ignored: string, before: string, given: string, asked: string])[] = [
  ["input.a", "{ a = 1, b = 1 }", "{ a = 2, b = 2 }", "{ a = 1, b = 2 }"],
  ['input["a"]', "{ a = 1, b = 1 }", "{ a = 2, b = 2 }", "{ a = 1, b = 1 }"],
  ['input["none"]', "{ a = 1, b = 1 }", "{ a = 2, b = 2 }", "{ a = 1, b = 1 }"],
  ['input["a"].c', "{ a = { c = 1 }, b = 1 }", "{ a = { c = 2 }, b = 2 }", "{ a = { c = 2 }, b = 2 }"],
  ['input.a["c"]', "{ a = { c = 1 }, b = 1 }", "{ a = { c = 2 }, b = 2 }", "{ a = { c = 1 }, b = 2 }"],
  ["input.a.c, input.a", "{ a = { c = 1, d = 1 } }", "{ a = { c = 2, d = 2 } }", "{ a = { c = 1, d = 1 } }"],
  ["input.a, input.b", "{ a = 1, b = 1 }", "{ a = 2, b = 2 }", "{ a = 1, b = 1 }"],
  ["input.a", "{ a = 1, b = 1 }", "{ b = 2 }", "{ b = 2 }"],
  ["input.a", "{ b = 1 }", "{ a = 2, b = 2 }", "{ a = 2, b = 2 }"],
  ["input.a", "{ a = 1, b = 1 }", "{ a = null, b = 2 }", "{ a = 1, b = 2 }"],
  ["input.a", "tomap({ a = 1, b = 1 })", "tomap({ a = 2, b = 2 })", "tomap({ a = 2, b = 2 })"],
  ['input["a"]', "tomap({ a = 1, b = 1 })", "tomap({ a = 2, b = 2 })", "tomap({ a = 1, b = 2 })"],
  ['input["x"], input["y"]', "tomap({ x = 1, b = 1 })", "tomap({ y = 2, b = 2 })", "tomap({ x = 1, b = 2 })"],
  [
    'input.m["k"]',
    "{ m = tomap({ k = 1, l = 1 }) }",
    "{ m = tomap({ k = 2, l = 2 }) }",
    "{ m = tomap({ k = 1, l = 2 }) }",
  ],
  ["input[0], input[1].c", "[1, { c = 1 }, 1]", '[2, { c = "x" }, 2]', "[1, { c = 1 }, 2]"],
  ["input[0]", "tolist([1, 1])", "tolist([2, 2])", "tolist([1, 2])"],
  ["input[1]", '["a"]', '["b", "c"]', '["b", "c"]'],
];

describe("below an attribute of any type", () => {
  it.each(OPEN)("%s, %s then %s", async (ignored, before, given, asked) => {
    const value = (text: string): Value =>
      objectValue({ input: writtenValue(text), other: writtenValue("1") });
    const found = ignoreChanges(await lifecycleOf(`[${ignored}]`), value(before), value(given));
    expect(valueText(found)).toBe(valueText(value(asked)));
  });
});

const at = (name: string) => ({
  path: [{ kind: "attribute", name } as const],
  marks: new Set(["sensitive"]),
});

describe("keptMarks()", () => {
  it.each([
    ["[]", ["b"]],
    ["all", ["a"]],
    ["[a]", ["b", "a"]],
    ["[b]", []],
  ] as const)("%s", async (ignored, kept) => {
    const found = keptMarks(await lifecycleOf(ignored), [at("a")], [at("b")]);
    expect(
      found.flatMap(({ path }) => path.map((step) => (step.kind === "attribute" ? step.name : ""))),
    ).toEqual(kept);
  });
});

describe("the marks of a map", () => {
  const key = (text: string) => ({
    path: [{ kind: "attribute", name: "tags" } as const, { kind: "index", key: stringValue(text) } as const],
    marks: new Set(["sensitive"]),
  });
  const text = (path: Path): string =>
    path.map((step) => (step.kind === "index" ? step.key.asString : step.name)).join(".");
  it.each([
    ['[tags["a"]]', ["tags.c", "tags.a"]],
    ['[tags["b"]]', ["tags.c", "tags.b"]],
    ["[tags]", ["tags.a", "tags.b"]],
    ['[other["a"]]', ["tags.c"]],
  ])("%s", async (ignored, kept) => {
    const found = keptMarks(await lifecycleOf(ignored), [key("a"), key("b")], [key("c")]);
    expect(found.map(({ path }) => text(path))).toEqual(kept);
  });
});

describe("a map that the configuration does not set", () => {
  const tags = (entries: Readonly<Record<string, string>> | null): Value => {
    const given = object("", 1, entries ?? {}).asEntries.get("tags") ?? Value.null(STRING);
    return objectValue({ tags: entries === null ? Value.null(given.type) : given });
  };
  it.each([
    ["gets back the one key that is ignored", { a: "1", b: "2" }, null, { a: "1" }],
    ["stays unset where that key was not there", { b: "2" }, null, null],
    ["stays empty where that key was all of it", { b: "2" }, { a: "1" }, {}],
  ])("%s", async (_what, before, given, asked) => {
    const found = ignoreChanges(await lifecycleOf('[tags["a"]]'), tags(before), tags(given));
    expect(valueText(found)).toBe(valueText(tags(asked)));
    expect(found.asEntries.get("tags")?.isNull).toBe(asked === null);
  });
});

/** The lifecycle of an object whose name (which replaces) and size (which updates) both change. */
const PLANNED: readonly (readonly [lifecycle: string, action: string])[] = [
  ["", "delete-then-create"],
  ["ignore_changes = [size]", "delete-then-create"],
  ["ignore_changes = [name]", "update"],
  ["ignore_changes = [name, size]", "no-op"],
  ["ignore_changes = all", "no-op"],
];

describe("a plan", () => {
  it.each(PLANNED)("with %j does %s", async (lifecycle, action) => {
    const thing = (name: string, size: string): string =>
      `resource "cloud_thing" "a" {\n  name = "${name}"\n  size = "${size}"\n  lifecycle {\n    ${lifecycle}\n  }\n}`;
    const world = new World();
    const made = await world.run(EMPTY, thing("old", "small"));
    const ran = await world.run(made.state, thing("new", "big"));
    expect(actionsOf(ran)).toEqual([`cloud_thing.a ${action}`]);
    const [name, size] =
      action === "no-op" ? ["old", "small"] : action === "update" ? ["old", "big"] : ["new", "big"];
    expect(world.cloud.listing()).toEqual([`${name}=${size}`]);
  });
});
