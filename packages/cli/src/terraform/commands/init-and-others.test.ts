import { expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal } from "../../../testkit/terminal.ts";

const MODULE = {
  "main.tf": 'module "m" {\n  source = "./m"\n}\nresource "terraform_data" "a" {}\n',
  "m/m.tf": 'variable "v" {\n  default = 1\n}\noutput "o" {\n  value = var.v\n}\n',
};

test("init: modules, providers, and what it leaves", async () => {
  const terminal = createTerminal();
  await expectRows(terminal.run, [["init", 0, { out: /initialized in an empty directory/ }]]);
  await terminal.write(MODULE);
  await expectRows(terminal.run, [
    ["validate", 1, { err: /Module not installed/ }],
    ["init -get=false", 1, { out: /Initializing the backend/, err: /Module not installed/ }],
    [
      "init",
      0,
      {
        out: /Initializing the backend\.\.\.\nInitializing modules\.\.\.\n- m in m\nInitializing provider plugins\.\.\.\n- terraform\.io\/builtin\/terraform is built in to Terraform\n\nTerraform has been successfully initialized!/,
      },
    ],
    ["init -get=false", 0, { out: /successfully initialized/ }],
    ["init -backend=false", 0, { out: /^Initializing modules/ }],
    ["init -cloud=false", 0, { out: /^Initializing modules/ }],
    ["init -plugin-dir=x", 0, { out: /successfully/ }],
    ["init extra", 1, { err: /Did you mean to use -chdir/ }],
    ["init -migrate-state -reconfigure", 1, { err: /mutually-exclusive/ }],
    ["init -migrate-state -json", 1, { out: /mutually-exclusive/ }],
    ["init -upgrade -lockfile=readonly", 1, { err: /The -upgrade flag conflicts with -lockfile=readonly\./ }],
    ["init -from-module=x", 1, { err: /already contains files/ }],
    [
      "init",
      0,
      { out: /^Initializing the backend\.\.\.\nInitializing modules\.\.\.\nInitializing provider/ },
    ],
    ["init -upgrade", 0, { out: /^Initializing the backend\.\.\.\nUpgrading modules\.\.\.\n- m in m\n/ }],
    [
      "init -upgrade -json",
      0,
      { out: /"Upgrading modules\.\.\."[^\n]*"upgrading_modules_message"[\s\S]*"- m in m"/ },
    ],
    ["get", 0, {}],
    ["get -update", 0, { out: "- m in m\n" }],
    ["validate", 0, { out: "Success! The configuration is valid.\n\n" }],
    ["validate -json", 0, { out: /"valid": true/ }],
    ["validate a b", 1, { err: /at most one positional argument/ }],
    ["modules", 0, { out: /Modules declared by configuration:\n\.\n└── "m"\[\.\/m\]/ }],
    ["modules -json", 0, { out: /"modules":\[\{"key":"m","source":"\.\/m","version":""\}\]/ }],
    ["providers", 0, { out: /Providers required by configuration:/ }],
    ["providers x", 1, { err: /Did you mean to use -chdir/ }],
    ["providers schema", 1, { err: /requires the `-json` flag/ }],
    ["providers schema -json", 0, { out: /"resource_schemas":\{"terraform_data":/ }],
    ["version", 0, { out: /^Terraform v1\.11\.4\non linux_amd64\n$/ }],
    ["version -json", 0, { out: /"platform": "linux_amd64"/ }],
    ["version -json", 0, { out: /"tutti_version"/ }, { product: "tutti" }],
  ]);
  await terminal.write({
    ".terraform.lock.hcl":
      'provider "b/c" {\n  version = "2.0.0"\n}\nprovider "a/b" {\n  version = "1.0.0"\n}\n',
  });
  await expectRows(terminal.run, [
    ["version", 0, { out: /\+ provider a\/b v1\.0\.0\n\+ provider b\/c v2\.0\.0\n$/ }],
  ]);
});

test("init -json is a stream of messages, each with its code", async () => {
  const terminal = createTerminal();
  const codes = async (line: string): Promise<readonly string[]> =>
    (await terminal.run(line)).out
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text))
      .map(({ type, message_code: code }) => code ?? type);
  expect(await codes("init -json")).toEqual(["version", "output_init_empty_message"]);
  await terminal.write(MODULE);
  expect(await codes("init -json")).toEqual([
    "version",
    "initializing_backend_message",
    "initializing_modules_message",
    "log",
    "initializing_provider_plugin_message",
    "log",
    "output_init_success_message",
    "output_init_success_cli_message",
  ]);
  await terminal.write({ "bad.tf": "resource {}\n" });
  expect(await codes("init -json")).toEqual([
    "version",
    "initializing_backend_message",
    "initializing_modules_message",
    "diagnostic",
  ]);
});

