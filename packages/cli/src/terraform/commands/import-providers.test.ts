import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const MAIN = `terraform {
  required_providers {
    own = {
      source = "terraform.io/builtin/terraform"
    }
  }
}
provider "own" {
  alias = "a"
}
import {
  provider = own.a
  to       = terraform_data.x
  id       = "x"
}
resource "terraform_data" "x" {
  provider = own
}
`;
const ALONE = "Invalid import provider argument";
const WRAPPED = "Inconsistent dependency lock file";

/** As Terraform 1.11.4 tells it: which providers are needed cannot be said, and a lock file cannot be held against it. */
test.each([
  ["init", ALONE],
  ["validate", ALONE],
  ["providers", ALONE],
  ["providers lock", ALONE],
  ["providers mirror out", ALONE],
  ["plan", WRAPPED],
  ["apply -auto-approve", WRAPPED],
  ["destroy -auto-approve", WRAPPED],
  ["refresh", WRAPPED],
  ["graph", WRAPPED],
  ["console", WRAPPED],
  ["providers schema -json", WRAPPED],
  ["import terraform_data.x x", WRAPPED],
  ["get", undefined],
  ["show", undefined],
])("an import that says another provider than its resource is told by %s", async (line, summary) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": MAIN });
  const { status, err } = await terminal.run(line, { stdin: "1\n" });
  expect([status, /Error: (.*)/.exec(err)?.[1]]).toEqual([summary === undefined ? 0 : 1, summary]);
  if (summary !== WRAPPED) return;
  expect(err.replaceAll(/[\s│]+/g, " ").replace(" /main.tf", " main.tf")).toContain(
    "failed to determine the configuration's provider requirements: main.tf:12,3-19: Invalid import provider argument; The provider argument can only be specified",
  );
});
