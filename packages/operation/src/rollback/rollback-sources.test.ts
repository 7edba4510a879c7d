import { loadConfig, memorySources } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import {
  type AttributeSchema,
  type BlockSchema,
  impliedType,
  type NestedBlockSchema,
  type ProviderSchema,
} from "@tutti/plugin";
import { decodeState, type State } from "@tutti/state";
import { decodeJson, STRING, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { type RollbackRequest, rollbackSources } from "./rollback-sources.ts";

const CLOUD = 'provider["registry.terraform.io/hashicorp/cloud"]';
const OTHER = 'provider["registry.terraform.io/hashicorp/other"]';
const SOURCE = "registry.terraform.io/hashicorp/cloud";

const TEXT: AttributeSchema = { type: STRING, optional: true };
function blockOf(
  attributes: Readonly<Record<string, AttributeSchema>>,
  blocks: Readonly<Record<string, NestedBlockSchema>> = {},
): BlockSchema {
  return { attributes: new Map(Object.entries(attributes)), blocks: new Map(Object.entries(blocks)) };
}
function nested(nesting: NestedBlockSchema["nesting"], block = blockOf({ a: TEXT })): NestedBlockSchema {
  return { nesting, block };
}

const SETTINGS = blockOf(
  { region: TEXT, made: { type: STRING, computed: true }, token: { ...TEXT, sensitive: true } },
  {
    one: nested("single", blockOf({ a: TEXT }, { deep: nested("list") })),
    group: nested("group"),
    many: nested("list"),
    some: nested("set"),
    named: nested("map"),
  },
);
const THING = blockOf({ id: { type: STRING, computed: true }, name: TEXT });
const SCHEMA: ProviderSchema = {
  provider: { version: 0, block: SETTINGS },
  resourceTypes: new Map([["cloud_thing", { version: 0, block: THING }]]),
  dataSources: new Map(),
  ephemeralTypes: new Map(),
};

interface Row {
  readonly module?: string;
  readonly mode?: "data";
  readonly name?: string;
  /** The instance of a provider with `for_each`. */
  readonly keeper?: string;
  readonly provider?: string;
  readonly key?: string | number;
  readonly attributes?: unknown;
  readonly dependencies?: readonly string[];
  readonly deposed?: string;
  readonly first?: true;
}

function stateOf(rows: readonly Row[], outputs: Readonly<Record<string, unknown>> = {}): State {
  const resources = rows.map(({ module, mode = "managed", name = "t", provider = CLOUD, ...one }) => ({
    ...(module === undefined ? {} : { module }),
    mode,
    type: "cloud_thing",
    name,
    ...(one.keeper === undefined ? { provider } : {}),
    instances: [
      {
        ...(one.keeper === undefined ? {} : { provider: one.keeper }),
        ...(one.key === undefined ? {} : { index_key: one.key }),
        ...(one.deposed === undefined ? {} : { deposed: one.deposed }),
        schema_version: 0,
        attributes: one.attributes ?? { id: "1", name: `n${one.key ?? ""}` },
        dependencies: one.dependencies ?? [],
        ...(one.first === undefined ? {} : { create_before_destroy: true }),
      },
    ],
  }));
  const text = JSON.stringify({ version: 4, serial: 1, lineage: "l", outputs, resources });
  const state = decodeState(text, { name: "Tutti", version: "1.11.4" });
  if (!state.ok) throw new Error(state.problems.map(({ detail }) => detail).join());
  return state.value;
}

function settings(json: unknown): Value {
  const decoded = decodeJson(JSON.stringify(json), impliedType(SETTINGS));
  if (!decoded.ok) throw new Error(`${JSON.stringify(json)} is no configuration`);
  return decoded.value;
}

function request(version: State, more: Partial<RollbackRequest> = {}): RollbackRequest {
  return {
    version,
    current: stateOf([]),
    schemas: new Map([[SOURCE, SCHEMA]]),
    providers: new Map(),
    ...more,
  };
}

/** The files, each under its name; they are what the language takes. */
async function written(wanted: RollbackRequest): Promise<string> {
  const files = rollbackSources(wanted);
  if (typeof files === "string") return files;
  const { diagnostics } = await loadConfig(memorySources(files), { productVersion: "1.11.4", install: true });
  expect(diagnostics.filter((one) => hasErrors([one]))).toEqual([]);
  return [...files].map(([name, text]) => `# ${name}\n${text}`).join("");
}

const HEAD = `terraform {
  required_providers {
    p0 = { source = "registry.terraform.io/hashicorp/cloud" }
  }
}
`;
const INNER_HEAD = `${HEAD}variable "objects" {
  type = any
}
`;
const PROVIDER = 'provider "p0" {\n}\n';

/** The text of a resource without dependencies, whose objects stand at `at`. */
function resource(name: string, at: string, repeat = "", more = "", provider = "p0"): string {
  return `resource "cloud_thing" "${name}" {\n  provider = ${provider}\n${repeat}  name = ${at}.name\n${more}}\n`;
}

test("objects once, numbered and named, with what they wait for and how they are replaced", async () => {
  const version = stateOf([
    { name: "once", dependencies: ["cloud_thing.counted", "data.cloud_thing.d"] },
    { name: "counted", key: 1 },
    { name: "counted", key: 0, first: true },
    { name: "keyed", key: "b" },
    { name: "keyed", key: "a", dependencies: ["cloud_thing.once"] },
    { name: "gone", deposed: "00000001" },
    { name: "d", mode: "data" },
  ]);
  expect(await written(request(version))).toBe(`# rollback.tf
${HEAD}${PROVIDER}locals {
  objects = { resources = {"cloud_thing.once" = {name = "n"}, "cloud_thing.counted" = [{name = "n0"}, {name = "n1"}], "cloud_thing.keyed" = {"b" = {name = "nb"}, "a" = {name = "na"}}, }, keys = {"cloud_thing.keyed" = ["b", "a"], }, counts = {"cloud_thing.counted" = 2, }, modules = {} }
}
${resource("once", 'local.objects.resources["cloud_thing.once"]', "", "  depends_on = [cloud_thing.counted]\n")}${resource(
  "counted",
  'local.objects.resources["cloud_thing.counted"][count.index]',
  '  count = local.objects.counts["cloud_thing.counted"]\n',
  "  lifecycle {\n    create_before_destroy = true\n  }\n",
)}${resource(
  "keyed",
  'local.objects.resources["cloud_thing.keyed"][each.key]',
  '  for_each = toset(local.objects.keys["cloud_thing.keyed"])\n',
  "  depends_on = [cloud_thing.once]\n",
)}`);
});

test("modules once, numbered, named and within each other, each with what all of its instances have", async () => {
  const version = stateOf([
    { name: "r" },
    { module: "module.m", dependencies: ["cloud_thing.r", "module.m.module.n.cloud_thing.t"] },
    { module: "module.m.module.n[1]", name: "some", key: "k" },
    { module: "module.m.module.n[0]" },
    { module: "module.m.module.n[1]" },
    { module: 'module.k["x"]', key: 0 },
    { module: 'module.k["y"]', name: "u" },
    { module: 'module.k["x"]', name: "u" },
  ]);
  const x =
    '{ resources = {"cloud_thing.t" = [{name = "n0"}], "cloud_thing.u" = {name = "n"}, }, keys = {}, counts = {"cloud_thing.t" = 1, }, modules = {} }';
  const y =
    '{ resources = {"cloud_thing.t" = [], "cloud_thing.u" = {name = "n"}, }, keys = {}, counts = {"cloud_thing.t" = 0, }, modules = {} }';
  const n0 =
    '{ resources = {"cloud_thing.some" = {}, "cloud_thing.t" = {name = "n"}, }, keys = {"cloud_thing.some" = [], }, counts = {}, modules = {} }';
  const n1 =
    '{ resources = {"cloud_thing.some" = {"k" = {name = "nk"}}, "cloud_thing.t" = {name = "n"}, }, keys = {"cloud_thing.some" = ["k"], }, counts = {}, modules = {} }';
  const m = `{ resources = {"cloud_thing.t" = {name = "n"}, }, keys = {}, counts = {"module.n" = 2, }, modules = {"n" = [${n0}, ${n1}], } }`;
  const passed = "  providers = {\n    p0 = p0\n  }\n";
  expect(await written(request(version))).toBe(`# m-m/m-n/rollback.tf
${INNER_HEAD}${resource(
  "some",
  'var.objects.resources["cloud_thing.some"][each.key]',
  '  for_each = toset(var.objects.keys["cloud_thing.some"])\n',
)}${resource("t", 'var.objects.resources["cloud_thing.t"]')}# m-m/rollback.tf
${INNER_HEAD}${resource("t", 'var.objects.resources["cloud_thing.t"]', "", "  depends_on = [module.n]\n")}module "n" {
  source = "./m-n"
  count = var.objects.counts["module.n"]
  objects = var.objects.modules["n"][count.index]
${passed}}
# m-k/rollback.tf
${INNER_HEAD}${resource(
  "t",
  'var.objects.resources["cloud_thing.t"][count.index]',
  '  count = var.objects.counts["cloud_thing.t"]\n',
)}${resource("u", 'var.objects.resources["cloud_thing.u"]')}# rollback.tf
${HEAD}${PROVIDER}locals {
  objects = { resources = {"cloud_thing.r" = {name = "n"}, }, keys = {"module.k" = ["x", "y"], }, counts = {}, modules = {"m" = ${m}, "k" = {"x" = ${x}, "y" = ${y}}, } }
}
${resource("r", 'local.objects.resources["cloud_thing.r"]')}module "m" {
  source = "./m-m"
  objects = local.objects.modules["m"]
${passed}  depends_on = [cloud_thing.r]
}
module "k" {
  source = "./m-k"
  for_each = toset(local.objects.keys["module.k"])
  objects = local.objects.modules["k"][each.key]
${passed}}
`);
});

const EMPTY = "locals {\n  objects = { resources = {}, keys = {}, counts = {}, modules = {} }\n}\n";

test("providers of both versions, with their other names, as they are configured now", async () => {
  const version = stateOf([
    { module: "module.m", provider: `${CLOUD}.far` },
    { provider: OTHER, mode: "data" },
  ]);
  const current = stateOf([
    { name: "a" },
    { name: "b", provider: `${CLOUD}.near` },
    { name: "c", provider: `${CLOUD}.far` },
    { name: "d", provider: OTHER },
    { name: "e", provider: `${OTHER}.read`, mode: "data" },
  ]);
  const providers = new Map([
    [`${CLOUD}.far`, settings({ region: "there", made: "m", token: "t" })],
    [CLOUD, Value.null(impliedType(SETTINGS))],
    [OTHER, settings({ region: "nobody knows the schema" })],
  ]);
  const text = await written(request(version, { current, providers }));
  const named = (expected: string, other: string): string =>
    `terraform {\n  required_providers {\n    p0 = { source = "registry.terraform.io/hashicorp/cloud"${expected} }\n    p1 = { source = "registry.terraform.io/hashicorp/other"${other} }\n  }\n}\n`;
  expect(text).toBe(`# m-m/rollback.tf
${named(", configuration_aliases = [p0.far, p0.near]", "")}variable "objects" {
  type = any
}
${resource("t", 'var.objects.resources["cloud_thing.t"]', "", "", "p0.far")}# rollback.tf
${named("", "")}provider "p0" {
  alias = "far"
  region = "there"
  token = "t"
}
provider "p0" {
}
provider "p0" {
  alias = "near"
}
provider "p1" {
}
locals {
  objects = { resources = {}, keys = {}, counts = {}, modules = {"m" = { resources = {"cloud_thing.t" = {name = "n"}, }, keys = {}, counts = {}, modules = {} }, } }
}
module "m" {
  source = "./m-m"
  objects = local.objects.modules["m"]
  providers = {
    p0.far = p0.far
    p0 = p0
    p0.near = p0.near
    p1 = p1
  }
}
`);
});

test.each<readonly [string, unknown, string]>([
  ["nothing that is null", { region: null, one: null, group: null, many: null }, ""],
  [
    "what stands there once",
    { one: { a: "1", deep: [{ a: "2" }, { a: null }] } },
    '  one {\n  a = "1"\n  deep {\n  a = "2"\n  }\n  deep {\n  }\n  }\n',
  ],
  ["a group", { group: { a: "3" } }, '  group {\n  a = "3"\n  }\n'],
  ["several", { many: [{ a: "4" }, { a: "5" }] }, '  many {\n  a = "4"\n  }\n  many {\n  a = "5"\n  }\n'],
  ["a set", { some: [{ a: "6" }] }, '  some {\n  a = "6"\n  }\n'],
  ["labels", { named: { "k l": { a: "7" } } }, '  named "k l" {\n  a = "7"\n  }\n'],
])("blocks of a provider are written as they are: %s", async (_, json, expected) => {
  const providers = new Map([[CLOUD, settings(json)]]);
  const text = await written(request(stateOf([]), { current: stateOf([{}]), providers }));
  expect(text).toBe(`# rollback.tf\n${HEAD}provider "p0" {\n${expected}}\n${EMPTY}`);
});

test("outputs, with their types and whether they are sensitive", async () => {
  const outputs = {
    o: { value: "v", type: "string" },
    s: { value: ["w"], type: ["list", "string"], sensitive: true },
  };
  expect(await written(request(stateOf([], outputs)))).toBe(`# rollback.tf
terraform {
  required_providers {
  }
}
output "o" {
  value = "v"
  sensitive = false
}
output "s" {
  value = tolist(["w"])
  sensitive = true
}
${EMPTY}`);
});

const unknownRegion = Value.unknown(impliedType(SETTINGS));
test.each<readonly [string, RollbackRequest, string]>([
  ["a gap in a count", request(stateOf([{ key: 1 }])), "cloud_thing.t lacks some of its numbered instances"],
  [
    "a gap in one module of several",
    request(
      stateOf([
        { module: "module.m[0]", key: 0 },
        { module: "module.m[1]", key: 1 },
      ]),
    ),
    "cloud_thing.t lacks some of its numbered instances",
  ],
  [
    "keys of several kinds",
    request(stateOf([{ key: 0 }, { key: "k" }])),
    "cloud_thing.t has keys of several kinds",
  ],
  [
    "one with a key and one without",
    request(stateOf([{ key: 0 }, {}])),
    "cloud_thing.t has keys of several kinds",
  ],
  [
    "modules with a gap",
    request(stateOf([{ module: "module.m[2]" }])),
    "module.m lacks some of its numbered instances",
  ],
  [
    "modules with keys of several kinds",
    request(stateOf([{ module: 'module.m["k"]' }, { module: "module.m[0]", name: "u" }])),
    "module.m has keys of several kinds",
  ],
  [
    "a resource in some instances of its module only",
    request(stateOf([{ module: "module.m[0]" }, { module: "module.m[1]", name: "u", key: 0 }])),
    "cloud_thing.t is in some instances of its module only",
  ],
  [
    "a module in some instances of its module only",
    request(stateOf([{ module: "module.m[0]", key: 0 }, { module: "module.m[1].module.n" }])),
    "module.n is in some instances of its module only",
  ],
  [
    "several configurations for one block",
    request(stateOf([{ module: "module.m[0]" }, { module: "module.m[1]", provider: `${CLOUD}.o` }])),
    "module.m[1].cloud_thing.t has another provider configuration than module.m[0].cloud_thing.t",
  ],
  [
    "a provider within a module",
    request(stateOf([{ module: "module.m", provider: `module.m.${CLOUD}` }])),
    `the provider module.m.${CLOUD} is configured within a module, which is not supported`,
  ],
  [
    "a provider within a module that is there now",
    request(stateOf([]), { current: stateOf([{ module: "module.m", provider: `module.m.${CLOUD}` }]) }),
    `the provider module.m.${CLOUD} is configured within a module, which is not supported`,
  ],
  [
    "an instance of a provider with for_each",
    request(stateOf([{ keeper: `${CLOUD}.o["eu"]` }])),
    `cloud_thing.t is kept by instances of ${CLOUD}.o, which has for_each: that is not supported`,
  ],
  [
    "a configuration that is not known",
    request(stateOf([{}]), { providers: new Map([[CLOUD, unknownRegion]]) }),
    `the configuration of ${CLOUD} is not known yet`,
  ],
  [
    "an unknown provider",
    request(stateOf([{ provider: OTHER }])),
    "the provider registry.terraform.io/hashicorp/other has no schema for cloud_thing.t",
  ],
  [
    "an unknown type",
    request(stateOf([{}]), {
      schemas: new Map([[SOURCE, { ...SCHEMA, resourceTypes: new Map() }]]),
    }),
    "the provider registry.terraform.io/hashicorp/cloud has no schema for cloud_thing.t",
  ],
  [
    "an object that does not fit the schema",
    request(stateOf([{ attributes: { name: ["n"] } }])),
    "an object of cloud_thing.t was recorded with another version of its provider",
  ],
  [
    "modules that wait for each other",
    request(
      stateOf([
        { module: "module.a", name: "one" },
        { module: "module.a", name: "two", dependencies: ["module.b.cloud_thing.one"] },
        { module: "module.b", name: "one" },
        { module: "module.b", name: "two", dependencies: ["module.a.cloud_thing.one"] },
        { name: "before" },
      ]),
    ),
    "among module.a, module.b are modules that wait for parts of each other, which is not supported",
  ],
])("refuses %s", async (_, wanted, why) => {
  expect(await written(wanted)).toBe(why);
});
