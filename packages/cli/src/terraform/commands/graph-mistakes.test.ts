import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const OWN = (more = "") =>
  `terraform {\n  required_providers {\n    own = {\n      source = "terraform.io/builtin/terraform"\n${more}    }\n  }\n}\n`;
const MODULE = OWN("      configuration_aliases = [own.x]\n");
const USED = 'resource "terraform_data" "x" {\n  provider = own.x\n}\n';
const CALL = 'module "m" {\n  source = "./m"\n  providers = { own.x = own.none }\n}\n';
const VERSION = OWN('      version = "1.0"\n');

const REMOVED =
  'resource "terraform_data" "x" {}\nremoved {\n  from = terraform_data.x\n  lifecycle {\n    destroy = false\n  }\n}\n';
const IMPORT = 'import {\n  to = module.none.terraform_data.x\n  id = "i"\n}\n';

/** As Terraform 1.11.4 tells it. */
test.each<readonly [line: string, files: Readonly<Record<string, string>>, told: RegExp | undefined]>([
  ["plan", { "main.tf": MODULE }, /Error: Undefined provider configuration/],
  ["destroy -auto-approve", { "main.tf": MODULE }, /Error: Undefined provider configuration/],
  ["validate", { "main.tf": MODULE }, undefined],
  ["graph", { "main.tf": MODULE }, undefined],
  ["console", { "main.tf": MODULE }, undefined],
  ["graph", { "main.tf": MODULE + USED }, /To work with terraform_data\.x \(expand\) its original provider/],
  [
    "import terraform_data.x i",
    { "main.tf": MODULE + USED },
    /To work with terraform_data\.x \(expand\) its/,
  ],
  ["plan", { "main.tf": MODULE + USED }, /To work with terraform_data\.x its original provider/],
  [
    "graph",
    { "main.tf": OWN() + CALL, "m/m.tf": MODULE },
    /Error: missing provider provider\["terraform\.io/,
  ],
  [
    "console",
    { "main.tf": OWN() + CALL, "m/m.tf": MODULE },
    /Error: missing provider provider\["terraform\.io/,
  ],
  [
    "import terraform_data.no i",
    { "main.tf": OWN() + CALL, "m/m.tf": MODULE },
    /does not exist in the configuration/,
  ],
  ["graph", { "main.tf": REMOVED }, /Error: Removed resource still exists .* terraform_data\.x was removed/],
  ["graph -type=plan", { "main.tf": REMOVED + IMPORT }, /Error: Removed resource still exists/],
  ["graph -type=plan-refresh-only", { "main.tf": REMOVED + IMPORT }, undefined],
  ["graph -type=plan-destroy", { "main.tf": REMOVED + IMPORT }, undefined],
  ["graph -type=apply", { "main.tf": REMOVED + IMPORT }, undefined],
  ["graph", { "main.tf": IMPORT }, /Error: Configuration for import target does not exist/],
  ["graph -type=plan-destroy", { "main.tf": MODULE + USED }, undefined],
  ["graph -type=apply", { "main.tf": MODULE + USED }, /To work with terraform_data\.x \(expand\) its/],
  ["init", { "main.tf": VERSION }, /built-in providers do not support explicit version constraints/],
  ["plan", { "main.tf": VERSION }, undefined],
])("what keeps a graph from being drawn is told by %s: %#", async (line, files, told) => {
  const terminal = createTerminal();
  await terminal.write(files);
  await terminal.run("get");
  const { status, err } = await terminal.run(line, { stdin: "1\n" });
  const text = err.replaceAll(/[\s│]+/g, " ");
  expect(status, text).toBe(told === undefined ? 0 : 1);
  if (told !== undefined) expect(text).toMatch(told);
});
