import { expect, test } from "vitest";
import { load, type Sources } from "../../testkit/sources.ts";
import { modulesOf } from "../module/module.ts";
import { formatAbsoluteProvider, resolveProvider } from "./resolve-provider.ts";

const R = 'resource "test_vm" "r" {\n}\n';
const WEST = 'resource "test_vm" "r" {\n  provider = test.west\n}\n';
const OWN = "registry.terraform.io/hashicorp/test";
const OTHER = "example.com/a/b";
const call = (more = "") => `module "m" {\n  source = "./m"\n${more}}\n`;
const requires = (name: string, source: string, aliases = "") =>
  `terraform {\n  required_providers {\n    ${name} = {\n      source = "${source}"\n${aliases}    }\n  }\n}\n`;

/** Files → each resource with the configuration it uses: `written`, `empty` or `missing`. */
const RULES: readonly (readonly [string, Sources, readonly string[]])[] = [
  ["nobody wrote one", { "main.tf": R }, [`r: provider["${OWN}"] empty`]],
  ["the module's own", { "main.tf": `provider "test" {}\n${R}` }, [`r: provider["${OWN}"] written`]],
  [
    "the source that is required",
    { "main.tf": requires("test", OTHER) + R },
    [`r: provider["${OTHER}"] empty`],
  ],
  [
    "an alias",
    { "main.tf": `provider "test" {\n  alias = "west"\n}\n${WEST}` },
    [`r: provider["${OWN}"].west written`],
  ],
  ["an alias that is nowhere", { "main.tf": WEST }, [`r: provider["${OWN}"].west missing`]],
  [
    "another local name",
    { "main.tf": 'provider "b" {}\nresource "test_vm" "r" {\n  provider = b\n}\n' },
    ['r: provider["registry.terraform.io/hashicorp/b"] written'],
  ],
  [
    "inherited from the caller",
    { "main.tf": `provider "test" {}\n${call()}`, "m/a.tf": R },
    [`m.r: provider["${OWN}"] written`],
  ],
  [
    "inherited from the root, of a module in a module",
    {
      "main.tf": `provider "test" {}\n${call()}`,
      "m/a.tf": 'module "n" {\n  source = "./n"\n}\n',
      "m/n/a.tf": R,
    },
    [`m.n.r: provider["${OWN}"] written`],
  ],
  [
    "inherited under the caller's name for it",
    {
      "main.tf": `${requires("mine", OTHER)}provider "mine" {}\n${call()}`,
      "m/a.tf": requires("test", OTHER) + R,
    },
    [`m.r: provider["${OTHER}"] written`],
  ],
  [
    "handed on under another name than the resource's type has",
    {
      "main.tf": `${requires("mine", OWN)}provider "mine" {\n  alias = "west"\n}\n${call("  providers = { mine = mine.west }\n")}`,
      "m/a.tf": requires("mine", OWN) + R,
    },
    [`m.r: provider["${OWN}"].west written`],
  ],
  [
    "the called module's own comes first",
    { "main.tf": `provider "test" {}\n${call()}`, "m/a.tf": `provider "test" {\n  host = "x"\n}\n${R}` },
    [`m.r: module.m.provider["${OWN}"] written`],
  ],
  [
    "an alias that is passed",
    {
      "main.tf": `${requires("test", "hashicorp/test")}provider "test" {\n  alias = "east"\n}\n${call("  providers = { test.west = test.east }\n")}`,
      "m/a.tf": requires("test", "hashicorp/test", "configuration_aliases = [test.west]\n") + WEST,
    },
    [`m.r: provider["${OWN}"].east written`],
  ],
  [
    "a default that an alias is passed for",
    {
      "main.tf": `${requires("test", "hashicorp/test")}provider "test" {\n  alias = "east"\n}\n${call("  providers = { test = test.east }\n")}`,
      "m/a.tf": requires("test", "hashicorp/test") + R,
    },
    [`m.r: provider["${OWN}"].east written`],
  ],
  [
    "an alias is not inherited",
    { "main.tf": `provider "test" {\n  alias = "west"\n}\n${call()}`, "m/a.tf": WEST },
    [`m.r: module.m.provider["${OWN}"].west missing`],
  ],
];

test.each(RULES)("resolveProvider(): %s", async (_, files, expected) => {
  const { config } = await load(files);
  const found = config === undefined ? [] : [...modulesOf(config.root)];
  const shown = found.flatMap((node) =>
    [...node.module.resources.values()].map((resource) => {
      const provider = resolveProvider(node, resource);
      const state = provider.missing ? "missing" : provider.config === undefined ? "empty" : "written";
      return `${[...node.path, resource.name].join(".")}: ${formatAbsoluteProvider(provider)} ${state}`;
    }),
  );
  expect(shown).toEqual(expected);
});
