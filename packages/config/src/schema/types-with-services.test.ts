import { expect, test } from "vitest";
import { loadConfig, memorySources } from "../index.ts";
import { typesWithServices } from "./types-with-services.ts";

const RANDOM = "registry.terraform.io/hashicorp/random";

async function typesIn(files: Record<string, string>): Promise<unknown> {
  const { config } = await loadConfig(memorySources(new Map(Object.entries(files))), {
    productVersion: "1.11.4",
  });
  if (config === undefined) throw new Error("no configuration");
  return Object.fromEntries([...typesWithServices(config.root)].map(([key, types]) => [key, [...types]]));
}

test.each<[string, Record<string, string>, unknown]>([
  ["none", { "main.tf": 'resource "random_id" "a" { }' }, {}],
  [
    "a block, beside resources without",
    {
      "main.tf":
        'resource "random_id" "a" { }\nresource "random_id" "b" {\n  service "web" { }\n}\nresource "random_pet" "c" { }',
    },
    { [RANDOM]: ["random_id"] },
  ],
  [
    "a dynamic block",
    {
      "main.tf":
        'resource "random_id" "a" {\n  dynamic "service" {\n    for_each = []\n    content { }\n  }\n}',
    },
    { [RANDOM]: ["random_id"] },
  ],
  [
    "a dynamic block of another type",
    {
      "main.tf": 'resource "random_id" "a" {\n  dynamic "port" {\n    for_each = []\n    content { }\n  }\n}',
    },
    {},
  ],
  ["a data source's block is its own", { "main.tf": 'data "random_id" "a" {\n  service "web" { }\n}' }, {}],
  [
    "JSON",
    { "main.tf.json": '{"resource": {"random_id": {"a": {"service": {"web": {"port": 1}}}}}}' },
    { [RANDOM]: ["random_id"] },
  ],
])("types with services: %s", async (_, files, wanted) => {
  expect(await typesIn(files)).toEqual(wanted);
});
