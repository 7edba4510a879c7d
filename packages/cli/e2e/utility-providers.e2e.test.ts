/** A directory as people write them, of providers that other tools download: nothing is fetched for it. */

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { must, project, run } from "./tutti.ts";

const CONFIGURATION = `terraform {
  required_providers {
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
    local = { source = "hashicorp/local" }
    time  = { source = "hashicorp/time" }
  }
}

resource "random_pet" "name" {}

resource "random_password" "secret" {
  length = 12
}

resource "null_resource" "told" {
  triggers = { name = random_pet.name.id }
  provisioner "local-exec" {
    command = "echo $NAME > told.txt"
    environment = { NAME = self.triggers.name }
  }
}

resource "local_sensitive_file" "secret" {
  filename = "out/secret.txt"
  content  = random_password.secret.result
}

data "local_file" "secret" {
  filename = local_sensitive_file.secret.filename
}

data "archive_file" "bundle" {
  type        = "zip"
  source_dir  = "sources"
  output_path = "out/bundle.zip"
}

data "external" "said" {
  program = ["cat"]
  query   = { a = "b" }
}

resource "time_offset" "week" {
  base_rfc3339 = "2024-01-31T00:00:00Z"
  offset_days  = 7
}

output "name" { value = random_pet.name.id }
output "week" { value = provider::time::rfc3339_parse(time_offset.week.rfc3339).day }
output "there" { value = provider::local::direxists("sources") }
output "said" { value = data.external.said.result.a }
output "length" {
  value     = length(data.local_file.secret.content)
  sensitive = true
}
`;

test("init, validate, apply, nothing more to do, destroy", async () => {
  const folder = project({ "main.tf": CONFIGURATION, "sources/a.txt": "a" });
  const init = await must(folder, ["init", "-no-color"]);
  expect(init.stdout).toContain("- registry.terraform.io/hashicorp/random is built in to Tutti");
  await must(folder, ["validate"]);
  await must(folder, ["apply", "-auto-approve"]);
  const outputs = JSON.parse((await must(folder, ["output", "-json"])).stdout);
  expect(outputs).toMatchObject({
    week: { value: 7 },
    there: { value: true },
    said: { value: "b" },
    length: { value: 12 },
  });
  expect(readFileSync(join(folder, "told.txt"), "utf8")).toBe(`${outputs.name.value}\n`);
  expect((await run(folder, ["plan", "-detailed-exitcode"])).status).toBe(0);

  // Somebody's hand in the file: it is planned anew, and what reads it waits.
  writeFileSync(join(folder, "out/secret.txt"), "other");
  const plan = await run(folder, ["plan", "-detailed-exitcode", "-no-color"]);
  expect([plan.status, plan.stdout]).toEqual([
    2,
    expect.stringContaining("# local_sensitive_file.secret will be created"),
  ]);
  await must(folder, ["apply", "-auto-approve"]);
  await must(folder, ["destroy", "-auto-approve"]);
  expect(existsSync(join(folder, "out/secret.txt"))).toBe(false);
  rmSync(folder, { recursive: true });
});

test("a state of HashiCorp's provider is taken over, upgraded, and found unchanged", async () => {
  const folder = project({
    "main.tf": 'resource "random_password" "p" {\n  length = 4\n}\nresource "null_resource" "n" {}\n',
    "terraform.tfstate": JSON.stringify({
      version: 4,
      terraform_version: "1.5.0",
      serial: 3,
      lineage: "l",
      outputs: {},
      resources: [
        stored("random_password", "p", "random", 0, {
          id: "none",
          keepers: null,
          length: 4,
          lower: true,
          min_lower: 0,
          min_numeric: 0,
          min_special: 0,
          min_upper: 0,
          number: true,
          override_special: null,
          result: "Ab1!",
          special: true,
          upper: true,
        }),
        stored("null_resource", "n", "null", 0, { id: "5577006791947779410", triggers: null }),
      ],
    }),
  });
  await must(folder, ["init"]);
  expect((await run(folder, ["plan", "-detailed-exitcode"])).status).toBe(0);
  await must(folder, ["apply", "-auto-approve"]);
  const shown = JSON.parse((await must(folder, ["show", "-json"])).stdout);
  const [, password] = shown.values.root_module.resources;
  expect(password).toMatchObject({ schema_version: 3, values: { result: "Ab1!", numeric: true } });
  rmSync(folder, { recursive: true });
});

function stored(type: string, name: string, provider: string, schema_version: number, attributes: object) {
  return {
    mode: "managed",
    type,
    name,
    provider: `provider["registry.terraform.io/hashicorp/${provider}"]`,
    instances: [{ schema_version, attributes, sensitive_attributes: [] }],
  };
}
