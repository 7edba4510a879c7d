/**
 * Configurations of blocks that meet each other: checks with data of their own,
 * data that waits, imports into keyed modules, providers that are passed on,
 * JSON syntax, override files and workspaces. Each feature is files of its own,
 * and names what it makes, so that steps can target it.
 */

import fc from "fast-check";
import type { Played } from "./random-features.ts";
import { APPLY, keys, OTHER_STATE, PLAN } from "./random-parts.ts";

interface Feature {
  readonly files: Readonly<Record<string, string>>;
  /** What `-target` and `-replace` may name. */
  readonly addresses: readonly string[];
}

const quoted = JSON.stringify;

/** A check with data of its own: there, missing, late, of a wrong type; and what it asks of it. */
const checks = fc
  .record({
    place: fc.constantFrom(
      '"other.json"',
      '"missing.json"',
      "terraform_data.path.output",
      "terraform_data.path.input",
      "local.path",
    ),
    asks: fc.uniqueArray(
      fc.constantFrom(
        'data.terraform_remote_state.seen.outputs.text == "from there"',
        "data.terraform_remote_state.seen.outputs.list[1] > 2",
        "data.terraform_remote_state.seen.outputs.nothing",
        'terraform_data.path.output != "no.json"',
        'terraform_data.path.id != ""',
        "var.right",
        "nonsensitive(sensitive(var.right))",
        "sensitive(var.right)",
        'length(terraform_data.paths) > 1 ? true : terraform_data.paths["one"].id == ""',
        "var.right ? true : null",
      ),
      { minLength: 1, maxLength: 3 },
    ),
    says: fc.constantFrom(
      "wrong",
      "is ${terraform_data.path.output}",
      "${var.right}",
      "is ${data.terraform_remote_state.seen.outputs.text}",
    ),
    dependsOn: fc.constantFrom(
      "",
      "  depends_on = [terraform_data.path]\n",
      "  depends_on = [terraform_data.paths]\n",
    ),
    inModule: fc.boolean(),
    names: keys,
  })
  .map(({ place, asks, says, dependsOn, inModule, names }): Feature => {
    const text = `variable "right" {
  default = false
}
locals {
  path = "other.json"
}
resource "terraform_data" "path" {
  input = var.right ? "other.json" : "no.json"
}
resource "terraform_data" "paths" {
  for_each = toset(${quoted(names)})
  input    = each.key
}
check "seen" {
  data "terraform_remote_state" "seen" {
    backend = "local"
    config = {
      path = ${place}
    }
  ${dependsOn}}
${asks.map((condition) => `  assert {\n    condition     = ${condition}\n    error_message = "${says}"\n  }\n`).join("")}}
`;
    const inside = [
      "terraform_data.path",
      `terraform_data.paths[${quoted(names[0])}]`,
      "data.terraform_remote_state.seen",
    ];
    return inModule
      ? {
          files: {
            "other.json": OTHER_STATE,
            "checked.tf": `variable "right" {\n  default = false\n}\nmodule "checked" {\n  source   = "./checked"\n  for_each = toset(${quoted(names)})\n  right    = var.right\n}\n`,
            "checked/main.tf": text,
          },
          addresses: [
            `module.checked[${quoted(names[0])}]`,
            ...inside.map((name) => `module.checked[${quoted(names[0])}].${name}`),
          ],
        }
      : { files: { "other.json": OTHER_STATE, "checked.tf": text }, addresses: inside };
  });