test("init: the backend, step by step", async () => {
  const terminal = createTerminal();
  const local = (path: string): string =>
    `terraform {\n  backend "local" {\n    path = "${path}"\n  }\n}\nresource "terraform_data" "a" {}\n`;
  await terminal.write({ "main.tf": local("a.tfstate") });
  await expectRows(terminal.run, [
    ["plan", 1, { err: /please run "terraform init"/ }],
    ["init", 0, { out: /Successfully configured the backend "local"! Terraform will automatically/ }],
    ["apply -auto-approve", 0, { out: /1 added/ }],
  ]);
  await terminal.write({ "main.tf": local("b.tfstate") });
  await expectRows(terminal.run, [
    ["plan", 1, { err: /Backend configuration block has changed/ }],
    ["init", 1, { out: "Initializing the backend...\n", err: /Backend configuration changed/ }],
    ["init -json", 1, { out: /Backend configuration changed/ }],
    ["init -migrate-state", 0, { out: /Backend configuration changed!\n\nTerraform has detected/ }],
    ["state list", 0, { out: "terraform_data.a\n" }],
  ]);
  const http =
    'terraform {\n  backend "http" {\n    address   = "http://10.9.9.9/s"\n    retry_max = 0\n  }\n}\n';
  await terminal.write({ "main.tf": http });
  await expectRows(terminal.run, [
    [
      "init -migrate-state",
      1,
      {
        out: 'Initializing the backend...\nTerraform detected that the backend type changed from "local" to "http".\n\n',
        err: /nobody listens there/,
      },
    ],
  ]);
  await terminal.write({ "main.tf": 'resource "terraform_data" "a" {}\n' });
  await expectRows(terminal.run, [
    [
      "init -migrate-state",
      0,
      {
        out: /unconfiguring your previously set "local" backend[\s\S]*Successfully unset the backend "local"/,
      },
    ],
    ["state list", 0, { out: "terraform_data.a\n" }],
  ]);
  await terminal.write({ "main.tf": 'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n' });
  await expectRows(terminal.run, [
    ["init", 1, { out: "Initializing the backend...\n", err: /HCP Terraform is not supported/ }],
    ["plan", 1, { err: /HCP Terraform is not supported/ }],
  ]);
});

test("fmt: statuses, lists, and what it changes", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "a.tf": "a   =  1\n",
    "good.tf": "b = 1\n",
    "sub/c.tf": "c   = 1\n",
    "note.txt": "x",
  });
  await expectRows(terminal.run, [
    ["fmt -check", 3, { out: "a.tf\n" }],
    ["fmt -check -list=false", 3, {}],
    [
      "fmt -write=false -diff",
      0,
      { out: /a\.tf\n--- old\/a\.tf\n\+\+\+ new\/a\.tf\n@@ -1 \+1 @@\n-a {3}= {2}1\n\+a = 1\n/ },
    ],
    ["fmt", 0, { out: "a.tf\n" }],
    ["fmt", 0, {}],
    ["fmt -recursive", 0, { out: "sub/c.tf\n" }],
    ["fmt -", 0, { out: "x = 1\n" }, { stdin: "x=1" }],
    ["fmt -check -", 3, {}, { stdin: "x=1" }],
    ["fmt note.txt", 2, { err: /Only \.tf, \.tfvars, and \.tftest\.hcl files/ }],
    ["fmt nope", 2, { err: /No file or directory at nope/ }],
    [
      "fmt -",
      2,
      {
        err: /Error: Unclosed configuration block\s[\s\S]*There is no closing brace for this block before the end of the file\./,
      },
      { stdin: "resource {" },
    ],
  ]);
  expect(await terminal.read("a.tf")).toBe("a = 1\n");
});

