import { expect, test } from "vitest";
import { actionsOf, createFolder, type Folder, lines } from "../../testkit/folder.ts";
import { planOperation } from "./plan-operation.ts";

const importOf = (to: string, more = ""): string => `import {\n  to = ${to}\n  id = "x"\n${more}}\n`;

async function generate(folder: Folder) {
  const operation = await folder.prepare({ generateConfig: true });
  if (!("request" in operation)) throw new Error(operation.join("\n"));
  const planned = await folder.until(planOperation(operation));
  await operation.release();
  const written = (planned.plan?.changes ?? []).flatMap(({ generatedConfig = "" }) =>
    generatedConfig.split("\n").filter((line) => /^resource|provider/.test(line)),
  );
  return { operation, ...planned, written };
}

test.each<readonly [string, string, readonly string[] | RegExp]>([
  ["one that nothing declares", importOf("terraform_data.a"), ['resource "terraform_data" "a" {']],
  [
    "several, and one that is declared",
    `${importOf("terraform_data.b")}${importOf("terraform_data.a")}${importOf("terraform_data.c")}resource "terraform_data" "c" {}\n`,
    ['resource "terraform_data" "a" {', 'resource "terraform_data" "b" {'],
  ],
  ["only declared ones", `${importOf("terraform_data.c")}resource "terraform_data" "c" {}\n`, []],
  [
    "one with a provider of another name",
    `terraform {\n  required_providers {\n    t = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\nprovider "t" {\n  alias = "o"\n}\n${importOf("terraform_data.a", "  provider = t.o\n")}`,
    ['resource "terraform_data" "a" {', "  provider         = t.o"],
  ],
  [
    "several at once",
    'import {\n  for_each = toset(["x"])\n  to       = terraform_data.a\n  id       = each.key\n}\n',
    /^error: Configuration for import target does not exist/,
  ],
  [
    "one of those that count makes",
    `${importOf("terraform_data.c[0]")}resource "terraform_data" "c" {\n  count = 1\n}\n`,
    [],
  ],
  [
    "one that a module declares",
    `module "m" {\n  source = "./m"\n}\n${importOf("module.m.terraform_data.a")}`,
    [],
  ],
])("a block is written for %s", async (_, text, wanted) => {
  const folder = await createFolder({
    "main.tf": text,
    "m/main.tf": 'resource "terraform_data" "a" {}\n',
    ".terraform/modules/modules.json":
      '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"m"}]}',
  });
  const { written, diagnostics, config, operation } = await generate(folder);
  if (wanted instanceof RegExp) {
    expect(lines(diagnostics).join("\n")).toMatch(wanted);
    expect(written).toEqual([]);
  } else {
    expect(lines(diagnostics)).toEqual([]);
    expect(written).toEqual(wanted);
    if (wanted.length === 0) expect(config).toBe(operation.config);
  }
});

test("what was written is part of the configuration, beside all that stood there in its own language", async () => {
  const folder = await createFolder(
    {
      "main.tf": `module "m" {\n  source = "./m"\n  old    = "x"\n}\nresource "terraform_data" "off" {\n  lifecycle {\n    enabled = false\n  }\n}\n${importOf("terraform_data.a")}`,
      "m/main.tf": 'variable "old" {\n  deprecated = "No."\n}\nresource "terraform_data" "in" {}\n',
      "data/modules/modules.json":
        '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"m"}]}',
    },
    { TF_DATA_DIR: "data" },
  );
  const { plan, config, operation } = await generate(folder);
  expect(actionsOf(plan)).toEqual(["create terraform_data.in"]);
  expect(plan?.changes.map(({ importing }) => importing !== undefined)).toContain(true);
  expect([...config.root.module.resources.keys()].sort()).toEqual(["terraform_data.a", "terraform_data.off"]);
  expect([...config.root.children.keys()]).toEqual(["m"]);
  expect([...operation.config.root.module.resources.keys()]).toEqual(["terraform_data.off"]);
});
