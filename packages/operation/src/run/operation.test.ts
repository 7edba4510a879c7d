import type { Variable } from "@tutti/config";
import type { EngineEvent } from "@tutti/engine";
import { hasChanges } from "@tutti/engine";
import { declareErrors } from "@tutti/errors";
import { warningDiagnostic } from "@tutti/hcl";
import { expect, test } from "vitest";
import { actionsOf, createFolder, type Folder, lines } from "../../testkit/folder.ts";
import { openSavedPlan } from "../plan-file/open-saved-plan.ts";
import { writePlanFile } from "../plan-file/write-plan-file.ts";
import { applyOperation } from "./apply-operation.ts";
import { importObject, isDeclared } from "./import-object.ts";
import type { Operation } from "./operation.ts";
import { planOperation } from "./plan-operation.ts";
import { prepareOperation } from "./prepare.ts";
import type { OperationRequest } from "./request.ts";

const told = declareErrors({ told: "told" });

const ONE = {
  "main.tf":
    'resource "terraform_data" "a" {\n  input = 1\n}\noutput "o" {\n  value = terraform_data.a.output\n}\n',
};
const TWO = {
  "main.tf":
    'resource "terraform_data" "a" {}\nresource "terraform_data" "b" {\n  input = terraform_data.a.id\n}\n',
};

async function operationIn(folder: Folder, options?: Partial<OperationRequest>): Promise<Operation> {
  const prepared = await folder.prepare(options);
  if ("request" in prepared) return prepared;
  throw new Error(prepared.join("\n"));
}

test("plans and applies; a second plan has nothing to do", async () => {
  const folder = await createFolder(ONE);
  const planned = await folder.plan();
  expect(actionsOf(planned.plan)).toEqual(["create terraform_data.a"]);
  expect(await folder.read("terraform.tfstate")).toBeUndefined();
  const applied = await folder.apply();
  expect(applied.diagnostics).toEqual([]);
  expect(applied.counts).toEqual({ added: 1, changed: 0, destroyed: 0, imported: 0 });
  expect(applied.result?.state.outputs.size).toBe(1);
  expect(await folder.read("terraform.tfstate")).toContain('"terraform_data"');
  const again = await folder.plan();
  expect(again.plan !== undefined && hasChanges(again.plan)).toBe(false);
});

test("counts what is changed, replaced and destroyed", async () => {
  const folder = await createFolder(ONE);
  await folder.apply();
  await folder.write({ "main.tf": 'resource "terraform_data" "a" {\n  input = 2\n}\n' });
  expect((await folder.apply()).counts).toMatchObject({ added: 0, changed: 1, destroyed: 0 });
  expect((await folder.apply({ replace: ["terraform_data.a"] })).counts).toMatchObject({
    added: 1,
    destroyed: 1,
  });
  expect((await folder.apply({ mode: "destroy" })).counts).toMatchObject({ changed: 0, destroyed: 1 });
});

test("destroys without a configuration; a plan needs one", async () => {
  const folder = await createFolder(ONE);
  await folder.apply();
  await folder.host.disk.remove("main.tf");
  expect(await folder.prepare({ purpose: "apply" })).toEqual([
    "error: No configuration files: Apply requires configuration to be present. Applying without a configuration would mark everything for destruction, which is normally not what is desired. If you would like to destroy everything, run '<tutti> destroy' instead.",
  ]);
  expect((await folder.prepare({ purpose: "plan" })).toString()).toMatch(
    /^error: No configuration files: Plan /,
  );
  expect((await folder.prepare({ purpose: "refresh" })).toString()).toMatch(/: Refresh requires /);
  expect((await folder.apply({ mode: "destroy" })).counts.destroyed).toBe(1);
});

test("destroys nothing by a configuration that is wrong, whatever is targeted or refreshed", async () => {
  const folder = await createFolder(TWO);
  await folder.apply();
  await folder.write({ "main.tf": 'resource "terraform_data" "a" {\n  input = terraform_data.gone.id\n}\n' });
  const destroy = { purpose: "apply", mode: "destroy" } as const;
  for (const more of [{}, { targets: ["terraform_data.b"] }, { refresh: false }])
    expect((await folder.prepare({ ...destroy, ...more })).toString()).toMatch(
      /^error: Reference to undeclared resource: /,
    );
});