/** Data that waits for what changes, directly, through a value, or through its module. */
const waiting = fc
  .record({
    waits: fc.constantFrom("resource", "module", "value", "call"),
    conditions: fc.constantFrom("", "pre", "post"),
    names: keys,
  })
  .map(({ waits, conditions, names }): Feature => {
    const condition =
      conditions === ""
        ? ""
        : `  lifecycle {\n    ${conditions}condition {\n      condition     = ${conditions === "post" ? 'self.outputs.text != ""' : 'terraform_data.first["a"].output != "bad"'}\n      error_message = "bad"\n    }\n  }\n`;
    return {
      files: {
        "other.json": OTHER_STATE,
        "waiting.tf": `variable "value" {
  default = "one"
}
resource "terraform_data" "first" {
  for_each = toset(["a", "b"])
  input    = var.value
}
module "inner" {
  source   = "./waiting"
  for_each = toset(${quoted(names)})
  value    = "\${var.value}-\${each.key}"
${waits === "call" ? "  depends_on = [terraform_data.first]\n" : ""}}
data "terraform_remote_state" "waits" {
  backend = "local"
  config  = { path = ${waits === "value" ? 'terraform_data.first["b"].output == "" ? "x" : "other.json"' : '"other.json"'} }
${waits === "resource" ? "  depends_on = [terraform_data.first]\n" : waits === "module" ? "  depends_on = [module.inner]\n" : ""}${condition}}
resource "terraform_data" "reads" {
  input = [data.terraform_remote_state.waits.outputs.text, values(module.inner)[*].text]
}
`,
        "waiting/main.tf": `variable "value" {}
data "terraform_remote_state" "inner" {
  backend = "local"
  config  = { path = "other.json" }
}
resource "terraform_data" "made" {
  input = "\${var.value} \${data.terraform_remote_state.inner.outputs.text}"
}
output "text" {
  value      = data.terraform_remote_state.inner.outputs.text
  depends_on = [terraform_data.made]
}
`,
      },
      addresses: [
        "terraform_data.first",
        'terraform_data.first["a"]',
        "data.terraform_remote_state.waits",
        "terraform_data.reads",
        `module.inner[${quoted(names[0])}]`,
        `module.inner[${quoted(names[0])}].terraform_data.made`,
      ],
    };
  });

/** Objects that are brought in, also into modules with keys. */
const imported = fc
  .record({
    names: keys,
    more: keys,
    deep: fc.boolean(),
    input: fc.boolean(),
    late: fc.boolean(),
    count: fc.nat(2),
    moved: fc.boolean(),
  })
  .map(
    ({ names, more, deep, input, late, count, moved }): Feature => ({
      files: {
        "imported.tf": `locals {
  ids = { for name in ${quoted(names)} : name => "id of \${name}" }
}
module "brought" {
  source   = "./brought"
  for_each = toset(${quoted(more)})
  name     = each.key
}
import {
  for_each = ${late ? "{ for k, v in local.ids : k => v if v != var.without }" : "local.ids"}
  to       = ${deep ? "module.brought[each.key].terraform_data.one" : "terraform_data.brought[each.key]"}
  id       = each.value
}
import {
  to = module.brought[${quoted(more[0])}].terraform_data.counted[${count}]
  id = "counted"
}
variable "without" {
  default = "id of dev"
}
resource "terraform_data" "brought" {
  for_each = local.ids
${input ? "  input    = each.value\n" : ""}}
${moved ? 'resource "terraform_data" "renamed" {}\nmoved {\n  from = terraform_data.plain\n  to   = terraform_data.renamed\n}\nimport {\n  to = terraform_data.renamed\n  id = "renamed"\n}\n' : ""}`,
        "brought/main.tf": `variable "name" {}
resource "terraform_data" "one" {
  triggers_replace = var.name
}
resource "terraform_data" "counted" {
  count = 2
  input = count.index
}
`,
      },
      addresses: [
        "terraform_data.brought",
        `terraform_data.brought[${quoted(names[0])}]`,
        `module.brought[${quoted(more[0])}]`,
        `module.brought[${quoted(more[0])}].terraform_data.counted[0]`,
      ],
    }),
  );

