/**
 * Configurations that are drawn from a list of features, about half of them at
 * once: what the small configurations of `random-config.ts` do not have. Each
 * feature is a file of its own, so that any of them go together.
 */

import fc from "fast-check";
import { effectful } from "./random-effects.ts";
import { APPLY, keys, OTHER_STATE, PLAN } from "./random-parts.ts";

/** Files of one configuration, and the arguments of the commands that are played on it after `init`. */
export interface Played {
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly (readonly string[])[];
}

type Files = Readonly<Record<string, string>>;

const word = fc.constantFrom("a", "b b", "é", "", "x.y", "10");
const literal = fc.constantFrom('"t"', "7", "-0.5", "true", "null", "[1, null]", '{ a = 1, "b c" = ["x"] }');
const quoted = JSON.stringify;

/** Reads another state, and uses what it holds. */
const remoteState = fc.record({ missing: fc.boolean(), late: fc.boolean(), value: word }).map(
  ({ missing, late, value }): Files => ({
    "other.tfstate": OTHER_STATE,
    "remote.tf": `data "terraform_remote_state" "other" {
  backend  = "local"
  config   = { path = ${late ? '"${terraform_data.place.output}"' : '"other.tfstate"'} }
  defaults = { ${missing ? "missing" : "text"} = ${quoted(value)} }
}
resource "terraform_data" "place" {
  input = "other.tfstate"
}
resource "terraform_data" "read" {
  input = try(data.terraform_remote_state.other.outputs.${missing ? "missing" : "list[1]"}, "nothing")
}
output "read" {
  value = data.terraform_remote_state.other.outputs.text
}
`,
  }),
);

/** The same language in JSON. */
const json = fc.record({ names: keys, value: word, sensitive: fc.boolean() }).map(
  ({ names, value, sensitive }): Files => ({
    "more.tf.json": JSON.stringify({
      "//": "a comment",
      locals: { json_names: names, json_upper: "${[for n in local.json_names : upper(n)]}" },
      resource: {
        terraform_data: {
          json: {
            for_each: "${toset(local.json_names)}",
            input: { text: `${value}-\${each.key}`, list: [1, null] },
          },
        },
      },
      output: { json: { value: "${values(terraform_data.json)[*].output.text}", sensitive } },
    }),
  }),
);

/** What an override file changes of another one. */
const override = fc.record({ value: literal, count: fc.nat(2), description: word }).map(
  ({ value, count, description }): Files => ({
    "base.tf": `variable "over" {
  type    = any
  default = "base"
}
resource "terraform_data" "over" {
  count = 1
  input = var.over
  lifecycle {
    ignore_changes = [triggers_replace]
  }
}
output "over" {
  value = terraform_data.over[*].output
}
`,
    "base_override.tf": `variable "over" {
  default     = ${value}
  description = ${quoted(description)}
}
resource "terraform_data" "over" {
  count            = ${count}
  triggers_replace = "more"
}
`,
  }),
);

/** A provider with an alias that is passed on, and its functions. */
const aliases = fc.record({ names: keys, encode: literal }).map(
  ({ names, encode }): Files => ({
    "alias.tf": `terraform {
  required_providers {
    own = {
      source = "terraform.io/builtin/terraform"
    }
  }
}
provider "own" {
  alias = "second"
}
module "aliased" {
  source    = "./aliased"
  for_each  = toset(${quoted(names)})
  providers = { own.inner = own.second }
  name      = each.key
}
output "aliased" {
  value = { for k, m in module.aliased : k => m.name }
}
output "encoded" {
  value = provider::own::encode_expr(${encode})
}
`,
    "aliased/main.tf": `terraform {
  required_providers {
    own = {
      source                = "terraform.io/builtin/terraform"
      configuration_aliases = [own.inner]
    }
  }
}
variable "name" {
  type     = string
  nullable = false
}
resource "terraform_data" "inner" {
  provider = own.inner
  input    = "\${path.module}/\${var.name}"
}
output "name" {
  value = terraform_data.inner.output
}
`,
  }),
);

/** Variables with conditions, conversions and secrets; what is known of them is told in a check and an output. */
const variables = fc
  .record({ count: fc.integer({ min: 0, max: 12 }), name: word, secret: fc.boolean(), strict: fc.boolean() })
  .map(
    ({ count, name, secret, strict }): Files => ({
      "variables.tf": `variable "shape" {
  type = object({
    name  = optional(string, "none")
    sizes = optional(map(number), { s = 1 })
    more  = optional(list(object({ at = string, flag = optional(bool, true) })), [])
  })
  default = { name = ${quoted(name)}, more = [{ at = "x" }] }
  validation {
    condition     = length(var.shape.name) < ${strict ? 2 : 9}
    error_message = "The name \${var.shape.name} is too long."
  }
}
variable "size" {
  type      = number
  default   = ${count}
  sensitive = ${secret}
  validation {
    condition     = var.size < 9 || var.shape.name == "a"
    error_message = "Too big."
  }
}
resource "terraform_data" "shaped" {
  input = var.shape
}
check "size" {
  assert {
    condition     = var.size > 3
    error_message = "Rather small."
  }
  assert {
    condition     = terraform_data.shaped.output.name != ""
    error_message = "No name."
  }
}
output "size" {
  value     = var.size
  sensitive = ${secret}
}
`,
    }),
  );

