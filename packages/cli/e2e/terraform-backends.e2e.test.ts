/** The same states, written by Terraform and by Tutti in turn, on every kind of server that both know. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STATE_SERVERS, type StateServer } from "./state-servers.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run, start, write } from "./tutti.ts";

const missing = missingOracle();
const CLEAN = ["plan", "-no-color", "-input=false", "-detailed-exitcode"];
const APPLY = ["apply", "-no-color", "-input=false", "-auto-approve"];

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;
const TOOLS: Readonly<Record<string, Tool>> = { terraform, tutti: run };

const resources = (input: string): string => `
resource "terraform_data" "a" {
  for_each = toset(["x", "y"])
  input    = "\${each.key} ${input}"
}
output "said" { value = [for a in terraform_data.a : a.output] }
`;

async function must(tool: Tool, folder: string, args: readonly string[], status = 0): Promise<Ended> {
  const ended = await tool(folder, args);
  expect(ended.status, `${args.join(" ")}:\n${ended.stdout}${ended.stderr}`).toBe(status);
  return ended;
}

/** Planned by one and applied by the other, in turns, in a directory that only Terraform has initialised. */
async function turns(folder: string): Promise<void> {
  const PLAN = ["plan", "-no-color", "-input=false", "-out=p", "-detailed-exitcode"];
  await must(terraform, folder, ["init", "-no-color", "-input=false"]);
  await must(terraform, folder, PLAN, 2);
  await must(run, folder, APPLY);
  await must(terraform, folder, CLEAN);
  // That plan was made before: of a state that moved on it is not applied, by either.
  expect((await terraform(folder, ["apply", "-no-color", "p"])).stderr).toContain("Saved plan is stale");
  write(folder, { "main.tf": resources("two") });
  await must(run, folder, PLAN, 2);
  await must(terraform, folder, APPLY);
  await must(run, folder, CLEAN);
  await must(run, folder, ["init", "-no-color", "-input=false"]);
  await must(terraform, folder, CLEAN);
  await must(terraform, folder, [...PLAN, "-destroy"], 2);
  await must(run, folder, ["destroy", "-no-color", "-auto-approve"]);
  expect((await must(terraform, folder, ["state", "list"])).stdout).toBe("");
}

describe.skipIf(missing !== undefined)(
  `states in files${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    test.each<readonly [string, string]>([
      ["without a backend block", ""],
      ["in a backend of files", 'terraform {\n  backend "local" {\n    path = "kept/here.tfstate"\n  }\n}\n'],
    ])(
      "are carried on in one directory that both use, %s",
      (_, block) => turns(project({ "backend.tf": block, "main.tf": resources("one") })),
      120_000,
    );
  },
);

describe.each(STATE_SERVERS)("states on $type", ({ missing: absent, workspaces, start: begin }) => {
  const reason = missing ?? absent;
  let server: StateServer;
  let count = 0;
  beforeAll(async () => {
    if (reason === undefined) server = await begin();
  }, 60_000);
  afterAll(() => server?.stop());

  /** A directory for each of the two, with one state. */
  async function pair(main: string): Promise<Readonly<Record<string, string>>> {
    count += 1;
    const place = `place${count}`;
    const folders: Record<string, string> = {};
    for (const [name, tool] of Object.entries(TOOLS)) {
      const folder = project({ "backend.tf": server.block(place), "main.tf": main });
      await must(tool, folder, ["init", "-no-color", "-input=false"]);
      folders[name] = folder;
    }
    return folders;
  }

  test.skipIf(reason !== undefined)(
    `go from one to the other and back${reason === undefined ? "" : ` (${reason})`}`,
    async () => {
      const { terraform: theirs = "", tutti: ours = "" } = await pair(resources("one"));
      await must(terraform, theirs, APPLY);
      await must(run, ours, CLEAN);
      write(ours, { "main.tf": resources("two") });
      write(theirs, { "main.tf": resources("two") });
      await must(run, ours, APPLY);
      await must(terraform, theirs, CLEAN);
      const pulled = await Promise.all([
        must(terraform, theirs, ["state", "pull"]),
        must(run, ours, ["state", "pull"]),
      ]);
      expect(pulled[0].stdout.trim()).toBe(pulled[1].stdout.trim());
      write(theirs, { "main.tf": resources("three") });
      await must(terraform, theirs, APPLY);
      await must(run, ours, CLEAN, 2);
      await must(run, ours, ["destroy", "-no-color", "-auto-approve"]);
      await must(terraform, theirs, CLEAN, 2);
    },
    120_000,
  );

  test.skipIf(reason !== undefined)(
    "are carried on in one directory that both use, with nothing but its files between them",
    async () => {
      count += 1;
      const folder = project({ "backend.tf": server.block(`place${count}`), "main.tf": resources("one") });
      await turns(folder);
    },
    // An agent keeps a lock from others for a while after each holder.
    300_000,
  );

  test.skipIf(reason !== undefined || !workspaces)(
    "have the same workspaces",
    async () => {
      const { terraform: theirs = "", tutti: ours = "" } = await pair(resources("one"));
      await must(terraform, theirs, ["workspace", "new", "-no-color", "green"]);
      await must(terraform, theirs, APPLY);
      await must(run, ours, ["workspace", "new", "-no-color", "blue"]);
      await must(run, ours, ["workspace", "select", "-no-color", "green"]);
      await must(run, ours, CLEAN);
      const listed = await must(terraform, theirs, ["workspace", "list"]);
      expect(
        listed.stdout
          .split(/[\s*]+/)
          .filter(Boolean)
          .sort(),
      ).toEqual(["blue", "default", "green"]);
      await must(run, ours, ["workspace", "select", "-no-color", "blue"]);
      await must(run, ours, APPLY);
      await must(terraform, theirs, ["workspace", "select", "-no-color", "blue"]);
      await must(terraform, theirs, CLEAN);
      await must(terraform, theirs, ["destroy", "-no-color", "-auto-approve"]);
      await must(terraform, theirs, ["workspace", "select", "-no-color", "default"]);
      await must(terraform, theirs, ["workspace", "delete", "-no-color", "blue"]);
      await must(run, ours, ["workspace", "select", "-no-color", "default"]);
      const left = await must(run, ours, ["workspace", "list"]);
      expect(left.stdout.split(/[\s*]+/).filter(Boolean)).toEqual(["default", "green"]);
    },
    120_000,
  );

  const waiting = `
resource "terraform_data" "slow" {
  provisioner "local-exec" { command = "echo begun; while [ ! -e go ]; do sleep 0.05; done" }
}
`;

  test.skipIf(reason !== undefined)(
    "are locked for one by the other",
    async () => {
      const { terraform: theirs = "", tutti: ours = "" } = await pair(waiting);
      const held = start(ours, APPLY);
      await held.saw("begun");
      const refused = await terraform(theirs, APPLY);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain("Error acquiring the state lock");
      writeFileSync(join(ours, "go"), "");
      expect((await held.ended).status).toBe(0);
      await must(run, ours, ["destroy", "-no-color", "-auto-approve"]);
      const theirHold = start(theirs, APPLY, { program: ["terraform"], env: { CHECKPOINT_DISABLE: "1" } });
      await theirHold.saw("begun");
      const told = await run(ours, ["plan", "-no-color"]);
      expect(told.status).toBe(1);
      expect(told.stderr).toContain("Error acquiring the state lock");
      writeFileSync(join(theirs, "go"), "");
      expect((await theirHold.ended).status).toBe(0);
      await must(run, ours, CLEAN);
    },
    120_000,
  );
});
