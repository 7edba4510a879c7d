import { hasErrors } from "@tutti/hcl";
import { expect, test } from "vitest";
import { createFolder, type Folder, lines } from "../../testkit/folder.ts";
import { loadRoot } from "../configuration/load-root.ts";
import { checkBackend } from "./check-backend.ts";
import { type ConfigureBackendRequest, configureBackend } from "./configure-backend.ts";

const local = (path: string): string => `terraform {\n  backend "local" {\n    path = "${path}"\n  }\n}\n`;
const HOST = "10.0.0.9";
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
  ["an empty one alone", [""], ["configured local"]],
  [
    "an empty one beside others",
    ["path=c.tfstate", ""],
    [expect.stringMatching(/The file "." could not be read/)],
  ],
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

const SAVED = ".terraform/terraform.tfstate";

/** As `init` left it, or somebody else. */
async function save(folder: Folder, backend: unknown): Promise<void> {
  await folder.write({
    [SAVED]: typeof backend === "string" ? backend : JSON.stringify({ version: 3, backend }),
  });
}

test("an argument that says the same as before changes nothing, but the block is known anew", async () => {
  const folder = await createFolder({
    "main.tf": 'terraform {\n  backend "local" {}\n}\n',
  });
  expect(await init(folder, { arguments: ["path=a.tfstate"] })).toEqual(["configured local"]);
  expect(await check(folder)).toBe("");
  const before = await folder.read(SAVED);
  await folder.write({ "main.tf": local("a.tfstate") });
  // What is saved says the same, so every command goes on.
  expect(await check(folder)).toBe("");
  expect(await init(folder)).toEqual([]);
  expect(await folder.read(SAVED)).not.toBe(before);
  expect(await check(folder)).toBe("");
});

test.each([
  ["a file in JSON", "backend.json", '{"path": "c.tfstate"}'],
  ["a file whose name only begins so", "a.json.hcl", 'path = "c.tfstate"\n'],
  ["a file that has an equals sign in it", "c.hcl", 'path = "c.tfstate"\n'],
])("the state lies where %s says", async (_, name, text) => {
  const folder = await createFolder({
    "main.tf": `terraform {\n  backend "local" {}\n}\n${RESOURCE}`,
    [name]: text,
  });
  const sources = new Map<string, string>();
  expect(await init(folder, { arguments: [name], sources })).toEqual(["configured local"]);
  expect([...sources]).toEqual([[name, text]]);
  await folder.apply();
  expect(await folder.read("c.tfstate")).toContain("terraform_data");
});

test("arguments count in their order, over those of the block", async () => {
  const folder = await createFolder({
    "main.tf": `${local("a.tfstate")}${RESOURCE}`,
    "b.hcl": 'path = "b.tfstate"\n',
  });
  await init(folder, { arguments: ["path=x.tfstate", "b.hcl"] });
  await folder.apply();
  expect(await folder.read("b.tfstate")).toContain("terraform_data");
  expect(await folder.read("a.tfstate")).toBeUndefined();
});

test.each([
  ["no JSON", "{", "Initial configuration"],
  ["a list", "[]", "Initial configuration"],
  ["nothing of a backend", JSON.stringify({ version: 3 }), "Initial configuration"],
  ["a backend that is no object", { a: 1 }, "Initial configuration"],
  ["a backend without a type", { config: {} }, "Initial configuration"],
  ["another type", { type: "s3", config: {}, hash: 1 }, 'Backend type changed from "s3" to "local"'],
  ["other settings", { type: "local", config: { path: "z.tfstate" }, hash: 1 }, "has changed"],
  ["settings that are no object", { type: "local", config: [], hash: 1 }, "has changed"],
  ["no hash, and other settings", { type: "local", config: {} }, "has changed"],
  ["the same settings under another hash", { type: "local", config: { path: "a.tfstate" }, hash: 1 }, ""],
  ["a setting of the wrong type", { type: "local", config: { path: ["a.tfstate"] }, hash: 1 }, "has changed"],
])("what init left is %s", async (_, saved, wanted) => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") });
  await save(folder, saved);
  const said = await check(folder);
  if (wanted === "") expect(said).toBe("");
  else expect(said).toContain(wanted);
});