test("validate: warnings, and then that they are above", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": 'resource "terraform_data" "a" {\n  lifecycle {\n    ignore_changes = ["input"]\n  }\n}\n',
  });
  const tail = (words: string) => ({
    out: new RegExp(`Quoted references[\\s\\S]*warning\\.\\n(╵\\n)?${words}\\n\\n$`),
  });
  await expectRows(terminal.run, [
    [
      "validate",
      0,
      tail("Success! The configuration is valid, but there were some\nvalidation warnings as shown above\\."),
    ],
    [
      "validate -no-color",
      0,
      tail("Success! The configuration is valid, but there were some validation warnings\nas shown above\\."),
    ],
  ]);
});

test("fmt: what cannot be formatted is told together, and of a check it is all that is told", async () => {
  const terminal = createTerminal();
  await terminal.write({ "b.tf": "b=1\n", "c.tf": "c=\n", "a/d.tf": "d=\n", "a/e.tf": "e=1\n", "x.txt": "" });
  const both = /c\.tf line 1[\s\S]*a\/d\.tf line 1/;
  await expectRows(terminal.run, [
    ["fmt -write=false -recursive", 2, { out: "a/e.tf\nb.tf\n", err: both }],
    ["fmt -check -diff -recursive", 2, { err: both }],
    ["fmt -check b.tf c.tf", 2, { err: /c\.tf line 1/ }],
    ["fmt -check -diff b.tf", 3, { out: "b.tf\n--- old/b.tf\n+++ new/b.tf\n@@ -1 +1 @@\n-b=1\n+b = 1\n" }],
    ["fmt -check -diff -list=false b.tf", 3, {}],
    ["fmt -check -diff -", 3, {}, { stdin: "x=1" }],
    [
      "fmt -write=false a x.txt c.tf b.tf",
      2,
      { out: "a/e.tf\nb.tf\n", err: /with terraform fmt[\s\S]*c\.tf line/ },
    ],
    [
      "fmt -write=false b.tf nope c.tf",
      2,
      { out: "b.tf\n", err: /^[^=]*No file or directory at nope[^=]*$/ },
    ],
  ]);
});

test("output", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf":
      'output "n" {\n  value = 1\n}\noutput "o" {\n  value = { a = "b" }\n}\noutput "s" {\n  value     = "hidden"\n  sensitive = true\n}\noutput "z" {\n  value = null\n}\n',
  });
  await terminal.run("apply -auto-approve");
  await expectRows(terminal.run, [
    ["output", 0, { out: 'n = 1\no = {\n  "a" = "b"\n}\ns = <sensitive>\n' }],
    ["output n", 0, { out: "1\n" }],
    ["output -raw n", 0, { out: "1" }],
    ["output -json", 0, { out: /"sensitive": true/ }],
    ["output -json o", 0, { out: '{"a":"b"}\n' }],
    ["output s", 0, { out: '"hidden"\n' }],
    ["output -raw o", 1, { err: /Unsupported value for raw output/ }],
    ["output -raw", 1, { err: /must give the name of a single output/ }],
    ["output -raw -json n", 1, { err: /mutually-exclusive/ }],
    ["output nope", 1, { err: /not found/ }],
    [
      "output a b",
      1,
      {
        err: /Error: Unexpected argument\s+The output command expects exactly one argument with the name of an output variable or no arguments to show all outputs\./,
      },
    ],
    ["output -state nope.tfstate", 0, { out: /No outputs found/ }],
  ]);
});

test("import", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'resource "terraform_data" "a" {}\n' });
  await expectRows(terminal.run, [
    ["import terraform_data.a", 1, { err: /expects two arguments/ }],
    ["import a..b id", 1, { out: /For information on valid syntax/, err: /Attribute name required/ }],
    ["import data.a.b id", 1, { err: /Importing into a data resource is not allowed/ }],
    [
      "import terraform_data.zz id",
      1,
      { err: /does not exist in the configuration[\s\S]*resource "terraform_data" "zz"/ },
    ],
    [
      "import terraform_data.a the-id",
      0,
      { out: /terraform_data\.a: Importing from ID "the-id"\.\.\.[\s\S]*Import successful!/ },
    ],
    [
      "import terraform_data.a other",
      1,
      { out: /Import prepared!/, err: /Resource already managed by Terraform/ },
    ],
  ]);
});