test("targets what it is told to, and says that the rest may be missing", async () => {
  const folder = await createFolder(TWO);
  const applied = await folder.apply({ targets: ["terraform_data.a"] });
  expect(applied.counts.added).toBe(1);
  expect(lines(applied.diagnostics).toString()).toMatch(
    /^warning: Applied changes may be incomplete: .*<tutti> plan/s,
  );
});

test("tells events with their phase", async () => {
  const events: string[] = [];
  const folder = await createFolder(ONE);
  await folder.apply({ onEvent: (event: EngineEvent, phase) => events.push(`${phase} ${event.kind}`) });
  expect(events).toEqual(
    expect.arrayContaining(["plan planned", "apply apply-start", "apply apply-complete"]),
  );
});

test("the lock is held until release, and refuses others", async () => {
  const folder = await createFolder(ONE);
  const operation = await operationIn(folder);
  const refused = await folder.prepare({ lock: { lock: true, timeoutMs: 0 } });
  expect(refused.toString()).toMatch(
    /^error: Error acquiring the state lock: Error message: .*<Tutti> acquires a state lock/s,
  );
  const unlocked = await operationIn(folder, { lock: { lock: false, timeoutMs: 0 } });
  await unlocked.release();
  const waiting = folder.prepare({ lock: { lock: true, timeoutMs: 60_000 } });
  await operation.release();
  const next = await waiting;
  expect("request" in next).toBe(true);
  if ("request" in next) await next.release();
});

test("a refusal after the lock was taken gives it back", async () => {
  const folder = await createFolder({ ...ONE, "terraform.tfstate": "{" });
  for (let time = 0; time < 2; time++)
    expect((await folder.prepare()).toString()).toMatch(/^error: Error acquiring the state lock/);
  await folder.host.disk.remove("terraform.tfstate");
  await (await operationIn(folder)).release();
});

test("stops when it is told to: what runs ends, nothing new starts, the state is whole", async () => {
  const stop = new AbortController();
  const folder = await createFolder(TWO);
  const applied = await folder.apply(
    { onEvent: (event) => event.kind === "apply-start" && stop.abort(new Error("interrupted")) },
    stop.signal,
  );
  expect(applied.result?.interrupted).toBe(true);
  expect(applied.counts.added).toBe(1);
  const rest = await folder.plan();
  expect(actionsOf(rest.plan)).toEqual(["create terraform_data.b"]);
  expect([...folder.host.disk.files().keys()].filter((path) => path.includes("journal"))).toEqual([]);
});

test("takes up what a killed apply left, at whichever write it was killed", async () => {
  let recovered = 0;
  for (let write = 1; ; write++) {
    const folder = await createFolder(TWO);
    const cut = await killedApply(folder, write);
    if (!cut) break;
    const again = await operationIn(folder);
    if (again.opened.recovered) recovered += 1;
    const { plan, diagnostics } = await folder.until(planOperation(again));
    expect(plan, lines(diagnostics).join("\n")).toBeDefined();
    const known = again.opened.state.resources.size;
    expect(plan?.changes.filter(({ action }) => action === "create")).toHaveLength(2 - known);
    await again.release();
    expect(lines((await folder.apply()).diagnostics)).toEqual([]);
    expect(actionsOf((await folder.plan()).plan)).toEqual([]);
  }
  expect(recovered).toBeGreaterThan(0);
});

