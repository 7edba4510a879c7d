import { cloudRegistry, SimulatedCloud } from "@tutti/engine/testkit";
import { expect, test } from "vitest";
import { createFolder, lines } from "../../testkit/folder.ts";
import { applySaved, FILES, save } from "../../testkit/saved-plan.ts";
import { applyOperation } from "../run/apply-operation.ts";
import { planOperation } from "../run/plan-operation.ts";
import type { OperationRequest } from "../run/request.ts";
import { openSavedPlan } from "./open-saved-plan.ts";

test("what was planned is applied, whatever the files say now", async () => {
  const folder = await createFolder(FILES);
  expect(await save(folder, { variables: [{ kind: "value", text: "v=planned" }] })).toEqual([]);
  await folder.write({ "main.tf": 'resource "terraform_data" "b" {}\n' });
  expect(await applySaved(folder)).toEqual([]);
  expect(await folder.read("terraform.tfstate")).toContain("planned");
});

test("the file is for its owner alone", async () => {
  const folder = await createFolder(FILES);
  await save(folder);
  expect((await folder.host.disk.stat("p"))?.mode).toBe(0o600);
});

test("a plan is applied once: its state is another one afterwards", async () => {
  const folder = await createFolder(FILES);
  await save(folder);
  expect(await applySaved(folder)).toEqual([]);
  expect((await applySaved(folder)).toString()).toMatch(/^error: Saved plan is stale: /);
});

