import { expect, test } from "vitest";
import { load, type Sources } from "../../testkit/sources.ts";
import { formatVersionConstraint } from "../address/version-constraint.ts";
import { providerRequirements } from "./provider-requirements.ts";

const REQUIRED =
  'terraform {\n  required_providers {\n    foo = {\n      source  = "acme/foo"\n      version = "~> 1"\n    }\n  }\n}\n';
const imports = (to: string, more = "") => `import {\n  to = ${to}\n  id = "x"\n${more}}\n`;
const M = 'module "m" {\n  source = "./m"\n}\n';
const M_FILES = { "m/a.tf": 'resource "foo_x" "y" {\n}\n' };

/** Files → what the root module needs; compared with `terraform providers`. */
const RULES: readonly (readonly [string, Sources, readonly string[]])[] = [
  ["nothing", { "main.tf": "" }, []],
  ["what is required", { "main.tf": REQUIRED }, ["acme/foo ~> 1.0"]],
  ["a resource, by its type", { "main.tf": 'resource "foo_x" "y" {\n}\n' }, ["hashicorp/foo"]],
  [
    "a resource, by its argument",
    { "main.tf": 'resource "foo_x" "y" {\n  provider = bar\n}\n' },
    ["hashicorp/bar"],
  ],
  [
    "data and ephemeral resources",
    { "main.tf": 'data "d_x" "y" {\n}\nephemeral "e_x" "y" {\n}\n' },
    ["hashicorp/d", "hashicorp/e"],
  ],
  [
    "a local name that is required",
    { "main.tf": `${REQUIRED}resource "foo_x" "y" {\n}\n` },
    ["acme/foo ~> 1.0"],
  ],
  [
    "a configuration, and its version",
    {
      "main.tf":
        'provider "c" {\n  version = ">= 2.0"\n}\nprovider "c" {\n  alias   = "b"\n  version = "< 3.0"\n}\n',
    },
    ["hashicorp/c >= 2.0.0, < 3.0.0"],
  ],
  [
    "a configuration of what is required",
    { "main.tf": `${REQUIRED}provider "foo" {\n  version = "1.2"\n}\n` },
    ["acme/foo ~> 1.0, 1.2.0"],
  ],
  ["an import, by its type", { "main.tf": imports('foo_x.y["a"]') }, ["hashicorp/foo"]],
  [
    "an import, by its argument",
    { "main.tf": imports("foo_x.y", "  provider = bar.z\n") },
    ["hashicorp/bar"],
  ],
  [
    "an import of many",
    { "main.tf": imports("foo_x.y[each.key]", '  for_each = toset(["a"])\n') },
    ["hashicorp/foo"],
  ],
  ["no import into another module", { "main.tf": M + imports("module.m.foo_x.y"), ...M_FILES }, []],
  ["nothing that another module needs", { "main.tf": M, ...M_FILES }, []],
  [
    "nothing that is gone",
    { "main.tf": "removed {\n  from = foo_x.y\n}\nmoved {\n  from = bar_x.y\n  to   = bar_x.z\n}\n" },
    [],
  ],
];

test.each(RULES)("a module needs %s", async (_rule, files, needed) => {
  const { config } = await load(files);
  if (config === undefined) throw new Error("no configuration");
  const lines = [...providerRequirements(config.root.module)].map(([source, versions]) =>
    `${source.replace("registry.terraform.io/", "")} ${formatVersionConstraint(versions)}`.trimEnd(),
  );
  expect(lines).toEqual(needed);
});