test("a saved plan is stale after a killed apply, though the state's serial says nothing of it", async () => {
  let seen = 0;
  for (let write = 1; ; write++) {
    const folder = await createFolder(TWO);
    const operation = await operationIn(folder);
    const { plan } = await folder.until(planOperation(operation));
    if (plan !== undefined) await folder.until(writePlanFile(operation, plan, "p"));
    await operation.release();
    if (!(await killedApply(folder, write))) break;
    const after = await operationIn(folder);
    const { recovered, openIntents } = after.opened;
    await after.release();
    const { outcome } = await folder.until(openSavedPlan({ runtime: folder.host, purpose: "apply" }, "p"));
    if (recovered || openIntents.length > 0) {
      seen += 1;
      expect(lines(outcome.diagnostics).toString()).toMatch(/^error: Saved plan is stale/);
    }
    if (outcome.ok) await outcome.value.operation.release();
  }
  expect(seen).toBeGreaterThan(0);
});

/** Plans and applies on a machine that stops at the n-th write of the apply; false where it had fewer. */
async function killedApply(folder: Folder, write: number): Promise<boolean> {
  const operation = await operationIn(folder);
  const { plan } = await folder.until(planOperation(operation));
  if (plan === undefined) throw new Error("no plan");
  const stopped = new Promise<true>((resolve) => folder.host.disk.cutAt(write, () => resolve(true)));
  const ended = applyOperation(operation, plan).then(() => false as const);
  const cut = await folder.until(Promise.race([stopped, ended]));
  if (cut) folder.host.disk.restart("kill");
  else {
    folder.host.disk.mend();
    await operation.release();
  }
  return cut;
}

const REFUSED: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  Readonly<Record<string, string>>,
  RegExp,
])[] = [
  ["a file that is no HCL", { "main.tf": "resource {" }, {}, /^error: /],
  [
    "a reference to nothing",
    { "main.tf": 'output "o" {\n  value = terraform_data.nope.id\n}\n' },
    {},
    /^error: Reference to undeclared resource: /,
  ],
  [
    "a provider that we do not have",
    { "main.tf": 'resource "aws_instance" "a" {}\n' },
    {},
    /^error: Inconsistent dependency lock file: [\s\S]*provider registry.terraform.io\/hashicorp\/aws: required by this configuration but no version is selected[\s\S]*<tutti> init$/,
  ],
  [
    "a workspace whose name is none",
    { "main.tf": "" },
    { TF_WORKSPACE: "a/b" },
    /^error: Invalid workspace name set using TF_WORKSPACE/,
  ],
  [
    "a backend that init has not configured",
    { "main.tf": 'terraform {\n  backend "local" {\n    path = "x.tfstate"\n  }\n}\n' },
    {},
    /^error: Backend initialization required, please run "<tutti> init": Reason: Initial configuration of the requested backend "local"/,
  ],
  [
    "a backend that we do not have",
    { "main.tf": 'terraform {\n  backend "cos" {}\n}\n' },
    {},
    /^error: Unsupported backend type: The "cos" backend keeps states where <Tutti> has no client .*use backend "s3"/,
  ],
  [
    "a backend that nobody has",
    { "main.tf": 'terraform {\n  backend "nope" {}\n}\n' },
    {},
    /^error: Unsupported backend type: There is no backend type named "nope"/,
  ],
  [
    "a cloud block",
    { "main.tf": 'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n' },
    {},
    /^error: HCP Terraform is not supported: /,
  ],
  [
    "a state of another kind",
    { "main.tf": 'resource "terraform_data" "a" {}\n', "terraform.tfstate": '{"version":99}' },
    {},
    /^error: Error acquiring the state lock: /,
  ],
];

test.each(REFUSED)("%s is refused", async (_, files, variables, wanted) => {
  const folder = await createFolder(files, variables);
  const refused = await folder.prepare();
  expect("request" in refused ? "was not refused" : refused.join("\n")).toMatch(wanted);
});

const NEEDS = {
  "main.tf":
    'variable "n" {\n  type = number\n}\nvariable "l" {\n  type = list(string)\n}\noutput "o" {\n  value = [var.n, var.l]\n}\n',
};

