import { keywordOf, type Traversal, traversalText } from "@tutti/hcl";
import { encodeJson, typeConstraintText } from "@tutti/values";
import { expect, test } from "vitest";
import { lines, load, type Sources } from "../../testkit/sources.ts";
import type { Module } from "../module/module.ts";

/** What overriding files make of one module, told by what a case asks of it. */
async function overridden(files: Sources): Promise<Module> {
  const { config, diagnostics } = await load(files);
  expect(lines(diagnostics)).toEqual([]);
  if (config === undefined) throw new Error("no configuration");
  return config.root.module;
}

function one<T>(map: ReadonlyMap<string, T>): T {
  const [value] = map.values();
  if (value === undefined) throw new Error("nothing there");
  return value;
}

const names = (traversals: readonly Traversal[]) => traversals.map(traversalText);

const variable = ({ variables }: Module) => {
  const { description, type, sensitive, ephemeral, nullable, validations, default: value } = one(variables);
  return {
    description,
    type: typeConstraintText(type),
    sensitive,
    ephemeral,
    nullable,
    validations: validations.map(({ declRange }) => declRange.filename),
    default: value === undefined ? undefined : encodeJson(value),
  };
};

const BASE = {
  description: "base",
  type: "number",
  sensitive: true,
  ephemeral: true,
  nullable: false,
  validations: ["main.tf"],
  default: "1",
};
const VARIABLE =
  'variable "v" {\n  description = "base"\n  type = number\n  default = 1\n  sensitive = true\n  ephemeral = true\n  nullable = false\n  validation {\n    condition = var.v > 0\n    error_message = "x"\n  }\n}\n';

test.each<[string, Partial<typeof BASE>]>([
  ["", {}],
  ['description = "new"', { description: "new" }],
  ["type = string", { type: "string", default: '"1"' }],
  ["default = 2", { default: "2" }],
  ["sensitive = false", { sensitive: false }],
  ["ephemeral = false", { ephemeral: false }],
  ["nullable = true", { nullable: true }],
])("a variable overridden by: %s", async (text, changed) => {
  const files = { "main.tf": VARIABLE, "main_override.tf": `variable "v" {\n  ${text}\n}\n` };
  expect(variable(await overridden(files))).toEqual({ ...BASE, ...changed });
});

const output = ({ outputs }: Module) => {
  const { description, sensitive, ephemeral, expression } = one(outputs);
  return { description, sensitive, ephemeral, value: expression?.range.filename };
};

test.each<[string, Partial<ReturnType<typeof output>>]>([
  ["", {}],
  ['description = "new"', { description: "new" }],
  ["value = 2", { value: "main_override.tf" }],
  ["sensitive = false", { sensitive: false }],
  ["ephemeral = false", { ephemeral: false }],
])("an output overridden by: %s", async (text, changed) => {
  const base =
    'output "o" {\n  description = "base"\n  value = 1\n  sensitive = true\n  ephemeral = true\n}\n';
  const files = { "main.tf": base, "main_override.tf": `output "o" {\n  ${text}\n}\n` };
  const unchanged = { description: "base", sensitive: true, ephemeral: true, value: "main.tf" };
  expect(output(await overridden(files))).toEqual({ ...unchanged, ...changed });
});

const call = ({ moduleCalls }: Module) => {
  const { source, version, count, forEach, providers, config } = one(moduleCalls);
  return {
    source,
    version: version?.text,
    count: count?.range.filename,
    forEach: forEach?.range.filename,
    providers: providers.map(({ inParent }) => inParent.alias),
    arguments: [...config.justAttributes().attributes.values()].map(
      ({ name, range }) => `${name} ${range.filename}`,
    ),
  };
};