/** Providers that go two modules deep, by other names. */
const passed = fc
  .record({ names: keys, implied: fc.boolean(), function: fc.boolean() })
  .map(({ names, implied, function: called }): Feature => {
    const required = (local: string, aliases: string): string =>
      `terraform {\n  required_providers {\n    ${local} = {\n      source                = "terraform.io/builtin/terraform"\n${aliases}    }\n  }\n}\n`;
    return {
      files: {
        "passed.tf": `${required("terraform", "")}provider "terraform" {
  alias = "east"
}
provider "terraform" {
  alias = "west"
}
module "passed" {
  source    = "./passed"
  for_each  = toset(${quoted(names)})
  providers = { own.a = terraform.east, own.b = terraform.west${implied ? "" : ", own = terraform.west"} }
}
resource "terraform_data" "east" {
  provider = terraform.east
  input    = values(module.passed)[*].deep
}
`,
        "passed/main.tf": `${required("own", "      configuration_aliases = [own.a, own.b]\n")}module "deep" {
  source    = "./deep"
  count     = 2
  providers = { terraform = own.b${implied ? "" : ", terraform.c = own"} }
}
resource "terraform_data" "middle" {
  provider = own.a
  input    = module.deep[*].id
}
output "deep" {
  value = terraform_data.middle.output
}
`,
        "passed/deep/main.tf": `${implied ? required("terraform", "") : required("terraform", "      configuration_aliases = [terraform.c]\n")}resource "terraform_data" "deep" {
${implied ? "" : "  provider = terraform.c\n"}  input = ${called ? "provider::terraform::encode_expr({ a = path.module })" : '"deep"'}
}
output "id" {
  value = terraform_data.deep.output
}
`,
      },
      addresses: [
        "terraform_data.east",
        `module.passed[${quoted(names[0])}]`,
        `module.passed[${quoted(names[0])}].module.deep[1]`,
        `module.passed[${quoted(names[0])}].module.deep`,
      ],
    };
  });

/** All blocks in JSON, and an override of them in JSON or in the native syntax. */
const written = fc
  .record({
    names: keys,
    native: fc.boolean(),
    overrides: fc.array(fc.nat(6), { maxLength: 4 }),
    says: fc.constantFrom("no ${var.json}", "no"),
  })
  .map(({ names, native, overrides, says }): Feature => {
    const json = [
      { variable: { json: { default: "over" } } },
      { locals: { json: "over" } },
      { output: { json: { value: "${local.json}-over" } } },
      { module: { json: { for_each: '${toset(["x"])}' } } },
      { resource: { terraform_data: { json: { triggers_replace: "over" } } } },
      { resource: { terraform_data: { json: { lifecycle: { ignore_changes: ["input"] } } } } },
      { output: { json: { sensitive: true, description: "over" } } },
    ];
    const hcl = [
      'variable "json" {\n  default = "over"\n}\n',
      'locals {\n  json = "over"\n}\n',
      'output "json" {\n  value = "${local.json}-over"\n}\n',
      'module "json" {\n  for_each = toset(["x"])\n}\n',
      'resource "terraform_data" "json" {\n  triggers_replace = "over"\n}\n',
      'resource "terraform_data" "json" {\n  lifecycle {\n    ignore_changes = [input]\n  }\n}\n',
      'output "json" {\n  sensitive   = true\n  description = "over"\n}\n',
    ];
    const over: Record<string, string> = {};
    overrides.forEach((index, at) => {
      const name = `j${at}_override.tf${native ? "" : ".json"}`;
      over[name] = native ? (hcl[index] ?? "") : quoted(json[index]);
    });
    return {
      files: {
        "written.tf.json": quoted({
          variable: {
            json: {
              type: "string",
              default: "base",
              validation: { condition: '${var.json != "bad"}', error_message: "bad" },
            },
          },
          locals: [{ json: "${var.json}" }, { json_names: names }],
          module: {
            json: { source: "./written", for_each: "${toset(local.json_names)}", name: "${each.key}" },
          },
          resource: [
            {
              terraform_data: {
                json: {
                  count: 2,
                  input: {
                    "${local.json}": [1, "${count.index}", "$${x}"],
                    literal: "%{ if true }yes%{ endif }",
                  },
                  lifecycle: {
                    create_before_destroy: true,
                    precondition: { condition: '${var.json != "bad"}', error_message: says },
                    replace_triggered_by: ["terraform_data.json_trigger"],
                  },
                  depends_on: ["module.json"],
                },
              },
            },
            { terraform_data: { json_trigger: [{ input: "${var.json}" }] } },
          ],
          check: { json: { assert: [{ condition: '${local.json == "base"}', error_message: says }] } },
          output: {
            json: {
              value: "${terraform_data.json[*].output}",
              precondition: [{ condition: '${local.json != ""}', error_message: "no" }],
            },
          },
          moved: [{ from: "terraform_data.json_old", to: "terraform_data.json[0]" }],
          removed: { from: "terraform_data.json_gone", lifecycle: { destroy: false } },
          import: [{ to: "terraform_data.json_trigger", id: "json-${1 + 1}" }],
        }),
        "written/main.tf.json": quoted({
          variable: { name: {} },
          resource: { terraform_data: { inner: { input: "${var.name}" } } },
        }),
        ...over,
      },
      addresses: [
        "terraform_data.json",
        "terraform_data.json[1]",
        "terraform_data.json_trigger",
        "module.json",
        `module.json[${quoted(names[0])}]`,
      ],
    };
  });