test("variables come from the environment, files and arguments; the last one wins", async () => {
  const folder = await createFolder(
    { ...NEEDS, "terraform.tfvars": "n = 2\n", "x.tfvars": "n = 4\n" },
    { TF_VAR_n: "1", TF_VAR_l: '["a"]' },
  );
  const sourceOf = async (variables: OperationRequest["variables"]): Promise<string> => {
    const operation = await operationIn(folder, { variables: variables ?? [] });
    await operation.release();
    return JSON.stringify(operation.variables.get("n")?.source.kind);
  };
  expect(await sourceOf([])).toBe('"file"');
  expect(await sourceOf([{ kind: "value", text: "n=3" }])).toBe('"argument"');
  expect(
    await sourceOf([
      { kind: "value", text: "n=3" },
      { kind: "file", path: "x.tfvars" },
    ]),
  ).toBe('"file"');
});

test("missing variables are asked for in order, and are refused where nobody answers", async () => {
  const folder = await createFolder(NEEDS);
  expect(await folder.prepare()).toHaveLength(2);
  const asked: string[] = [];
  const answers = new Map([
    ["n", " 5 "],
    ["l", '["x"]'],
  ]);
  const ask = async ({ name }: Variable): Promise<string | undefined> => {
    asked.push(name);
    return answers.get(name);
  };
  const operation = await operationIn(folder, { askForVariable: ask });
  await operation.release();
  expect(asked).toEqual(["l", "n"]);
  expect(operation.variables.get("n")?.source).toEqual({ kind: "prompt" });
  answers.delete("l");
  asked.length = 0;
  const refused = await folder.prepare({ askForVariable: ask });
  expect(asked).toEqual(["l"]);
  expect(refused).toHaveLength(2);
  answers.set("l", "[");
  expect((await folder.prepare({ askForVariable: ask })).toString()).toMatch(/^error: /);
});

test("what is missing is told beside a value that is wrong, where nobody would be asked", async () => {
  const folder = await createFolder(NEEDS);
  const variables = [{ kind: "value", text: "l=[" }] as const;
  const refused = await folder.prepare({ variables });
  expect(refused.toString()).toMatch(/Missing expression[\s\S]*No value for required variable/);
  const ask = () => Promise.resolve("5");
  expect((await folder.prepare({ variables, askForVariable: ask })).toString()).not.toMatch(/No value for/);
});

test("sources hold every text that a diagnostic can point into", async () => {
  const folder = await createFolder({ ...NEEDS, "terraform.tfvars": "n = \n" });
  const { outcome, sources } = await folder.until(prepareOperation(folder.request()));
  expect(outcome.ok).toBe(false);
  expect([...sources.keys()].sort()).toEqual(["main.tf", "terraform.tfvars"]);
});

test("notices of the caller come with what is found out, whether it is refused or not", async () => {
  const notices = [warningDiagnostic(told("told"), "")];
  const folder = await createFolder(NEEDS);
  expect((await folder.prepare({ notices })).toString()).toMatch(/^warning: told/);
  const { outcome } = await folder.until(
    prepareOperation({
      ...folder.request({ notices }),
      variables: [
        { kind: "value", text: "n=1" },
        { kind: "value", text: "l=[]" },
      ],
    }),
  );
  expect(lines(outcome.diagnostics)).toEqual(["warning: told: "]);
  if (outcome.ok) await outcome.value.release();
});

test("imports an object once, and only where it is declared", async () => {
  const folder = await createFolder(ONE);
  const address = { module: [], mode: "managed", type: "terraform_data", name: "a", key: undefined } as const;
  const operation = await operationIn(folder, { purpose: "import", targets: ["terraform_data.a"] });
  expect(isDeclared(operation.config, address)).toBe(true);
  expect(isDeclared(operation.config, { ...address, name: "b" })).toBe(false);
  const imported = await folder.until(importObject(operation, address, "the-id"));
  await operation.release();
  expect(imported).toMatchObject({ ok: true });
  expect(await folder.read("terraform.tfstate")).toContain("the-id");
  const second = await operationIn(folder, { purpose: "import" });
  const refused = await folder.until(importObject(second, address, "other"));
  await second.release();
  expect(lines(refused.diagnostics).toString()).toMatch(/^error: Resource already managed by <Tutti>: /);
});

