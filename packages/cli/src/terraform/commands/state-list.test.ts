import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const CONFIG = `
resource "terraform_data" "a" {}
resource "terraform_data" "c" {
  count = 2
}
module "m" {
  source   = "./m"
  for_each = toset(["x"])
}
module "empty" {
  source = "./empty"
}
`;
const terminal = createTerminal();
await terminal.write({
  "main.tf": CONFIG,
  "m/main.tf": 'resource "terraform_data" "c" {\n  count = 2\n}\n',
  "empty/main.tf": 'output "o" {\n  value = 1\n}\n',
});
await terminal.run("init");
await terminal.run("apply -auto-approve");

const inModule = ['module.m["x"].terraform_data.c[0]', 'module.m["x"].terraform_data.c[1]'];
const counted = ["terraform_data.c[0]", "terraform_data.c[1]"];

test.each([
  { named: [], listed: ["terraform_data.a", ...counted, ...inModule] },
  { named: ["terraform_data.a"], listed: ["terraform_data.a"] },
  { named: ["terraform_data.c"], listed: counted },
  { named: ["terraform_data.c[1]"], listed: ["terraform_data.c[1]"] },
  { named: ["module.m"], listed: inModule },
  { named: ['module.m["x"]'], listed: inModule },
  { named: ['module.m["x"].terraform_data.c'], listed: inModule },
  { named: ['module.m["x"].terraform_data.c[0]'], listed: inModule.slice(0, 1) },
  { named: ["terraform_data.a", "terraform_data.c[0]"], listed: ["terraform_data.a", "terraform_data.c[0]"] },
  { named: ["terraform_data.c", "terraform_data.a"], listed: [...counted, "terraform_data.a"] },
  { named: ["terraform_data.c[1]", "terraform_data.c"], listed: ["terraform_data.c[1]", ...counted] },
])("state list $named", async ({ named, listed }) => {
  const { status, out } = await terminal.run(["state", "list", ...named]);
  expect([status, out.trim().split("\n")]).toEqual([0, listed]);
});

test.each([
  { named: ["terraform_data.zz"], told: ["Unknown resource"] },
  { named: ["data.terraform_data.a"], told: ["Unknown resource"] },
  { named: ["terraform_data.c[5]"], told: ["Unknown resource instance"] },
  { named: ['terraform_data.c["1"]'], told: ["Unknown resource instance"] },
  { named: ["terraform_data.a[0]"], told: ["Unknown resource instance"] },
  { named: ["module.zz"], told: ["Unknown module"] },
  { named: ["module.empty"], told: ["Unknown module"] },
  { named: ['module.m["y"]'], told: ["Unknown module"] },
  { named: ["module.m.terraform_data.c"], told: ["Unknown resource"] },
  { named: ['module.m["y"].terraform_data.c'], told: ["Unknown resource"] },
  { named: ["terraform_data.a", "terraform_data.zz"], told: ["Unknown resource"] },
  { named: ["terraform_data.zz", "module.zz"], told: ["Unknown resource", "Unknown module"] },
])("state list refuses $named", async ({ named, told }) => {
  const { status, out, err } = await terminal.run(["state", "list", ...named]);
  const summaries = [...err.matchAll(/Error: (.*)/g)].map(([, summary]) => summary);
  expect([status, out, summaries]).toEqual([1, "", told]);
});