test("a plan of another lineage is refused", async () => {
  const folder = await createFolder(FILES);
  await folder.apply();
  await folder.write({ "main.tf": FILES["main.tf"].replace('"x"', '"y"') });
  await save(folder);
  const state = (await folder.read("terraform.tfstate")) ?? "";
  await folder.write({ "terraform.tfstate": state.replace(/"lineage": "[^"]*"/, '"lineage": "another"') });
  expect((await applySaved(folder)).toString()).toMatch(/different state lineage/);
});

test("variables are as they were planned; only ephemeral ones may be given again", async () => {
  const folder = await createFolder(FILES);
  await save(folder, {
    variables: [
      { kind: "value", text: "v=1" },
      { kind: "value", text: "once=planned" },
    ],
  });
  const changed = await applySaved(folder, [{ kind: "value", text: "v=2" }]);
  expect(changed.toString()).toMatch(/saved plan specifies "1" .* value "2" was set by a CLI argument/);
  await folder.write({ "other.tfvars": 'v = "3"\n' });
  const file = await applySaved(folder, [{ kind: "file", path: "other.tfvars" }]);
  expect(file.toString()).toMatch(/value "3" was set by a file/);
  const secret = await applySaved(folder, [{ kind: "value", text: "secret=other" }]);
  expect(secret.toString()).toMatch(/specifies \(sensitive value\) .* value \(sensitive value\) was/);
  expect(secret.toString()).not.toMatch(/s3cret|other /);
  expect(await applySaved(folder, [{ kind: "value", text: "nope=1" }])).toHaveLength(1);
  const same = [
    { kind: "value", text: "v=1" },
    { kind: "value", text: "once=now" },
  ] as const;
  expect(await applySaved(folder, same)).toEqual([]);
});

test.each([
  ["none", undefined, /: Error: stat p: no such file or directory$/],
  ["text", "hello", /the file is no plan, or is damaged: it does not begin as a plan file does/],
  ["half a plan", "tutti-plan 1\n", /the file is no plan, or is damaged: /],
  ["of a version to come", "tutti-plan 9\n", /another version/],
] as const)("a plan file that is %s is refused", async (_, text, wanted) => {
  const folder = await createFolder(FILES);
  if (text !== undefined) await folder.write({ p: text });
  expect((await applySaved(folder)).toString()).toMatch(wanted);
});

test("a plan file that is a folder is refused", async () => {
  const folder = await createFolder({ ...FILES, "p/x": "" });
  expect((await applySaved(folder)).toString()).toMatch(/: Error: read p: it is a directory/);
});

test("the lock that somebody holds refuses a saved plan too, and a refusal gives it back", async () => {
  const folder = await createFolder(FILES);
  await save(folder);
  const holder = await folder.prepare();
  expect((await applySaved(folder)).toString()).toMatch(/^error: Error acquiring the state lock/);
  if ("request" in holder) await holder.release();
  await folder.apply();
  expect((await applySaved(folder)).toString()).toMatch(/stale/);
  await folder.apply();
});

test("a plan that cannot be written is an error", async () => {
  const folder = await createFolder(FILES);
  const refused = await save(folder, {}, () => folder.host.disk.failFrom(1, "ENOSPC"));
  expect(refused.toString()).toMatch(/^error: Failed to save plan: The plan could not be written to p: /);
});

const DATA = `resource "terraform_data" "first" {
  input = file("x")
}
resource "terraform_data" "second" {
  input = [terraform_data.first.id, file("x"), templatefile("t.tpl", { id = terraform_data.first.id })]
}
output "known" { value = file("x") }
output "partly" { value = "\${terraform_data.first.id} \${file("x")} \${try(file("none"), "no file")}" }
`;

const AFTER: readonly (readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  gone: readonly string[],
])[] = [
  ["have changed", { x: "later", "t.tpl": "later", none: "later", "main.tf": "" }, []],
  ["are gone", {}, ["x", "t.tpl", "main.tf"]],
];

test.each(AFTER)(
  "data files that were read while planning %s, and the plan does not mind",
  async (_what, files, gone) => {
    const folder = await createFolder({ "main.tf": DATA, x: "approved", "t.tpl": "T $" + "{id}" });
    expect(await save(folder)).toEqual([]);
    await folder.write(files);
    for (const path of gone) await folder.host.disk.remove(path);
    expect(await applySaved(folder)).toEqual([]);
    const state = (await folder.read("terraform.tfstate")) ?? "";
    expect(state.match(/approved/g)?.length).toBeGreaterThanOrEqual(4);
    expect(state).toMatch(/"value": "[0-9a-f-]{36} approved no file"/);
    expect(state).toMatch(/"T [0-9a-f-]{36}"/);
    expect(state).not.toContain("later");
  },
);

test("a plan that leaves out what is excluded is applied as it is", async () => {
  const config =
    'resource "terraform_data" "a" {}\nresource "terraform_data" "b" {\n  input = terraform_data.a.id\n}\nresource "terraform_data" "c" {}\n';
  const folder = await createFolder({ "main.tf": config });
  await save(folder, { excludes: ["terraform_data.a"] });
  await applySaved(folder);
  const state = (await folder.read("terraform.tfstate")) ?? "";
  expect([...state.matchAll(/"name": "(.)"/g)].map(([, name]) => name)).toEqual(["c"]);
});

test.each<[string, NonNullable<OperationRequest["variables"]>, string | undefined]>([
  ["the same value in another type", [{ kind: "value", text: "n=1" }], undefined],
  ["another value", [{ kind: "value", text: "n=2" }], '1 as the value whereas during apply the value "2"'],
  ["a file that says the same", [{ kind: "file", path: "same.tfvars" }], undefined],
  ["a file that says something else", [{ kind: "file", path: "other.tfvars" }], "set by a file"],
  ["what cannot be converted", [{ kind: "value", text: "n=x" }], 'the value "x" was set by a CLI argument'],
])("given again with %s", async (_, variables, refused) => {
  const folder = await createFolder({
    "main.tf": 'variable "n" {\n  type    = number\n  default = 1\n}\noutput "o" {\n  value = var.n\n}\n',
    "same.tfvars": 'n = "1"\n',
    "other.tfvars": "n = 3\n",
  });
  await save(folder);
  const said = (await applySaved(folder, variables)).join("\n");
  if (refused === undefined) expect(said).toBe("");
  else expect(said).toContain(refused);
});

test("a file that is found by its name alone may have changed", async () => {
  const folder = await createFolder({
    "main.tf": 'variable "n" {}\noutput "o" {\n  value = var.n\n}\n',
    "terraform.tfvars": "n = 1\n",
  });
  await save(folder);
  await folder.write({ "terraform.tfvars": "n = 2\n" });
  expect(await applySaved(folder)).toEqual([]);
  expect(await folder.read("terraform.tfstate")).toContain('"value": 1');
});

test("a diagnostic of a saved plan can point into its configuration and into files that are given", async () => {
  const folder = await createFolder({ ...FILES, "bad.tfvars": "v = \n" });
  await save(folder);
  const request = {
    runtime: folder.host,
    purpose: "apply",
    variables: [{ kind: "file", path: "bad.tfvars" }],
  } as const;
  const { outcome, sources } = await folder.until(openSavedPlan(request, "p"));
  expect(outcome.ok).toBe(false);
  expect([...sources.keys()].sort()).toEqual(["bad.tfvars", "main.tf"]);
});

test("modules are those that were installed when it was planned", async () => {
  const folder = await createFolder({
    "main.tf": 'module "m" {\n  source = "./m"\n}\n',
    "elsewhere/main.tf": 'resource "terraform_data" "in" {\n  input = "planned"\n}\n',
    ".terraform/modules/modules.json":
      '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"elsewhere"}]}',
  });
  expect(await save(folder)).toEqual([]);
  await folder.host.disk.remove(".terraform/modules/modules.json");
  expect(await applySaved(folder)).toEqual([]);
  expect(await folder.read("terraform.tfstate")).toMatch(/"module": "module\.m"[\s\S]*"planned"/);
});

test("a plan is hidden by what variables say, and opened by the same", async () => {
  const folder = await createFolder({
    "main.tf":
      'variable "path" {\n}\nterraform {\n  encryption {\n    key_provider "key_file" "f" {\n      path = var.path\n    }\n    method "aes_gcm" "m" {\n      keys = key_provider.key_file.f\n    }\n    state {\n      method = method.aes_gcm.m\n    }\n    plan {\n      method = method.aes_gcm.m\n    }\n  }\n}\nresource "terraform_data" "a" {\n  input = "in clear"\n}\n',
    key: "k".repeat(32),
    other: "o".repeat(32),
  });
  const given = (path: string) => [{ kind: "value", text: `path=${path}` }] as const;
  expect(await save(folder, { variables: given("key") })).toEqual([]);
  expect(await folder.read("p")).toMatch(/^\{"meta":\{\},"encrypted_data":"/);
  expect((await applySaved(folder, given("other"))).join()).toMatch(
    /Error: it is encrypted, and cannot be opened/,
  );
  expect((await applySaved(folder)).join()).toMatch(/"path" is required/);
  expect(await applySaved(folder, given("key"))).toEqual([]);
  const state = await folder.read("terraform.tfstate");
  expect(state).toContain('"encrypted_data"');
  expect(state).not.toContain("in clear");
});

test("a plan that was made with an ephemeral variable is not begun without it", async () => {
  const folder = await createFolder(FILES);
  await save(folder, { variables: [{ kind: "value", text: "once=now" }] });
  expect((await applySaved(folder)).join()).toMatch(
    /The ephemeral input variable "once" was set during the plan/,
  );
  expect(await folder.read("terraform.tfstate")).toBeUndefined();
  expect(await applySaved(folder, [{ kind: "value", text: "once=again" }])).toEqual([]);
});

test("a plan that was made without an ephemeral variable is not begun with it", async () => {
  const folder = await createFolder({
    ...FILES,
    "late.tfvars": 'once = "late"\n',
  });
  await save(folder);
  for (const late of [
    { kind: "value", text: "once=late" },
    { kind: "file", path: "late.tfvars" },
  ] as const)
    expect((await applySaved(folder, [late])).join()).toMatch(
      /Ephemeral variable was not set during planning[\s\S]*variable "once" was not set during the planning/,
    );
  expect(await folder.read("terraform.tfstate")).toBeUndefined();
  expect(await applySaved(folder)).toEqual([]);
});

test("conditions that ask for something ephemeral are asked again with what is given then", async () => {
  const files = {
    "main.tf": `variable "once" {
  ephemeral = true
}
variable "twice" {
  default = 2
  validation {
    condition     = var.twice == 2 && var.once != "var"
    error_message = "valid"
  }
}
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = var.once != "pre"
      error_message = "before"
    }
    postcondition {
      condition     = self.input == 1
      error_message = "always"
    }
    postcondition {
      condition     = var.once != "post"
      error_message = "after"
    }
  }
}
output "o" {
  value = 1
  precondition {
    condition     = var.once != "out"
    error_message = "shown"
  }
}
`,
  };
  const once = (text: string) => [{ kind: "value", text: `once=${text}` }] as const;
  for (const [text, error] of [
    ["pre", /Resource precondition failed[\s\S]*before/],
    ["post", /Resource postcondition failed[\s\S]*after/],
    ["var", /Invalid value for variable[\s\S]*valid/],
    ["out", /Module output value precondition failed[\s\S]*shown/],
  ] as const) {
    const folder = await createFolder(files);
    expect(await save(folder, { variables: once("now") })).toEqual([]);
    expect((await applySaved(folder, once(text))).join()).toMatch(error);
  }
});

test("a plan is stale once an apply has begun anything, though it was killed before it knew what came of it", async () => {
  let found = 0;
  for (let write = 1; found === 0; write++) {
    const folder = await createFolder({
      "main.tf": 'resource "cloud_thing" "a" {\n  name = "a"\n}\n',
    });
    const life = { ended: false };
    const providers = cloudRegistry(new SimulatedCloud(), folder.host, folder.host.random, life);
    await save(folder, { providers });
    const killed = await folder.prepare({ providers });
    if (!("request" in killed)) throw new Error(killed.join("\n"));
    const { plan } = await folder.until(planOperation(killed));
    if (plan === undefined) throw new Error("no plan");
    const stopped = new Promise<true>((resolve) => folder.host.disk.cutAt(write, () => resolve(true)));
    const ended = applyOperation(killed, plan).then(() => false as const);
    if (!(await folder.until(Promise.race([stopped, ended])))) throw new Error("nothing is ever begun");
    folder.host.disk.restart("kill");
    const request = { runtime: folder.host, purpose: "apply", providers } as const;
    const { outcome } = await folder.until(openSavedPlan(request, "p"));
    if (outcome.ok) {
      // Nothing was begun when it was killed.
      expect(outcome.value.operation.opened.openIntents).toEqual([]);
      await outcome.value.operation.release();
      continue;
    }
    expect(lines(outcome.diagnostics).join()).toMatch(/^error: Saved plan is stale/);
    const after = await folder.prepare({ providers });
    if (!("request" in after)) throw new Error(after.join("\n"));
    await after.release();
    expect([after.opened.recovered, after.opened.openIntents.length]).toEqual([false, 1]);
    found = write;
  }
});

test("a plan is applied to the workspace that it was made for, whichever is chosen now", async () => {
  const folder = await createFolder({ ...FILES, ".terraform/environment": "blue" });
  await save(folder);
  await folder.write({ ".terraform/environment": "default" });
  expect(await applySaved(folder)).toEqual([]);
  expect(await folder.read("terraform.tfstate.d/blue/terraform.tfstate")).toContain("terraform_data");
  expect(await folder.read("terraform.tfstate")).toBeUndefined();
});