test("a workspace has a state of its own", async () => {
  const folder = await createFolder({ ...ONE, ".terraform/environment": "blue" });
  await folder.apply();
  expect(await folder.read("terraform.tfstate")).toBeUndefined();
  expect(await folder.read("terraform.tfstate.d/blue/terraform.tfstate")).toContain("terraform_data");
});

test("other places of state and backup are heeded", async () => {
  const folder = await createFolder(ONE);
  await folder.apply({ files: { state: "a.tfstate" } });
  await folder.apply({ mode: "destroy", files: { state: "a.tfstate", stateOut: "b.tfstate" } });
  expect(await folder.read("a.tfstate")).toContain("terraform_data");
  expect(await folder.read("b.tfstate")).not.toContain("terraform_data");
});

test("a disk that takes nothing is an error, and the lock is given back", async () => {
  const folder = await createFolder(ONE);
  const operation = await operationIn(folder);
  const { plan } = await folder.until(planOperation(operation));
  if (plan === undefined) throw new Error("no plan");
  folder.host.disk.failFrom(1, "ENOSPC");
  const applied = await folder.until(applyOperation(operation, plan));
  expect(applied.result).toBeUndefined();
  expect(lines(applied.diagnostics).toString()).toMatch(/No space is left on the disk/);
  folder.host.disk.mend();
  await operation.release();
  expect((await folder.apply()).counts.added).toBe(1);
});

test("what apply warns of says which option left something out, and only an apply warns", async () => {
  const folder = await createFolder(TWO);
  const excluded = await folder.apply({ excludes: ["terraform_data.b"] });
  expect(lines(excluded.diagnostics).join()).toMatch(
    /^warning: Applied changes may be incomplete: The plan was created with the -exclude option/,
  );
  const refreshed = await folder.refresh({ targets: ["terraform_data.a"] });
  expect(lines(refreshed.diagnostics)).toEqual([]);
});

test("results of conditions are kept by an apply, and by a refresh are not", async () => {
  const folder = await createFolder({
    "main.tf":
      'check "c" {\n  assert {\n    condition     = local.l == 1\n    error_message = "No."\n  }\n}\nlocals {\n  l = 1\n}\noutput "o" {\n  value = 1\n}\n',
  });
  await folder.apply();
  expect(await folder.read("terraform.tfstate")).toContain('"config_addr": "check.c"');
  await folder.refresh();
  expect(await folder.read("terraform.tfstate")).toContain('"check_results": null');
});

test("refresh keeps what an ordinary plan sees, and does nothing of it", async () => {
  const folder = await createFolder({
    "main.tf":
      'variable "v" {\n  default = "a"\n}\nresource "terraform_data" "a" {\n  input = var.v\n}\noutput "in" {\n  value = terraform_data.a.input\n}\noutput "out" {\n  value = terraform_data.a.output\n}\n',
  });
  await folder.apply();
  await folder.write({
    "given.auto.tfvars": 'v = "b"\n',
    "more.tf":
      'resource "terraform_data" "new" {}\nresource "terraform_data" "i" {}\nimport {\n  to = terraform_data.i\n  id = "x"\n}\n',
  });
  const { state } = await folder.refresh();
  const outputs = [...(state?.outputs ?? [])].map(([name, { value }]) => `${name} ${value.asString}`);
  expect(outputs.sort()).toEqual(["in b", "out a"]);
  expect([...(state?.resources.keys() ?? [])].sort()).toEqual(["terraform_data.a", "terraform_data.i"]);
});

test("what is imported while applying is counted", async () => {
  const folder = await createFolder({
    "main.tf": 'resource "terraform_data" "a" {}\nimport {\n  to = terraform_data.a\n  id = "x"\n}\n',
  });
  expect((await folder.apply()).counts).toEqual({ added: 0, changed: 0, destroyed: 0, imported: 1 });
});