test("a backend that cannot be asked for its workspaces is not configured", async () => {
  const folder = await createFolder({
    "main.tf": 'terraform {\n  backend "consul" {\n    address = "10.9.9.9:1"\n  }\n}\n',
  });
  expect((await init(folder)).join()).toMatch(/^error: Failed to list workspaces: .*10\.9\.9\.9/);
  expect(await folder.read(SAVED)).toBeUndefined();
});

test("a backend that we do not have cannot be left with its states", async () => {
  const folder = await createFolder({ "main.tf": RESOURCE });
  await save(folder, { type: "cos", config: { bucket: "b" }, hash: 1 });
  expect(await check(folder)).toContain('Unsetting the previously set backend "cos"');
  expect((await init(folder, { migrateState: true })).join("\n")).toMatch(
    /^unsetting cos\nerror: .*"cos".*does not have/s,
  );
  expect(await init(folder, { reconfigure: true })).toEqual([]);
  expect(await folder.read(SAVED)).toBeUndefined();
  expect(await check(folder)).toBe("");
});

test("a block that is wrong stays wrong, however it was initialised", async () => {
  const folder = await createFolder({
    "main.tf": 'terraform {\n  backend "local" {\n    nope = 1\n  }\n}\n',
  });
  await save(folder, { type: "local", config: {}, hash: 1 });
  expect(await check(folder)).toMatch(/nope/);
  expect((await init(folder)).join()).toMatch(/nope/);
});

test("a type that there is not names those that there are", async () => {
  const folder = await createFolder({ "main.tf": 'terraform {\n  backend "nope" {}\n}\n' });
  expect((await init(folder)).join()).toMatch(/"nope"/);
});

test("all workspaces go along, each to its own place", async () => {
  const folder = await createFolder({ "main.tf": RESOURCE });
  await folder.apply();
  await folder.write({ ".terraform/environment": "other" });
  await folder.apply();
  await folder.write({ "main.tf": local("a.tfstate") + RESOURCE });
  expect(await init(folder, { forceCopy: true })).toEqual(["configured local"]);
  expect(await folder.read("a.tfstate")).toContain("terraform_data");
  expect(await folder.read("terraform.tfstate.d/other/terraform.tfstate")).toContain("terraform_data");
});

test("of several states none is copied where one of them would be written over", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  await folder.write({ ".terraform/environment": "other" });
  await folder.apply();
  const moved = `terraform {\n  backend "local" {\n    path = "b.tfstate"\n    workspace_dir = "w"\n  }\n}\n${RESOURCE}`;
  const strange = JSON.stringify({ version: 4, serial: 1, lineage: "l", resources: [strangeObject()] });
  await folder.write({ "main.tf": moved, "w/other/terraform.tfstate": strange });
  expect((await init(folder, { migrateState: true })).join()).toMatch(/A different state is there already/);
  expect(await folder.read("b.tfstate")).toBeUndefined();
  expect(await init(folder, { forceCopy: true })).toEqual(["changing local", "configured local"]);
  expect(await folder.read("b.tfstate")).toContain("terraform_data");
  expect(await folder.read("w/other/terraform.tfstate")).toContain("terraform_data");
});

/** A server that keeps what is posted to it. */
async function serveStates(folder: Folder): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  await folder.until(
    folder.host.network.serveHttp({ host: HOST, port: 80 }, async (exchange) => {
      const found = kept.get(exchange.target);
      if (exchange.method === "POST")
        kept.set(exchange.target, new TextDecoder().decode(await exchange.body(1 << 20)));
      exchange.respond(exchange.method === "GET" && found === undefined ? 404 : 200, {}, found ?? "");
    }),
  );
  return kept;
}

const HTTP = `terraform {\n  backend "http" {\n    address = "http://${HOST}/s"\n  }\n}\n`;

