import { expect, test } from "vitest";
import { describeTree } from "../../testkit/describe-tree.ts";
import { lines, load } from "../../testkit/sources.ts";
import { modulesOf } from "../module/module.ts";
import { memorySources } from "../source/source-reader.ts";
import { loadConfig } from "./load-config.ts";
import { formatManifest, MANIFEST_PATH, parseManifest } from "./manifest.ts";

const SOURCES = {
  "main.tf": `
terraform {
  required_version = ">= 1.0"
  required_providers {
    test = { source = "hashicorp/test", configuration_aliases = [test.west] }
  }
  backend "local" {}
}
variable "size" {
  type      = number
  default   = 1
  sensitive = true
}
locals { name = "a" }
provider "test" { alias = "west" }
module "net" {
  source    = "./net"
  for_each  = { a = 1 }
  providers = { test = test.west }
}
resource "test_vm" "a" {
  count    = 2
  provider = test.west
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags["x"]]
  }
  provisioner "local-exec" { command = "x" }
}
data "test_image" "b" { depends_on = [module.net] }
output "o" { value = module.net["a"].bits }
check "c" {
  assert {
    condition     = test_vm.a[0].size > 0
    error_message = "no"
  }
}
moved {
  from = test_vm.z
  to   = test_vm.a[0]
}
removed { from = test_vm.gone }
import {
  to = test_vm.a[1]
  id = "i"
}
`,
  "net/main.tf":
    'terraform {\n  required_providers {\n    test = { source = "hashicorp/test" }\n  }\n}\nresource "test_vm" "inner" {}\noutput "bits" {\n  value = test_vm.inner.size\n}\n',
};

test("loadConfig() gives the module tree", async () => {
  const { config, diagnostics } = await load(SOURCES);
  expect(lines(diagnostics)).toEqual([]);
  const tree = config === undefined ? "" : [...modulesOf(config.root)].map(describeTree).join("\n");
  await expect(tree).toMatchFileSnapshot("testdata/module-tree.txt");
});

test("loadConfig() asks for init where the manifest does not have a module", async () => {
  const files = { "main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": "" };
  const without = await loadConfig(memorySources(new Map(Object.entries(files))), {
    productVersion: "1.0.0",
  });
  expect(lines(without.diagnostics)).toEqual([
    'error main.tf:1,1: Module not installed: This module is not yet installed. Run "<tutti> init" to install all modules required by this configuration.',
  ]);
  const installed = await load(files);
  expect(lines(installed.diagnostics)).toEqual([]);
  const manifest = '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"m"}]}';
  const withManifest = new Map(Object.entries({ ...files, [MANIFEST_PATH]: manifest }));
  const loaded = await loadConfig(memorySources(withManifest), { productVersion: "1.0.0" });
  expect(lines(loaded.diagnostics)).toEqual([]);
  expect(formatManifest(parseManifest(manifest)?.values() ?? [])).toBe(manifest);
});

test("loadConfig() ends where a module calls itself", async () => {
  const { diagnostics } = await load({
    "main.tf": 'module "m" {\n  source = "../x"\n}\n',
    "../x/main.tf": 'module "m" {\n  source = "../x"\n}\n',
  });
  expect(diagnostics.map(({ summary }) => summary)).toEqual(["Module calls nested too deep"]);
});

test("loadConfig() reads a module once for all that call it, and tells each of them what is wrong with it", async () => {
  const calls = ["a", "b", "c"].map((name) => `module "${name}" {\n  source = "./m"\n}\n`);
  const files = new Map([
    ["main.tf", calls.join("")],
    ["m/main.tf", 'terraform {\n  required_version = ">= 9"\n}\nvariable "x" {\n  default = 1\n}\n'],
  ]);
  const memory = memorySources(files);
  const read: string[] = [];
  const readFile: typeof memory.readFile = (path) => {
    read.push(path);
    return memory.readFile(path);
  };
  const { config, diagnostics } = await loadConfig(
    { ...memory, readFile },
    { productVersion: "1.0.0", install: true },
  );
  expect(read.filter((path) => path.endsWith(".tf"))).toEqual(["main.tf", "m/main.tf"]);
  const modules = [...(config?.root.children.values() ?? [])].map(({ module }) => module);
  expect([modules.length, new Set(modules).size]).toEqual([3, 1]);
  const who = lines(diagnostics).map((line) => /Module \S+/.exec(line)?.[0]);
  expect(who).toEqual(["Module module.a", "Module module.b", "Module module.c"]);
});

