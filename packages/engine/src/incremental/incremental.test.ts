import type { InstanceKey } from "@tutti/addresses";
import type { State } from "@tutti/state";
import { stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { EMPTY, type Files, type Setting, World } from "../../testkit/world.ts";
import type { Remembered } from "./remembered.ts";

const NOTHING: Remembered = new Map();

/** A configuration, what is changed of it, and the names of things that are planned again. */
type Rule = readonly [string, Files, Files, readonly string[], Change | undefined];

interface Change {
  readonly state?: (state: State) => State;
  readonly before?: Setting;
  readonly after?: Setting;
}

const thing = (name: string, text: string, rest = ""): string =>
  `resource "cloud_thing" "${name}" {\n  name = ${text}\n${rest}}\n`;
const COUNTED = thing("a", `"a\${count.index}"`, "count = 3\n");
const each = (keys: string): string =>
  thing("a", "each.key", `for_each = toset(${keys})\n`) +
  thing("b", `"b-\${cloud_thing.a[each.key].name}"`, `for_each = toset(${keys})\n`);

const WITH_ONE = `variable "v" {}\n${thing("a", 'count.index == 1 ? var.v : "a${count.index}"', "count = 3\n")}${thing("b", '"b-${cloud_thing.a[count.index].name}"', "count = 3\n")}`;

/** Nobody minds the size of `a`, and `b` is called after it. */
const seen = (keys: string, others = keys): string =>
  thing("a", "each.key", `for_each = toset(${keys})\nlifecycle {\n  ignore_changes = [size]\n}\n`) +
  thing("b", `"b-\${cloud_thing.a[each.key].size}"`, `for_each = toset(${others})\n`);

/** The state with the size of one thing otherwise, as another one had left it. */
function resized(resource: string, key: InstanceKey): (state: State) => State {
  return (state) => {
    const found = state.resources.get(resource);
    const current = found?.instances.get(key)?.current;
    if (found === undefined || current === undefined) throw new Error("it is not there");
    const object = { ...current, attributesJson: current.attributesJson.replace("small", "large") };
    const instances = new Map([...found.instances, [key, { current: object, deposed: new Map() }]]);
    return { ...state, resources: new Map([...state.resources, [resource, { ...found, instances }]]) };
  };
}

const MODULE = (value: string): Files => ({
  "main.tf": `module "m" {\n  source = "./m"\n  v      = ${value}\n}\n${thing("after", '"after-${module.m.o}"')}`,
  "m/main.tf": `variable "v" {}\nvariable "w" {\n  default = "w"\n}\n${thing("x", "var.v")}${thing("y", "var.w")}output "o" {\n  value = var.w\n}\n`,
});

const rules: readonly Rule[] = [
  ["nothing", COUNTED, COUNTED, [], undefined],
  [
    "a comment, and what stands around",
    COUNTED,
    `# said\n\n${COUNTED.replace("name = ", "name   =   ")}`,
    [],
    undefined,
  ],
  ["another block", COUNTED + thing("one", '"x"'), COUNTED + thing("one", '"y"'), ["y"], undefined],
  [
    "the text of the block, which comes to the same",
    COUNTED,
    COUNTED.replace("name = ", 'name = "" == "x" ? "" : '),
    [],
    undefined,
  ],
  [
    "the text of the block, which comes to something else for one",
    COUNTED,
    COUNTED.replace("name = ", 'name = count.index == 1 ? "b" : '),
    ["b"],
    undefined,
  ],
  [
    "a variable that counts for one, with what refers to it",
    WITH_ONE,
    WITH_ONE,
    ["2", "b-2"],
    { before: { variables: { v: stringValue("1") } }, after: { variables: { v: stringValue("2") } } },
  ],
  [
    "a variable that is a secret now",
    `variable "v" {\n  default = "1"\n}\n${thing("a", "var.v")}`,
    `variable "v" {\n  default   = "1"\n  sensitive = true\n}\n${thing("a", "var.v")}`,
    ["1"],
    undefined,
  ],
  ["an instance more", COUNTED, COUNTED.replace("3", "4"), ["a3"], undefined],
  ["an instance less", COUNTED, COUNTED.replace("3", "2"), [], undefined],
  [
    "a key more, with what refers to it",
    each('["x", "y"]'),
    each('["x", "y", "z"]'),
    ["z", "b-z"],
    undefined,
  ],
  [
    "one object, with what refers to it",
    each('["x", "y"]'),
    each('["x", "y"]'),
    ["x", "b-x"],
    { state: resized("cloud_thing.a", "x") },
  ],
  [
    "one object that stays otherwise than before, with what refers to it",
    seen('["x", "y"]'),
    seen('["x", "y"]'),
    ["x", "b-large"],
    { state: resized("cloud_thing.a", "x") },
  ],
  [
    "one object, with what refers to it by fewer keys",
    seen('["x", "y"]', '["y"]'),
    seen('["x", "y"]', '["y"]'),
    ["y", "b-large"],
    { state: resized("cloud_thing.a", "y") },
  ],
  [
    "the value of a key",
    thing("a", "each.value", 'for_each = { x = "1", y = "2" }\n'),
    thing("a", "each.value", 'for_each = { x = "1", y = "3" }\n'),
    ["3"],
    undefined,
  ],
  [
    "a local value",
    `locals {\n  l = "1"\n  m = "1"\n}\n${thing("a", "local.l")}${thing("b", "local.m")}`,
    `locals {\n  l = "2"\n  m = "1"\n}\n${thing("a", "local.l")}${thing("b", "local.m")}`,
    ["2"],
    undefined,
  ],
  [
    "a variable",
    `variable "v" {}\n${thing("a", "var.v")}${thing("b", '"b"')}`,
    `variable "v" {}\n${thing("a", "var.v")}${thing("b", '"b"')}`,
    ["2"],
    { before: { variables: { v: stringValue("1") } }, after: { variables: { v: stringValue("2") } } },
  ],
  [
    "an object that another one sees whole",
    COUNTED + thing("all", 'join("", cloud_thing.a[*].size)'),
    COUNTED + thing("all", 'join("", cloud_thing.a[*].size)'),
    ["a0", "smallsmallsmall"],
    { state: resized("cloud_thing.a", 0) },
  ],
  ["what a module is given", MODULE('"1"'), MODULE('"2"'), ["2"], undefined],
  [
    "a key that lives in a nested block's text",
    thing("a", '"x"', '  size = "1"\n'),
    thing("a", '"x"', '  size = "2"\n'),
    ["x"],
    undefined,
  ],
  [
    "what is to be ignored",
    thing("a", '"x"', "lifecycle {\n  ignore_changes = [size]\n}\n"),
    thing("a", '"x"'),
    ["x"],
    undefined,
  ],
  [
    "what reads files is always planned",
    thing("a", 'fileexists("f") ? "x" : "y"'),
    thing("a", 'fileexists("f") ? "x" : "y"'),
    ["y"],
    undefined,
  ],
  [
    "what has conditions is always planned",
    thing(
      "a",
      '"x"',
      'lifecycle {\n  postcondition {\n    condition     = self.name != ""\n    error_message = "Never."\n  }\n}\n',
    ),
    thing(
      "a",
      '"x"',
      'lifecycle {\n  postcondition {\n    condition     = self.name != ""\n    error_message = "Never."\n  }\n}\n',
    ),
    ["x"],
    undefined,
  ],
  [
    "what is replaced with others is always planned",
    thing("a", '"x"') + thing("b", '"y"', "lifecycle {\n  replace_triggered_by = [cloud_thing.a]\n}\n"),
    thing("a", '"x"') + thing("b", '"y"', "lifecycle {\n  replace_triggered_by = [cloud_thing.a]\n}\n"),
    ["y"],
    undefined,
  ],
  [
    "with targets all of them is planned",
    COUNTED,
    COUNTED,
    ["a1"],
    { after: { targets: ["cloud_thing.a[1]"] } },
  ],
  [
    "with replacements all is planned",
    COUNTED,
    COUNTED,
    ["a0", "a1", "a2"],
    { after: { replace: ["cloud_thing.a[1]"] } },
  ],
  ["whoever refreshes plans all", COUNTED, COUNTED, ["a0", "a1", "a2"], { after: { refresh: true } }],
  [
    "the configuration of the provider",
    `provider "cloud" {\n  region = "1"\n}\n${thing("a", '"x"')}`,
    `provider "cloud" {\n  region = "2"\n}\n${thing("a", '"x"')}`,
    ["x"],
    undefined,
  ],
];

test.each(rules)("%s", async (_, before, after, planned, change) => {
  const world = new World();
  const made = await world.run(EMPTY, before, change?.before);
  const first = await world.plan(made.state, before, {
    refresh: false,
    remembered: NOTHING,
    ...change?.before,
  });
  const state = change?.state?.(made.state) ?? made.state;
  world.cloud.checked.length = 0;
  await world.plan(state, after, { refresh: false, remembered: first.remembered, ...change?.after });
  expect(world.cloud.checked.toSorted()).toEqual(planned.toSorted());
});
