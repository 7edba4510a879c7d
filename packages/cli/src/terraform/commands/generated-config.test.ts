/** `plan -generate-config-out` */

import { expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const CONFIG = `
locals {
  id = "by a local"
}
import {
  to = terraform_data.second
  id = local.id
}
import {
  to = terraform_data.first
  id = "quoted \\"id\\""
}
resource "terraform_data" "declared" {}
import {
  to = terraform_data.declared
  id = "d"
}
`;

const WRITTEN = `# __generated__ by Terraform
# Please review these resources and move them into your main configuration files.

# __generated__ by Terraform from "quoted \\"id\\""
resource "terraform_data" "first" {
  input            = null
  triggers_replace = null
}

# __generated__ by Terraform from "by a local"
resource "terraform_data" "second" {
  input            = null
  triggers_replace = null
}
`;

async function folder(files: Readonly<Record<string, string>> = { "main.tf": CONFIG }): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write(files);
  return terminal;
}

test("blocks are written, planned, shown, and applied from a saved plan", async () => {
  const terminal = await folder();
  const planned = await terminal.run("plan -no-color -generate-config-out=new.tf -out=p");
  expect([planned.status, planned.err]).toEqual([0, ""]);
  expect(planned.out).toContain("# terraform_data.first will be imported\n  # (config will be generated)");
  expect(planned.out).toContain("Plan: 3 to import, 0 to add, 0 to change, 0 to destroy.");
  expect(planned.out).toContain("Warning: Config generation is experimental");
  expect(planned.out.replaceAll("\n", " ")).toContain(
    "Terraform has generated configuration and written it to new.tf. Please",
  );
  expect(await terminal.read("new.tf")).toBe(WRITTEN);
  const shown = JSON.parse((await terminal.run("show -json p")).out);
  const changes = shown.resource_changes.map(
    ({ address, change }: { address: string; change: { generated_config?: string } }) => [
      address,
      change.generated_config?.split("\n")[0],
    ],
  );
  expect(changes).toEqual([
    ["terraform_data.declared", undefined],
    ["terraform_data.first", 'resource "terraform_data" "first" {'],
    ["terraform_data.second", 'resource "terraform_data" "second" {'],
  ]);
  const declared = shown.configuration.root_module.resources.map(({ name }: { name: string }) => name);
  expect(declared).toEqual(["declared"]);
  const applied = await terminal.run("apply -no-color p");
  expect(applied.out).toContain("Apply complete! Resources: 3 imported, 0 added, 0 changed, 0 destroyed.");
  const again = await terminal.run("plan -no-color -detailed-exitcode");
  expect([again.status, again.out]).toEqual([0, expect.stringContaining("No changes.")]);
});

test("as messages", async () => {
  const terminal = await folder();
  const { status, out } = await terminal.run("plan -json -generate-config-out=new.tf");
  const messages = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const generated = messages
    .filter(({ type }) => type === "planned_change")
    .map(({ change }) => [change.resource.addr, change.generated_config?.split("\n")[1]]);
  expect([status, generated]).toEqual([
    0,
    [
      ["terraform_data.declared", undefined],
      ["terraform_data.first", "  input            = null"],
      ["terraform_data.second", "  input            = null"],
    ],
  ]);
});

test("what is managed already is described too", async () => {
  const terminal = await folder();
  await terminal.run("plan -generate-config-out=new.tf -out=p");
  await terminal.write({ "new.tf": "" });
  await terminal.run("apply p");
  const { status } = await terminal.run("plan -generate-config-out=again.tf");
  expect([status, (await terminal.read("again.tf"))?.match(/^resource .*$/gm)]).toEqual([
    0,
    ['resource "terraform_data" "first" {', 'resource "terraform_data" "second" {'],
  ]);
});

test.each([
  { flags: "-generate-config-out=main.tf", told: "Target generated file already exists" },
  { flags: "-generate-config-out=new.tf -destroy", told: "Invalid generate-config-out flag" },
  { flags: "-generate-config-out=new.tf -refresh-only", told: "Invalid generate-config-out flag" },
  { flags: "-generate-config-out=nowhere/new.tf", told: "Failed to create target generated file" },
  { flags: "-generate-config-out=", told: "Configuration for import target does not exist" },
])("refused: $flags", async ({ flags, told }) => {
  const terminal = await folder();
  const { status, err } = await terminal.run(`plan -no-color ${flags}`);
  expect([status, err]).toEqual([1, expect.stringContaining(`Error: ${told}`)]);
  expect(await terminal.read("new.tf")).toBeUndefined();
});

test.each([
  { to: "module.m.terraform_data.x", told: "Only resources within the root module are eligible" },
  { to: "terraform_data.x[0]", told: "not compatible with config generation" },
])("not written for $to", async ({ to, told }) => {
  const terminal = await folder({
    "main.tf": `module "m" {\n  source = "./m"\n}\nimport {\n  to = ${to}\n  id = "x"\n}\n`,
    "m/main.tf": "",
  });
  expect((await terminal.run("init")).status).toBe(0);
  const { status, err } = await terminal.run("plan -no-color -generate-config-out=new.tf");
  expect([status, err.replaceAll("\n", " ")]).toEqual([1, expect.stringContaining(told)]);
  expect(await terminal.read("new.tf")).toBeUndefined();
});

test("nothing is written where nothing is to be", async () => {
  const terminal = await folder();
  const { status, out } = await terminal.run(
    "plan -no-color -target=terraform_data.declared -generate-config-out=new.tf",
  );
  expect([status, out.includes("experimental")]).toEqual([0, false]);
  expect(await terminal.read("new.tf")).toBeUndefined();
});