const OLD = 'terraform {\n  required_version = ">= 9"\n}\n';
const WARNING = 'resource "a" "b" {\n  depends_on = ["a.c"]\n}\nresource "a" "c" {}\n';
const VERSION = "Unsupported <Tutti> Core version";

test.each([
  { text: OLD, versionsFirst: true, told: [VERSION] },
  { text: OLD, versionsFirst: false, told: [VERSION] },
  { text: `${OLD}foo {}\n`, versionsFirst: true, told: [VERSION] },
  { text: `${OLD}foo {}\n`, versionsFirst: false, told: ["Unsupported block type"] },
  { text: OLD + WARNING, versionsFirst: true, told: [VERSION] },
  { text: OLD + WARNING, versionsFirst: false, told: ["Quoted references are deprecated", VERSION] },
  { text: "foo {}\n", versionsFirst: true, told: ["Unsupported block type"] },
])("versions that do not suit are told first and alone, or where all else is right: %#", async (row) => {
  const { diagnostics } = await loadConfig(memorySources(new Map([["main.tf", row.text]])), {
    productVersion: "1.0.0",
    versionsFirst: row.versionsFirst,
  });
  expect(diagnostics.map(({ summary }) => summary)).toEqual(row.told);
});

const NAMES = `terraform {
  required_providers {
    a = {
      source                = "x/a"
      configuration_aliases = [a.z]
    }
    b = { source = "x/b" }
  }
}
`;
const CONFIGURED = 'provider "q" {}\nprovider "a" {\n  alias = "z"\n}\n';

/** As Terraform 1.11.4 tells them. */
test.each([
  { runs: 'run "r" {\n  providers = { a = q }\n}\n', told: [] },
  { runs: 'run "r" {\n  providers = { a = q, b = q }\n}\n', told: ["q x/a b x/b"] },
  {
    runs: 'run "r" {\n  providers = { a = q }\n}\nrun "s" {\n  providers = { nope = q }\n}\n',
    told: ["q x/a nope hashicorp/nope"],
  },
  { runs: 'run "r" {\n  providers = { b = a.z }\n}\nrun "s" {\n}\n', told: ["a.z x/b a.z x/a"] },
  { runs: 'run "s" {\n}\nrun "r" {\n  providers = { b = a.z }\n}\n', told: ["a x/a b x/b"] },
  { runs: 'run "r" {\n  providers = { b = nope }\n}\n', told: [] },
  {
    runs: 'run "r" {\n  module {\n    source = "./m"\n  }\n  providers = { q = q }\n}\nrun "s" {\n  providers = { a = q }\n}\n',
    told: ["q y/q a x/a"],
  },
])("a provider of a test file is one provider in all of its runs: %#", async ({ runs, told }) => {
  const files = {
    "main.tf": NAMES,
    "m/main.tf": 'terraform {\n  required_providers {\n    q = { source = "y/q" }\n  }\n}\n',
    "t.tftest.hcl": CONFIGURED + runs,
  };
  const { diagnostics } = await loadConfig(memorySources(new Map(Object.entries(files))), {
    productVersion: "1.0.0",
    install: true,
    tests: true,
  });
  const short = diagnostics.map(({ summary, detail }) => {
    expect(summary).toBe("Provider type mismatch");
    const [, ...names] =
      /^The (?:local name|provider) "(.*)" in t\.tftest\.hcl represents provider "(.*)", but "(.*)" in the root module represents "(.*)"\.\n/.exec(
        detail,
      ) ?? [];
    return names.join(" ").replaceAll("registry.terraform.io/", "");
  });
  expect(short).toEqual(told);
});