test("import takes the configuration of another directory, and the state of this one", async () => {
  const terminal = createTerminal();
  await expectRows(terminal.run, [
    [
      "import -no-color terraform_data.a id",
      1,
      { err: /No Terraform configuration files\n\nThe directory \/ does not contain/ },
    ],
  ]);
  await terminal.write({
    "m/main.tf":
      'variable "v" {\n  default = "none"\n}\nresource "terraform_data" "a" {}\noutput "place" {\n  value = "${var.v} ${path.module}"\n}\n',
    "terraform.tfvars": 'v = "given"\n',
  });
  await expectRows(terminal.run, [
    ["import -no-color -config=none terraform_data.a id", 1, { err: /The directory none does not contain/ }],
    ["import -config=m terraform_data.a id", 0, { out: /Import successful!/ }],
    ["output", 0, { out: /place = "given m"/ }],
  ]);
});

/** Whoever imports may write the block first and what is in it later, and the rest is not looked at. */
test.each<[block: string, status: number]>([
  ["", 0],
  ["  input = var.nope\n", 0],
  ["  nonsense = 1\n", 0],
  ["  input = terraform_data.a.id\n", 0],
  ["  depends_on = [terraform_data.nope]\n", 0],
  ["  lifecycle {\n    ignore_changes = [nope]\n  }\n", 0],
  ['  for_each = toset(["x"])\n  nonsense = 1\n', 0],
  ["  for_each = [1, 2]\n", 1],
  ['}\noutput "o" {\n  value = var.nope\n', 1],
])("import beside a block with %j", async (block, status) => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": `resource "terraform_data" "a" {\n${status === 0 && !block.includes("for_each") ? block : ""}}\nresource "terraform_data" "b" {\n${block}}\n`,
  });
  expect((await terminal.run("import terraform_data.a id")).status).toBe(status);
});

test("providers draws what the modules need, those of runs among them, and no others", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf":
      'provider "conf" {\n}\nimport {\n  to = imported_x.y\n  id = "a"\n}\nmodule "m" {\n  source = "./m"\n}\nmodule "k" {\n  source = "./k"\n}\n',
    "m/m.tf": 'resource "foo_x" "y" {\n}\nmodule "k" {\n  source = "../k"\n}\n',
    "k/k.tf": 'resource "terraform_data" "y" {\n}\n',
    "b.tftest.hcl": 'run "plain" {\n}\n',
    "tests/a.tftest.hcl":
      'provider "unseen" {\n}\nrun "in_m" {\n  module {\n    source = "./m"\n  }\n}\nrun "in_k" {\n  module {\n    source = "./k"\n  }\n}\n',
  });
  await terminal.run("get");
  const { out } = await terminal.run("providers");
  expect(out).toBe(`
Providers required by configuration:
.
├── provider[registry.terraform.io/hashicorp/conf]
├── provider[registry.terraform.io/hashicorp/imported]
├── test.b
├── test.tests.a
│\u00a0\u00a0 ├── run.in_m
│\u00a0\u00a0 │\u00a0\u00a0 ├── provider[registry.terraform.io/hashicorp/foo]
│\u00a0\u00a0 │\u00a0\u00a0 └── module.k
│\u00a0\u00a0 │\u00a0\u00a0     └── provider[terraform.io/builtin/terraform]
│\u00a0\u00a0 └── run.in_k
│\u00a0\u00a0     └── provider[terraform.io/builtin/terraform]
├── module.k
│\u00a0\u00a0 └── provider[terraform.io/builtin/terraform]
└── module.m
    ├── provider[registry.terraform.io/hashicorp/foo]
    └── module.k
        └── provider[terraform.io/builtin/terraform]

`);
  await terminal.write({ "k/k.tf": "resource {\n" });
  const broken = await terminal.run("providers");
  expect([broken.status, /Missing type for resource/.test(broken.err)]).toEqual([1, true]);
});