test("refresh may be left out: then nothing is read of what is there", async () => {
  const folder = await createFolder(ONE);
  await folder.apply();
  const kinds: string[] = [];
  const onEvent: OperationRequest["onEvent"] = ({ kind }) => void kinds.push(kind);
  await folder.plan({ refresh: false, onEvent });
  expect(kinds.filter((kind) => kind.startsWith("refresh"))).toEqual([]);
  await folder.plan({ refresh: true, onEvent });
  expect(kinds.filter((kind) => kind.startsWith("refresh"))).not.toEqual([]);
});

test.each([
  ["no name", "a b", /Invalid workspace name set using TF_WORKSPACE/i],
  ["a name", "green", undefined],
])("a workspace that the environment sets to %s", async (_, name, wanted) => {
  const folder = await createFolder(ONE, { TF_WORKSPACE: name });
  const said = await folder.prepare();
  if (wanted !== undefined) expect(String(said)).toMatch(wanted);
  else if ("request" in said) await said.release();
});

test("a configuration that is wrong is refused with all that is wrong, and with its texts", async () => {
  const folder = await createFolder({
    "main.tf":
      'resource "terraform_data" "a" {\n  nope = 1\n}\noutput "o" {\n  value = terraform_data.none.id\n}\n',
  });
  const { outcome, sources } = await folder.until(prepareOperation(folder.request()));
  expect(outcome.ok).toBe(false);
  expect(lines(outcome.diagnostics).join("\n")).toMatch(/Unsupported argument[\s\S]*Reference to undeclared/);
  expect([...sources.keys()]).toEqual(["main.tf"]);
  // What only destroys is refused as well, as Terraform refuses it.
  expect(await folder.prepare({ mode: "destroy" })).toEqual(lines(outcome.diagnostics));
});

test("providers that are not there are told of, one by one, unless others are given", async () => {
  const folder = await createFolder({ "main.tf": 'resource "nope_a" "a" {}\nresource "nada_b" "b" {}\n' });
  const said = await folder.prepare();
  expect(String(said).match(/provider registry\.terraform\.io\/hashicorp\/\w+/g)).toEqual([
    "provider registry.terraform.io/hashicorp/nada",
    "provider registry.terraform.io/hashicorp/nope",
  ]);
});

