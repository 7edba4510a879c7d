import { hasErrors } from "@tutti/hcl";
import { expect, test } from "vitest";
import { createFolder, type Folder, lines } from "../../testkit/folder.ts";
import { loadRoot } from "../configuration/load-root.ts";
import { checkBackend } from "./check-backend.ts";
import { type ConfigureBackendRequest, configureBackend } from "./configure-backend.ts";

const local = (path: string): string => `terraform {\n  backend "local" {\n    path = "${path}"\n  }\n}\n`;
const RESOURCE = 'resource "terraform_data" "a" {}\n';

/** Runs `init` for the backend: the steps told, then what was refused. */
async function init(
  folder: Folder,
  options: Partial<ConfigureBackendRequest> = {},
): Promise<readonly string[]> {
  const { config } = await folder.until(loadRoot(folder.host));
  if (config === undefined) throw new Error("no configuration");
  const steps: string[] = [];
  const outcome = await folder.until(
    configureBackend({
      runtime: folder.host,
      module: config.root.module,
      arguments: [],
      reconfigure: false,
      migrateState: false,
      forceCopy: false,
      onStep: ({ kind, type }) => steps.push(`${kind} ${type}`),
      ...options,
    }),
  );
  return [...steps, ...lines(outcome.diagnostics)];
}

async function check(folder: Folder): Promise<string> {
  const { config } = await folder.until(loadRoot(folder.host));
  if (config === undefined) throw new Error("no configuration");
  const found = await folder.until(checkBackend(folder.host, config.root.module));
  return hasErrors(found) ? lines(found).join("\n") : "";
}

test("without a block there is nothing to do", async () => {
  const folder = await createFolder({ "main.tf": "" });
  expect(await init(folder)).toEqual([]);
  expect(await check(folder)).toBe("");
});

test("a block is configured once, and is then what every command finds", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  expect(await init(folder)).toEqual(["configured local"]);
  expect(await check(folder)).toBe("");
  expect(await init(folder)).toEqual([]);
  await folder.apply();
  expect(await folder.read("a.tfstate")).toContain("terraform_data");
});

test("a changed block is refused until it is migrated, which takes the state along", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  await folder.write({ "main.tf": local("b.tfstate") + RESOURCE });
  expect(await check(folder)).toMatch(/Reason: Backend configuration block has changed/);
  expect((await init(folder)).toString()).toMatch(
    /^error: Backend configuration changed: .*<tutti> init -migrate-state/s,
  );
  expect(await folder.read("b.tfstate")).toBeUndefined();
  expect(await init(folder, { migrateState: true })).toEqual(["changing local", "configured local"]);
  expect(await folder.read("b.tfstate")).toContain("terraform_data");
});

test("another state at the target is overwritten only where that is forced, and kept as the backup", async () => {
  const folder = await createFolder({ "main.tf": local("b.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  const other = await folder.read("b.tfstate");
  await folder.write({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder, { reconfigure: true });
  await folder.apply();
  await folder.write({ "main.tf": local("b.tfstate") + RESOURCE });
  expect((await init(folder, { migrateState: true })).join("\n")).toMatch(
    /^changing local\nerror: A different state is there already: .*a\.tfstate was to be copied to b\.tfstate.*<tutti> init -force-copy/s,
  );
  expect(await folder.read("b.tfstate")).toBe(other);
  expect((await check(folder)).toString()).toMatch(/Backend initialization required/);
  const forced = await init(folder, { migrateState: true, forceCopy: true });
  expect(forced).toEqual(["changing local", "configured local"]);
  expect(await folder.read("b.tfstate")).toBe(await folder.read("a.tfstate"));
  expect(await folder.read("b.tfstate.backup")).toBe(other);
});

test("arguments without a block are told to have none", async () => {
  const folder = await createFolder({ "main.tf": RESOURCE });
  expect((await init(folder, { arguments: ["path=x"] })).join("\n")).toMatch(
    /^warning: Missing backend configuration: -backend-config was used without a "backend" block/,
  );
  expect(await init(folder)).toEqual([]);
});

test("reconfigured, the state stays where it is", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  await folder.write({ "main.tf": local("b.tfstate") + RESOURCE });
  expect(await init(folder, { reconfigure: true })).toEqual(["configured local"]);
  expect(await folder.read("b.tfstate")).toBeUndefined();
});

test("a block that is gone is refused until it is migrated", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  await folder.write({ "main.tf": RESOURCE });
  expect(await check(folder)).toMatch(/Reason: Unsetting the previously set backend "local"/);
  expect((await init(folder)).toString()).toMatch(/^error: Backend configuration changed/);
  expect(await init(folder, { migrateState: true })).toEqual(["unsetting local", "unset local"]);
  expect(await folder.read("terraform.tfstate")).toContain("terraform_data");
  expect(await check(folder)).toBe("");
});

test("states of the default place are copied where that is forced", async () => {
  const folder = await createFolder({ "main.tf": RESOURCE });
  await folder.apply();
  await folder.write({ "main.tf": local("a.tfstate") + RESOURCE });
  expect(await init(folder, { forceCopy: true })).toEqual(["configured local"]);
  expect(await folder.read("a.tfstate")).toContain("terraform_data");
});

test.each([
  ["an argument", ["path=c.tfstate"], ["configured local"]],
  ["a file", ["backend.hcl"], ["configured local"]],
  [
    "an argument of no such name",
    ["nope=1"],
    [expect.stringMatching(/argument "nope" given on the command line/)],
  ],
  [
    "a file that is not there",
    ["nope.hcl"],
    [expect.stringMatching(/Failed to read file: The file "nope.hcl"/)],
  ],
  ["a file that is no HCL", ["bad.hcl"], [expect.stringMatching(/^error: /)]],
] as const)("settings by %s", async (_, args, wanted) => {
  const folder = await createFolder({
    "main.tf": 'terraform {\n  backend "local" {}\n}\n',
    "backend.hcl": 'path = "c.tfstate"\n',
    "bad.hcl": "path = ",
  });
  const sources = new Map<string, string>();
  expect(await init(folder, { arguments: args, sources })).toEqual(wanted);
});

test("a state that somebody holds is not copied, unless nothing is to be locked", async () => {
  const folder = await createFolder({ "main.tf": RESOURCE });
  await folder.apply();
  const holder = await folder.prepare();
  await folder.write({ "main.tf": local("a.tfstate") + RESOURCE });
  expect((await init(folder, { forceCopy: true })).toString()).toMatch(
    /^error: Error acquiring the state lock/,
  );
  expect(await folder.read("a.tfstate")).toBeUndefined();
  const forced = await init(folder, { forceCopy: true, lock: { lock: false, timeoutMs: 0 } });
  expect(forced).toEqual(["configured local"]);
  if ("request" in holder) await holder.release();
});