test.each<[string, string, Partial<ReturnType<typeof call>>]>([
  ["", "", {}],
  ["", 'source = "a/b/d"', { source: "a/b/d", version: undefined }],
  ["", 'version = "2.0"\n  source = "a/b/d"', { source: "a/b/d", version: "2.0" }],
  ["", "x = 2", { arguments: ["x main_override.tf"] }],
  ["", "y = 2", { arguments: ["x main.tf", "y main_override.tf"] }],
  ["count = 1", "", { count: "main.tf" }],
  ["count = 1", "count = 2", { count: "main_override.tf" }],
  ["for_each = {}", "", { forEach: "main.tf" }],
  ["for_each = {}", "for_each = {}", { forEach: "main_override.tf" }],
  ["providers = { test = test.a }", "", { providers: ["a"] }],
  ["providers = { test = test.a }", "providers = { test = test.b }", { providers: ["b"] }],
])("a module call with `%s` overridden by: %s", async (more, text, changed) => {
  const { config } = await load({
    "main.tf": `module "m" {\n  source = "a/b/c"\n  version = "1.0"\n  x = 1\n  ${more}\n}\n`,
    "main_override.tf": `module "m" {\n  ${text}\n}\n`,
  });
  if (config === undefined) throw new Error("no configuration");
  const unchanged = {
    source: "a/b/c",
    version: "1.0",
    count: undefined,
    forEach: undefined,
    providers: [],
    arguments: ["x main.tf"],
  };
  expect(call(config.root.module)).toEqual({ ...unchanged, ...changed });
});

const resource = ({ resources }: Module) => {
  const { count, forEach, provider, connection, provisioners, config, lifecycle } = one(resources);
  return {
    count: count?.range.filename,
    forEach: forEach?.range.filename,
    provider: provider?.alias,
    connection: connection?.declRange.filename,
    provisioners: provisioners.map(({ declRange }) => declRange.filename),
    arguments: [...config.partialContent({ attributes: [{ name: "x" }] }).content.attributes.values()].map(
      ({ range }) => range.filename,
    ),
    before: lifecycle.createBeforeDestroy,
    beforeSet: lifecycle.createBeforeDestroySet,
    prevent: lifecycle.preventDestroy,
    preventSet: lifecycle.preventDestroySet,
    ignored: lifecycle.ignoreAllChanges ? "all" : names(lifecycle.ignoreChanges).join(),
    triggers: lifecycle.replaceTriggeredBy.map((each) => keywordOf(each) ?? each.range.filename),
  };
};

const PLAIN: ReturnType<typeof resource> = {
  count: undefined,
  forEach: undefined,
  provider: undefined,
  connection: undefined,
  provisioners: [],
  arguments: [],
  before: false,
  beforeSet: false,
  prevent: false,
  preventSet: false,
  ignored: "",
  triggers: [],
};
const lifecycle = (text: string) => `lifecycle {\n    ${text}\n  }`;
const NEW = "main_override.tf";

test.each<[string, string, Partial<ReturnType<typeof resource>>]>([
  ["", "", {}],
  ["x = 1", "", { arguments: ["main.tf"] }],
  ["x = 1", "x = 2", { arguments: [NEW] }],
  ["count = 1", "count = 2", { count: NEW }],
  ["count = 1", "", { count: "main.tf" }],
  ["count = 1", "for_each = {}", { forEach: NEW }],
  ["for_each = {}", "", { forEach: "main.tf" }],
  ["for_each = {}", "count = 1", { count: NEW }],
  ["provider = test.a", "", { provider: "a" }],
  ["provider = test.a", "provider = test.b", { provider: "b" }],
  ["connection {\n  }", "", { connection: "main.tf" }],
  ["connection {\n  }", "connection {\n  }", { connection: NEW }],
  ['provisioner "local-exec" {\n  }', "", { provisioners: ["main.tf"] }],
  ['provisioner "local-exec" {\n  }', 'provisioner "file" {\n  }', { provisioners: [NEW] }],
  ["", lifecycle("create_before_destroy = true"), { before: true, beforeSet: true }],
  [lifecycle("create_before_destroy = true"), "", { before: true, beforeSet: true }],
  [lifecycle("create_before_destroy = true"), lifecycle(""), { before: true, beforeSet: true }],
  [
    lifecycle("create_before_destroy = true"),
    lifecycle("create_before_destroy = false"),
    { before: false, beforeSet: true },
  ],
  [lifecycle("prevent_destroy = true"), lifecycle(""), { prevent: true, preventSet: true }],
  [
    lifecycle("prevent_destroy = true"),
    lifecycle("prevent_destroy = false"),
    { prevent: false, preventSet: true },
  ],
  [lifecycle("ignore_changes = [a]"), lifecycle(""), { ignored: "a" }],
  [lifecycle("ignore_changes = [a]"), lifecycle("ignore_changes = []"), { ignored: "a" }],
  [lifecycle("ignore_changes = [a]"), lifecycle("ignore_changes = [b]"), { ignored: "b" }],
  [lifecycle("ignore_changes = [a]"), lifecycle("ignore_changes = all"), { ignored: "all" }],
  [lifecycle("ignore_changes = all"), lifecycle(""), { ignored: "all" }],
  [lifecycle("replace_triggered_by = [test_vm.b]"), lifecycle(""), { triggers: ["main.tf"] }],
  [
    lifecycle("replace_triggered_by = [test_vm.b]"),
    lifecycle("replace_triggered_by = [test_vm.c]"),
    { triggers: [NEW] },
  ],
])("a resource with `%s` overridden by: %s", async (base, text, changed) => {
  const files = {
    "main.tf": `resource "test_vm" "r" {\n  ${base}\n}\n`,
    "main_override.tf": `resource "test_vm" "r" {\n  ${text}\n}\n`,
  };
  expect(resource(await overridden(files))).toEqual({ ...PLAIN, ...changed });
});