/** What depends on the workspace, other states of it among that. */
const workspaces = fc.record({ names: keys, reads: fc.constantFrom("default", "none") }).map(
  ({ names, reads }): Feature => ({
    files: {
      "workspaces.tf": `resource "terraform_data" "where" {
  for_each = terraform.workspace == "blue" ? toset(${quoted(names)}) : toset(["one"])
  input    = "\${terraform.workspace}-\${each.key}"
}
data "terraform_remote_state" "own" {
  backend   = "local"
  workspace = ${quoted(reads)}
  config    = { path = "terraform.tfstate" }
  defaults  = { where = "nowhere" }
}
output "where" {
  value = [for k, v in terraform_data.where : v.output]
}
output "there" {
  value = try(data.terraform_remote_state.own.outputs.where, "nothing")
}
`,
    },
    addresses: ["terraform_data.where", 'terraform_data.where["one"]', "data.terraform_remote_state.own"],
  }),
);

const FEATURES: readonly fc.Arbitrary<Feature>[] = [checks, waiting, imported, passed, written, workspaces];

const SAVED = ["apply", "-no-color", "-parallelism=1", "p"];

/** Commands by one of what there is and what the variables are. */
const act = (address: string, value: readonly string[]): readonly (readonly (readonly string[])[])[] => [
  [[...PLAN, `-target=${address}`, ...value], SAVED],
  [[...PLAN, `-replace=${address}`], SAVED],
  [[...PLAN, "-destroy", `-target=${address}`, ...value], SAVED],
  [["taint", address], [...PLAN, ...value], SAVED],
  [[...PLAN, ...value], SAVED],
  [[...APPLY, ...value]],
  [["workspace", "new", "blue"], APPLY, [...PLAN, ...value]],
  [["state", "rm", address], PLAN],
  [["refresh", "-no-color"], [...PLAN, "-refresh-only", ...value], SAVED],
  [[...PLAN, "-refresh=false", ...value], SAVED],
  [["state", "mv", address, "terraform_data.plain"], PLAN],
];

export const meeting: fc.Arbitrary<Played> = fc
  .tuple(
    fc.tuple(...FEATURES),
    fc.uniqueArray(fc.nat(FEATURES.length - 1), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.boolean()), { minLength: 2, maxLength: 3 }),
  )
  .map(([all, chosen, acts]) => {
    const features = chosen.map((index) => all[index]).filter((feature) => feature !== undefined);
    const addresses = features.flatMap((feature) => feature.addresses);
    const right = chosen.includes(0) ? ["-var=right=true"] : chosen.includes(1) ? ["-var=value=two"] : [];
    const played = acts.flatMap(([address, which, given]) => {
      const choices = act(addresses[address % addresses.length] ?? "", given ? right : []);
      return choices[which % choices.length] ?? [];
    });
    return {
      files: Object.assign({ "main.tf": "" }, ...features.map((feature) => feature.files)),
      steps: [
        ["init", "-no-color"],
        ["validate", "-json"],
        APPLY,
        PLAN,
        ...played,
        ["show", "-json"],
        ["state", "list"],
      ],
    };
  });
