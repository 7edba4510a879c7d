import { expect, it } from "vitest";
import { EMPTY, type Files, World } from "../../testkit/world.ts";

async function relevant(files: Files): Promise<readonly string[]> {
  const { plan } = await new World().plan(EMPTY, files);
  return (plan?.relevantAttributes ?? []).map(({ resource, attribute }) =>
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