const terraform = ({ backend, cloud, requiredVersions, requiredProviders }: Module) => ({
  backend: backend === undefined ? undefined : `${backend.type} ${backend.declRange.filename}`,
  cloud: cloud?.declRange.filename,
  versions: requiredVersions.map(({ text }) => text),
  providers: [...requiredProviders.values()].map(({ name, source }) => `${name} ${source}`),
});

const required = (name: string, source: string) =>
  `required_providers {\n    ${name} = {\n      source = "${source}"\n    }\n  }`;

test.each<[string, string, Partial<ReturnType<typeof terraform>>]>([
  ['backend "local" {\n  }', "", { backend: "local main.tf" }],
  ['backend "local" {\n  }', 'backend "consul" {\n  }', { backend: `consul ${NEW}` }],
  ["", 'backend "local" {\n  }', { backend: `local ${NEW}` }],
  ['backend "local" {\n  }', "cloud {\n  }", { cloud: NEW }],
  ["cloud {\n  }", 'backend "local" {\n  }', { backend: `local ${NEW}` }],
  ["cloud {\n  }", "", { cloud: "main.tf" }],
  ['required_version = ">= 1.0"', "", { versions: [">= 1.0"] }],
  ['required_version = ">= 1.0"', 'required_version = ">= 1.1"', { versions: [">= 1.1"] }],
  ["", required("b", "x/b"), { providers: ["b registry.terraform.io/x/b"] }],
  [required("a", "x/a"), required("a", "y/a"), { providers: ["a registry.terraform.io/y/a"] }],
  [
    required("a", "x/a"),
    required("b", "x/b"),
    { providers: ["a registry.terraform.io/x/a", "b registry.terraform.io/x/b"] },
  ],
])("a terraform block with `%s` overridden by: %s", async (base, text, changed) => {
  const files = {
    "main.tf": `terraform {\n  ${base}\n}\n`,
    "main_override.tf": `terraform {\n  ${text}\n}\n`,
  };
  const nothing = { backend: undefined, cloud: undefined, versions: [], providers: [] };
  expect(terraform(await overridden(files))).toEqual({ ...nothing, ...changed });
});

test("a provider block is overridden argument by argument, and added where there is none", async () => {
  const { providerConfigs } = await overridden({
    "main.tf":
      'provider "test" {\n  host = "a"\n  x = 1\n}\nprovider "test" {\n  alias = "w"\n  host = "b"\n}\n',
    "main_override.tf":
      'provider "test" {\n  host = "c"\n}\nprovider "test" {\n  alias = "w"\n  y = 1\n}\nprovider "new" {\n}\n',
  });
  const shown = [...providerConfigs].map(([key, { config }]) => [
    key,
    ...[...config.justAttributes().attributes.values()].map(({ name, range }) => `${name} ${range.filename}`),
  ]);
  expect(shown).toEqual([
    ["test", `host ${NEW}`, "x main.tf"],
    ["test.w", "host main.tf", `y ${NEW}`],
    ["new"],
  ]);
});
