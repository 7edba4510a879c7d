import { parseExpression } from "@tutti/hcl";
import { expect, test } from "vitest";
import { lines, load } from "../../testkit/sources.ts";
import { referencesOf } from "./references-of.ts";
import { undeclaredNames } from "./undeclared-names.ts";

const MAIN = `
variable "name" {
  default = 1
}
locals {
  length = 1
}
module "net" {
  source = "./m"
}
resource "terraform_data" "server" {
}
data "terraform_remote_state" "other" {
  backend = "local"
}
`;

const SELF =
  'Invalid "self" reference: The "self" object is not available in this context. This object can be used only in resource provisioner, connection, and postcondition blocks.';
const EACH =
  'Reference to "each" in context without for_each: The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.';
const COUNT =
  'Reference to "count" in non-counted context: The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.';

test.each<readonly [string, readonly string[]]>([
  [
    "[var.name, local.length, module.net, module.net.x, module.net[0].x, terraform_data.server, terraform_data.server[0].id]",
    [],
  ],
  [
    "[data.terraform_remote_state.other.outputs, path.cwd, path.module, path.root, terraform.workspace, terraform.applying]",
    [],
  ],
  [
    "var.nam",
    [
      '1,1: Reference to undeclared input variable: An input variable with the name "nam" has not been declared. Did you mean "name"?',
    ],
  ],
  [
    "var.other",
    [
      '1,1: Reference to undeclared input variable: An input variable with the name "other" has not been declared. This variable can be declared with a variable "other" {} block.',
    ],
  ],
  [
    "local.lenght",
    [
      '1,1: Reference to undeclared local value: A local value with the name "lenght" has not been declared. Did you mean "length"?',
    ],
  ],
  [
    "local.other",
    ['1,1: Reference to undeclared local value: A local value with the name "other" has not been declared.'],
  ],
  ...["module.nets", "module.nets.x", "module.nets[0]"].map(
    (text) =>
      [
        text,
        [
          '1,1: Reference to undeclared module: No module call named "nets" is declared in the root module. Did you mean "net"?',
        ],
      ] as const,
  ),
  [
    "module.other",
    ['1,1: Reference to undeclared module: No module call named "other" is declared in the root module.'],
  ],
  [
    "[terraform_data.none, terraform_data.none[0].id, data.terraform_remote_state.server, ephemeral.a_b.c]",
    [
      '1,23: Reference to undeclared resource: A managed resource "terraform_data" "none" has not been declared in the root module.',
      '1,2: Reference to undeclared resource: A managed resource "terraform_data" "none" has not been declared in the root module.',
      '1,50: Reference to undeclared resource: A data resource "terraform_remote_state" "server" has not been declared in the root module.',
      '1,86: Reference to undeclared resource: An ephemeral resource "a_b" "c" has not been declared in the root module.',
    ],
  ],
  [
    "path.modul",
    [
      '1,1: Invalid "path" attribute: The "path" object does not have an attribute named "modul". Did you mean "module"?',
    ],
  ],
  ["path.x", ['1,1: Invalid "path" attribute: The "path" object does not have an attribute named "x".']],
  [
    "terraform.env",
    [
      '1,1: Invalid "terraform" attribute: The "terraform" object does not have an attribute named "env". The only supported attributes are terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean which is true only during apply.',
    ],
  ],
  [
    "[count.index, each.key, each.value, self.id]",
    [`1,15: ${EACH}`, `1,25: ${EACH}`, `1,2: ${COUNT}`, `1,37: ${SELF}`],
  ],
])("undeclaredNames(): %s", async (text, wanted) => {
  const { config } = await load({ "main.tf": MAIN, "m/main.tf": "" });
  if (config === undefined) throw new Error("the configuration is right");
  const { references } = referencesOf(parseExpression(text, "t").expression);
  const said = lines(undeclaredNames(references, config.root.module));
  expect(said.map((line) => line.replace("error t:", ""))).toEqual(wanted);
});
