import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const FILES = `terraform {
  required_providers {
    tutti = {
      source = "tutti/process"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}
`;
const DOCKER = "registry.terraform.io/kreuzwerker/docker";
const PROCESS = "registry.terraform.io/tutti/process";

test.each([
  ["tutti", "tutti", true],
  ["tutti", "tofu", true],
  ["terraform", "terraform", false],
] as const)("%s called as %s shows identities and actions: %s", async (product, calledAs, shown) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": FILES });
  const { status, out } = await terminal.run("providers schema -json", { product, calledAs });
  expect(status).toBe(0);
  const { provider_schemas: schemas } = JSON.parse(out);
  expect(schemas[DOCKER].resource_identity_schemas?.docker_volume).toEqual(
    shown ? { version: 0, attributes: { name: { type: "string", required_for_import: true } } } : undefined,
  );
  expect(Object.keys(schemas[PROCESS].action_schemas ?? {}).includes("tutti_process_restart")).toBe(shown);
});