test("the time of a plan is a whole second in UTC, and is the plan's when that is applied", async () => {
  const folder = await createFolder({ "main.tf": 'output "t" {\n  value = plantimestamp()\n}\n' });
  const { plan } = await folder.apply();
  expect(plan.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(await folder.read("terraform.tfstate")).toContain(`"value": "${plan.timestamp}"`);
});

test("an answer of a person is taken without blanks around it", async () => {
  const folder = await createFolder({ "main.tf": 'variable "v" {}\noutput "o" {\n  value = var.v\n}\n' });
  await folder.apply({ askForVariable: async () => "  x \n" });
  expect(await folder.read("terraform.tfstate")).toContain('"value": "x"');
});

test("an import that goes wrong leaves the state as it is, and says nothing of its own target", async () => {
  const folder = await createFolder({
    "main.tf":
      'variable "v" {\n  default = "a"\n  validation {\n    condition     = var.v == "b"\n    error_message = "Not b."\n  }\n}\nresource "terraform_data" "a" {\n  input = var.v\n}\n',
  });
  const address = { module: [], mode: "managed", type: "terraform_data", name: "a", key: undefined } as const;
  const operation = await operationIn(folder, { purpose: "import" });
  const refused = await folder.until(importObject(operation, address, "x"));
  await operation.release();
  expect(refused.ok).toBe(false);
  expect(lines(refused.diagnostics)).toEqual([expect.stringMatching(/^error: Invalid value for variable/)]);
  expect(await folder.read("terraform.tfstate")).toBeUndefined();
});

test.each(["apply", "destroy"])(
  "a plan that is told to stop is none, whatever was planned so far (%s)",
  async (what) => {
    const folder = await createFolder({
      "main.tf": 'resource "terraform_data" "a" {\n  count = 1000\n}\nresource "terraform_data" "b" {}\n',
    });
    if (what === "destroy") await folder.apply();
    const before = await folder.read("terraform.tfstate");
    const stop = new AbortController();
    let seen = 0;
    const operation = await operationIn(folder, {
      mode: what === "destroy" ? "destroy" : "normal",
      onEvent: ({ kind }) => {
        seen += kind === "planned" ? 1 : 0;
        if (seen === 100) stop.abort(new Error("interrupted"));
      },
    });
    const { plan, diagnostics } = await folder.until(planOperation(operation, stop.signal));
    await operation.release();
    expect(plan).toBeUndefined();
    expect(lines(diagnostics)).toEqual([
      "error: Interrupted: <Tutti> was told to stop: nothing was changed. Run the command again to go on.",
    ]);
    // What was begun has ended, and no more.
    expect(seen).toBeLessThan(200);
    expect(await folder.read("terraform.tfstate")).toBe(before);
  },
);

test("is managed already, or is not: a place with the same name, a deposed object, another instance", async () => {
  const instance = (more: string): string => `{${more}"schema_version":0,"attributes":{"id":"i"}}`;
  const folder = await createFolder({
    "main.tf": 'resource "terraform_data" "a" {\n  count = 3\n}\nresource "terraform_data" "b" {}\n',
    "terraform.tfstate": `{"version":4,"serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed","type":"terraform_data","name":"a","provider":"provider[\\"terraform.io/builtin/terraform\\"]","instances":[${instance('"index_key":0,')},${instance('"index_key":2,"deposed":"00000001",')}]}]}`,
  });
  const at = (name: string, key: number | undefined) =>
    ({ module: [], mode: "managed", type: "terraform_data", name, key }) as const;
  const events: string[] = [];
  const said = async (name: string, key: number | undefined): Promise<string> => {
    const operation = await operationIn(folder, {
      purpose: "import",
      onEvent: ({ kind }) => void events.push(kind),
    });
    const { ok, diagnostics } = await folder.until(importObject(operation, at(name, key), "x"));
    await operation.release();
    return ok ? "imported" : lines(diagnostics).join();
  };
  expect(await said("a", 0)).toMatch(
    /already managing a remote object for terraform_data\.a\[0\]\. To import/,
  );
  expect(events).toEqual(["import-start", "import-complete"]);
  expect(await said("a", 1)).toBe("imported");
  expect(await said("b", undefined)).toBe("imported");
  expect(await said("a", 2)).toBe("imported");
  expect(await said("a", 1)).toMatch(/already managing/);
});

test("the log has what was read and what was saved", async () => {
  const told: string[] = [];
  const folder = await createFolder(ONE);
  const runtime = {
    ...folder.host,
    log: {
      writes: () => true,
      write(level: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
        if (/^(configuration read|state (not )?(read|saved))$/.test(message))
          told.push(
            [level, message, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(" "),
          );
      },
    },
  };
  await folder.apply({ runtime });
  expect(told).toEqual([
    "debug configuration read workspace=default files=1 modules=1",
    expect.stringMatching(
      /^debug state read workspace=default serial=0 lineage=\S* resources=0 recovered=false open_intents=0$/,
    ),
    "debug state saved serial=0 resources=1",
  ]);
  const operation = await operationIn(folder, { runtime, mode: "destroy" });
  const { plan } = await folder.until(planOperation(operation));
  if (plan === undefined) throw new Error("no plan");
  folder.host.disk.failFrom(4, "ENOSPC");
  await folder.until(applyOperation(operation, plan));
  folder.host.disk.mend();
  await operation.release();
  expect(told.at(-1)).toMatch(/^error state not saved serial=1 resources=\d$/);
});

test("the time of an apply is known to the apply only, the time of the plan to both", async () => {
  const folder = await createFolder({
    "main.tf": 'output "t" {\n  value = timestamp()\n}\noutput "p" {\n  value = plantimestamp()\n}\n',
  });
  const { plan } = await folder.apply();
  const state = JSON.parse((await folder.read("terraform.tfstate")) ?? "");
  expect(state.outputs.p.value).toBe(plan.timestamp);
  expect(state.outputs.t.value).toMatch(/^\d{4}-.*Z$/);
});