/** Expressions over what is made. */
const expressions = fc.record({ names: keys, pattern: fc.constantFrom("e", "[a-d]+", "^p") }).map(
  ({ names, pattern }): Files => ({
    "expressions.tf": `resource "terraform_data" "many" {
  for_each = { for i, k in ${quoted(names)} : k => i if i < 2 }
  input    = format("%s-%03d", each.key, each.value)
}
locals {
  grouped = { for k, v in terraform_data.many : length(k) => v.output... }
  sorted  = sort([for k, v in terraform_data.many : join("/", reverse(split("-", v.input)))])
  found   = flatten([for k in keys(terraform_data.many) : regexall(${quoted(pattern)}, k)])
  merged  = merge([for k, v in terraform_data.many : { (k) = v.id != "" }]...)
}
output "grouped" {
  value = local.grouped
}
output "texts" {
  value = jsonencode({ sorted = local.sorted, found = local.found, merged = local.merged, yaml = yamlencode(local.sorted) })
}
resource "terraform_data" "from_many" {
  input            = [for v in values(terraform_data.many) : v.output]
  triggers_replace = length(local.found)
}
`,
  }),
);

/** Objects that an import block brings in. */
const imports = fc.record({ names: keys, changed: fc.boolean() }).map(
  ({ names, changed }): Files => ({
    "imports.tf": `import {
  for_each = toset(${quoted(names)})
  to       = terraform_data.imported[each.value]
  id       = "id of \${each.key}"
}
resource "terraform_data" "imported" {
  for_each = toset(${quoted(names)})
${changed ? "  input = each.key\n" : ""}}
output "imported" {
  value = { for k, v in terraform_data.imported : k => v.id }
}
`,
  }),
);

const backend = fc.constantFrom("kept/here.tfstate", "state.json").map(
  (path): Files => ({
    "backend.tf": `terraform {\n  backend "local" {\n    path = ${quoted(path)}\n  }\n}\n`,
  }),
);

/** A test file, played by `test`: runs of this module and of others, with providers of its own. */
const tests = fc
  .record({
    right: fc.boolean(),
    apply: fc.boolean(),
    source: fc.constantFrom("./other", "./legacy", "./none"),
    passes: fc.constantFrom("", "own.z = terraform.q", "own = terraform.q", "own.z = terraform.nope"),
  })
  .map(
    ({ right, apply, source, passes }): Files => ({
      "tested.tf":
        'variable "tested" {\n  default = "t"\n}\noutput "tested" {\n  value = upper(var.tested)\n}\n',
      "other/main.tf":
        'terraform {\n  required_providers {\n    own = {\n      source                = "terraform.io/builtin/terraform"\n      configuration_aliases = [own.z]\n    }\n  }\n}\nresource "terraform_data" "other" {\n  provider = own.z\n}\noutput "from" {\n  value = "other"\n}\n',
      "legacy/main.tf":
        'provider "terraform" {\n  alias = "inner"\n}\nresource "terraform_data" "legacy" {\n  provider = terraform.inner\n}\nmodule "deep" {\n  source = "./deep"\n}\noutput "from" {\n  value = module.deep.from\n}\n',
      "legacy/deep/main.tf": 'output "from" {\n  value = "legacy"\n}\n',
      "it.tftest.hcl": `provider "terraform" {
  alias = "q"
}
run "as_it_is" {
  command = ${apply ? "apply" : "plan"}
  assert {
    condition     = output.tested == ${right ? '"T"' : '"no"'}
    error_message = "it is \${output.tested}"
  }
}
run "another" {
  command = plan
  variables {
    tested = run.as_it_is.tested
  }
  assert {
    condition     = output.tested == "T"
    error_message = "not upper"
  }
}
${source === "./none" ? "" : `run "elsewhere" {\n  module {\n    source = "${source}"\n  }\n${passes === "" || source === "./legacy" ? "" : `  providers = { ${passes} }\n`}  assert {\n    condition     = output.from != ""\n    error_message = "from nowhere"\n  }\n}\n`}`,
    }),
  );

const EACH: readonly fc.Arbitrary<Files>[] = [
  remoteState,
  json,
  override,
  aliases,
  variables,
  expressions,
  imports,
  backend,
  tests,
  effectful,
];

const STEPS: readonly (readonly (readonly string[])[])[] = [
  [PLAN, ["apply", "-no-color", "-parallelism=1", "p"], PLAN],
  [APPLY, [...PLAN, "-refresh-only"], ["workspace", "new", "w"], PLAN, APPLY, ["workspace", "list"]],
  [
    APPLY,
    ["validate", "-json"],
    [...PLAN, "-destroy"],
    ["destroy", "-no-color", "-auto-approve", "-parallelism=1"],
  ],
  [["test", "-no-color"], APPLY, ["refresh", "-no-color"], PLAN],
];

export const featured: fc.Arbitrary<Played> = fc
  .tuple(
    fc.tuple(...EACH),
    fc.array(fc.boolean(), { minLength: EACH.length, maxLength: EACH.length }),
    fc.constantFrom(...STEPS),
  )
  .map(([all, chosen, steps]) => ({
    files: Object.assign({ "main.tf": "" }, ...all.filter((_, index) => chosen[index] === true)),
    steps: [["init", "-no-color"], ...steps, ["output", "-json"], ["show", "-json"], ["state", "list"]],
  }));
