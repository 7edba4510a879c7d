import { expect, it } from "vitest";
import { EMPTY, type Files, type Setting, World } from "../../testkit/world.ts";
import type { Plan } from "../plan.ts";

async function relevant(files: Files): Promise<readonly string[]> {
  const { plan } = await new World().plan(EMPTY, files);
  return texts(plan.relevantAttributes);
}

function texts(found: Plan["relevantAttributes"]): readonly string[] {
  return found.map(({ resource, attribute }) =>
    [resource, ...attribute.map((step) => (step.kind === "attribute" ? step.name : "[]"))].join("."),
  );
}

it("follows chains of any length that users write", async () => {
  const links = Array.from({ length: 20_000 }, (_, n) => `l${n + 1} = local.l${n}`);
  expect(
    await relevant(`
      resource "cloud_thing" "a" { name = "a" }
      locals {
        l0 = cloud_thing.a.id
        ${links.join("\n")}
      }
      output "o" { value = local.l20000 }`),
  ).toEqual(["cloud_thing.a.id"]);
});

it("tells what it finds in the order in which it is written, each as deep as it goes before the next", async () => {
  const thing = (name: string, more = ""): string =>
    `resource "cloud_thing" "${name}" { name = "${name}-${more}" }\n`;
  expect(
    await relevant({
      "main.tf": `
        ${thing("a")}${thing("b", "$${cloud_thing.a.id}")}${thing("c")}${thing("d")}${thing("e")}
        locals { both = [cloud_thing.b.name, cloud_thing.c.id] }
        module "m" {
          source = "./m"
          given  = [cloud_thing.d.id, cloud_thing.e.name]
        }
        output "o" { value = [local.both, module.m, cloud_thing.a.name, local.both] }`.replaceAll("$$", "$"),
      "m/main.tf": `
        variable "given" {}
        ${thing("in")}
        output "first" { value = cloud_thing.in.id }
        output "second" { value = [var.given, cloud_thing.in.name] }`,
    }),
  ).toMatchInlineSnapshot(`
    [
      "cloud_thing.a.id",
      "cloud_thing.b.name",
      "cloud_thing.c.id",
      "module.m.cloud_thing.in.id",
      "cloud_thing.d.id",
      "cloud_thing.e.name",
      "module.m.cloud_thing.in.name",
      "cloud_thing.a.name",
    ]
  `);
});

const READ = `
  resource "cloud_thing" "a" { name = "a" }
  resource "cloud_thing" "b" { name = "b" }
  data "cloud_thing" "of_a" {
    name = cloud_thing.a.name
    depends_on = [cloud_thing.a]
  }
  data "cloud_thing" "of_b" {
    name = cloud_thing.b.name
    depends_on = [cloud_thing.b]
  }
  resource "cloud_thing" "c" { name = "c" }`;

// As `terraform` 1.11.4 told of a `terraform_remote_state` whose config refers to a resource.
it.each<{ readonly what: string; readonly setting: Setting; readonly told: readonly string[] }>([
  {
    what: "all is destroyed",
    setting: { mode: "destroy" },
    told: ["cloud_thing.a.name", "cloud_thing.b.name"],
  },
  {
    what: "nothing is asked before",
    setting: { mode: "destroy", refresh: false },
    told: ["cloud_thing.a.name", "cloud_thing.b.name"],
  },
  {
    what: "what reads is named",
    setting: { mode: "destroy", targets: ["data.cloud_thing.of_a"] },
    told: ["cloud_thing.a.name"],
  },
  {
    what: "what is read is named, and what reads it stays in the state",
    setting: { mode: "destroy", targets: ["cloud_thing.a"] },
    told: [],
  },
  { what: "nothing changes", setting: {}, told: [] },
])("what reads counts as changing where it leaves the state: $what", async ({ setting, told }) => {
  const world = new World();
  const { state } = await world.run(EMPTY, READ);
  const { plan } = await world.plan(state, READ, setting);
  expect([...texts(plan.relevantAttributes)].sort()).toEqual(told);
});