test("a backend with room for one state takes that of the current workspace, where that is forced", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  const kept = await serveStates(folder);
  await init(folder);
  await folder.apply();
  await folder.write({ ".terraform/environment": "other" });
  await folder.apply();
  await folder.write({ "main.tf": HTTP + RESOURCE });
  expect((await init(folder, { migrateState: true })).join()).toMatch(
    /^changing http,error: States of several workspaces do not fit the backend: .*"local".*"http" keeps one state\. Nothing was copied\..*init -force-copy/s,
  );
  expect([...kept]).toEqual([]);
  expect(await init(folder, { forceCopy: true })).toEqual(["changing http", "configured http"]);
  const other = await folder.read("terraform.tfstate.d/other/terraform.tfstate");
  expect(kept.get("/s")).toBe(other);
  expect(await folder.read(".terraform/environment")).toBe("default");
  expect(await check(folder)).toBe("");
});

test("a backend with room for one state takes the only one", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  const kept = await serveStates(folder);
  await init(folder);
  await folder.apply();
  await folder.write({ "main.tf": HTTP + RESOURCE });
  expect(await init(folder, { migrateState: true })).toEqual(["changing http", "configured http"]);
  expect(kept.get("/s")).toBe(await folder.read("a.tfstate"));
});

/** What lies at the target, and whether a state may be copied over it. */
test.each([
  ["nothing", undefined, true],
  ["a state with nothing in it", {}, true],
  ["a state with an output only", { outputs: { o: { value: 1, type: "number" } } }, false],
  ["a state with an object only", { resources: [strangeObject()] }, false],
])("%s at the target", async (_, there, copied) => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  await folder.write({ "main.tf": local("b.tfstate") + RESOURCE });
  if (there !== undefined)
    await folder.write({
      "b.tfstate": JSON.stringify({
        version: 4,
        terraform_version: "1.11.4",
        serial: 1,
        lineage: "other",
        outputs: {},
        resources: [],
        ...there,
      }),
    });
  const before = await folder.read("b.tfstate");
  const said = await init(folder, { migrateState: true });
  expect(said.length > 1 && said[1] === "configured local").toBe(copied);
  if (copied) expect(await folder.read("b.tfstate")).toContain("terraform_data");
  else expect(await folder.read("b.tfstate")).toBe(before);
});

function strangeObject() {
  return {
    mode: "managed",
    type: "terraform_data",
    name: "z",
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances: [{ schema_version: 0, attributes: { id: "z" } }],
  };
}

test("a broken state is not copied, and neither is one put over a broken one", async () => {
  const folder = await createFolder({ "main.tf": local("a.tfstate") + RESOURCE });
  await init(folder);
  await folder.apply();
  const good = await folder.read("a.tfstate");
  await folder.write({ "main.tf": local("b.tfstate") + RESOURCE, "b.tfstate": "{" });
  expect((await init(folder, { migrateState: true })).join("\n")).toMatch(
    /^changing local\nerror: .*could not be parsed as JSON/s,
  );
  expect(await folder.read("b.tfstate")).toBe("{");
  await folder.write({ "a.tfstate": "{", "b.tfstate": good ?? "" });
  expect((await init(folder, { migrateState: true })).join("\n")).toMatch(
    /^changing local\nerror: .*could not be parsed as JSON/s,
  );
  expect(await folder.read("b.tfstate")).toBe(good);
});

test("a state that is to go where it lies stays as it is", async () => {
  const folder = await createFolder({ "main.tf": RESOURCE });
  await folder.apply();
  const before = await folder.read("terraform.tfstate");
  await folder.write({ "main.tf": local("terraform.tfstate") + RESOURCE });
  expect(await init(folder, { migrateState: true })).toEqual(["configured local"]);
  expect(await folder.read("terraform.tfstate")).toBe(before);
  expect(await folder.read("terraform.tfstate.backup")).toBeUndefined();
});

test("a server that cannot be reached is told now, and the block is configured all the same", async () => {
  const block =
    'terraform {\n  backend "http" {\n    address   = "http://10.0.0.9:1/s"\n    retry_max = 0\n  }\n}\n';
  const folder = await createFolder({ "main.tf": block });
  for (const steps of [["configured http"], []]) {
    const told = await init(folder);
    expect(told.slice(0, steps.length)).toEqual(steps);
    expect(told.slice(steps.length).join("\n")).toMatch(/^error: .*10\.0\.0\.9/s);
  }
  expect(await check(folder)).toBe("");
});
