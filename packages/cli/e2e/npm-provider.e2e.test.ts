/** Providers that are packages of npm, and those that lie beside the configuration, by the real launcher. */

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NpmRegistry, openNpmRegistry } from "@tutti/plugin-install/testkit";
import { writeNotesProgram } from "@tutti/provider-sdk/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { project, run, write } from "./tutti.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "tutti-npm-provider-")));
const program = join(home, "terraform-provider-notes");
const missing = missingOracle();
let registry: NpmRegistry;
beforeAll(async () => {
  registry = await openNpmRegistry();
  await writeNotesProgram(program);
  await registry.publish(
    "@acme/tutti-provider-notes",
    "1.4.0",
    { type: "module", bin: { "terraform-provider-notes": "dist/terraform-provider-notes" } },
    {
      "dist/terraform-provider-notes": readFileSync(program, "utf8"),
      "dist/package.json": '{"type":"commonjs"}',
    },
  );
}, 60_000);
afterAll(async () => {
  await registry.close();
  rmSync(home, { recursive: true });
});

const configuration = (source: string, more = ""): string => `terraform {
  required_providers {
    notes = {
      source = "${source}"${more}
    }
  }
}
provider "notes" {
  folder = "./notes"
}
resource "notes_note" "a" {
  title = "a"
}
`;

async function lived(folder: string): Promise<void> {
  mkdirSync(join(folder, "notes"));
  for (const [line, status] of [
    ["init", 0],
    ["validate", 0],
    ["apply -auto-approve", 0],
    ["plan -detailed-exitcode", 0],
  ] as const) {
    const ended = await run(folder, line.split(" "));
    expect([line, ended.status, ended.stderr]).toEqual([line, status, ""]);
  }
  expect(readdirSync(join(folder, "notes"))).toEqual(["a.json"]);
  expect((await run(folder, ["destroy", "-auto-approve"])).status).toBe(0);
}

test("a package of npm is installed, locked and used", async () => {
  const folder = project({
    "main.tf": configuration("npm:@acme/tutti-provider-notes", '\n      version = "~> 1.0"'),
    ".npmrc": `registry=${registry.url}\n`,
  });
  await lived(folder);
  expect(readFileSync(join(folder, ".terraform.lock.hcl"), "utf8")).toMatch(
    /provider "npm\/acme\/tutti-provider-notes" \{\n {2}version {5}= "1\.4\.0"\n {2}constraints = "~> 1\.0"\n {2}hashes = \[\n {4}"h1:/,
  );
  const again = await run(folder, ["init"]);
  expect(again.stdout).toContain("Using previously-installed npm/acme/tutti-provider-notes v1.4.0");
}, 120_000);

test("a folder beside the configuration is used as it is, without a lock", async () => {
  const folder = project({ "main.tf": configuration("./providers/notes") });
  const unbuilt = await run(folder, ["init"]);
  expect([unbuilt.status, unbuilt.stderr.replaceAll(/[\s│]+/g, " ")]).toEqual([
    1,
    expect.stringContaining(
      "There is no program terraform-provider-notes in providers/notes or providers/notes/dist.",
    ),
  ]);
  mkdirSync(join(folder, "providers/notes/dist"), { recursive: true });
  writeFileSync(join(folder, "providers/notes/dist/terraform-provider-notes"), readFileSync(program), {
    mode: 0o755,
  });
  await lived(folder);
  expect(readdirSync(folder)).not.toContain(".terraform.lock.hcl");
}, 120_000);

test("such a program sees of the environment what concerns it", async () => {
  const folder = project({ "main.tf": configuration("./notes-x") });
  write(folder, {
    "notes-x/terraform-provider-notes-x": "#!/bin/sh\nenv | sed 's/=.*//' | sort > seen\nexit 1\n",
  });
  const path = join(folder, "notes-x/terraform-provider-notes-x");
  writeFileSync(path, readFileSync(path), { mode: 0o755 });
  const { chmodSync } = await import("node:fs");
  chmodSync(path, 0o755);
  const env = { NOTES_X_TOKEN: "t", AWS_SECRET_ACCESS_KEY: "s" };
  await run(folder, ["init"], { env });
  expect((await run(folder, ["validate"], { env })).status).toBe(1);
  const seen = readFileSync(join(folder, "seen"), "utf8").split("\n");
  expect([seen.includes("NOTES_X_TOKEN"), seen.includes("AWS_SECRET_ACCESS_KEY")]).toEqual([true, false]);
}, 60_000);

test.skipIf(missing !== undefined).each(["npm:@acme/tutti-provider-notes", "./providers/notes"])(
  `called terraform, %s is refused as Terraform does${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  async (source) => {
    const folder = project({ "main.tf": configuration(source) });
    const ours = await run(folder, ["init", "-no-color"], { env: { TUTTI_AS: "terraform" } });
    const theirs = await terraform(folder, ["init", "-no-color"]);
    expect([ours.status, ours.stdout, ours.stderr]).toEqual([theirs.status, theirs.stdout, theirs.stderr]);
  },
  60_000,
);
