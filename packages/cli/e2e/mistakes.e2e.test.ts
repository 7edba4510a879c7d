/** What a user meets who wrote something wrong: in the configuration, or on the command line. */

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applied, CHANGED, KEPT } from "./applied.ts";
import { environment, expectRefusal, IN_SHELL, leftovers, must, project, run, write } from "./tutti.ts";

/** Each with the configuration that is given to a directory that was applied before. */
const CONFIGS: readonly (readonly [string, string])[] = [
  ["a brace that is missing", 'resource "terraform_data" "kept" {\n  input = "before"\n'],
  ["an expression that stops", 'resource "terraform_data" "kept" {\n  input = 1 +\n}\n'],
  ["a default of the wrong type", 'variable "size" {\n  type    = number\n  default = "big"\n}\n'],
  [
    "an argument of the wrong type",
    'resource "docker_network" "n" {\n  name     = "n"\n  internal = "perhaps"\n}\n',
  ],
  ["an argument that does not exist", 'resource "terraform_data" "kept" {\n  inptu = "before"\n}\n'],
  ["an argument that is missing", 'resource "docker_container" "c" {\n  name = "c"\n}\n'],
  ["a resource type that does not exist", 'resource "terraform_dat" "kept" {}\n'],
  ["a provider that does not exist", 'resource "nonesuch_thing" "kept" {}\n'],
  ["a resource that is not declared", 'output "x" {\n  value = terraform_data.gone.output\n}\n'],
  ["a variable that is not declared", 'output "x" {\n  value = var.nope\n}\n'],
  ["a function that does not exist", 'output "x" {\n  value = uper("a")\n}\n'],
  ["a variable without a value", 'variable "name" {}\n'],
  ["two that need each other", "locals {\n  a = local.b\n  b = local.a\n}\n"],
  ["a module that is not there", 'module "m" {\n  source = "./gone"\n}\n'],
  [
    "a Docker host that is none",
    'provider "docker" {\n  host = "ssh://me@there"\n}\nresource "docker_network" "n" {\n  name = "n"\n}\n',
  ],
];

describe("a wrong configuration is refused and the state is as it was:", () => {
  test.each(CONFIGS)("%s", async (name, text) => {
    const { folder, state, before } = await applied({ "main.tf": text });
    await expectRefusal(await run(folder, ["apply", "-auto-approve", "-input=false"]), name);
    expect(state()).toBe(before);
    expect(leftovers(folder)).toEqual([]);
  });
});

/** Each with its arguments. */
const COMMAND_LINES: readonly (readonly [string, readonly string[]])[] = [
  ["a flag that does not exist", ["apply", "-auto-aprove"]],
  ["a flag without a number", ["plan", "-parallelism=many"]],
  ["a parallelism of nothing", ["apply", "-auto-approve", "-parallelism=0"]],
  ["a target that is no address", ["plan", "-target=terraform_data"]],
  ["a variable without a name", ["plan", "-var", "nothing"]],
  ["a file of variables that is not there", ["plan", "-var-file=none.tfvars"]],
  ["a command that does not exist", ["aply"]],
  ["a directory that is not there", ["-chdir=nowhere", "plan"]],
  ["a plan to a directory that is not there", ["plan", "-out=nowhere/plan"]],
  ["a workspace that is not there", ["workspace", "select", "nowhere"]],
  ["a lock that nobody holds", ["force-unlock", "-force", "00000000-0000-0000-0000-000000000000"]],
];

describe("a wrong command line is refused and the state is as it was:", () => {
  test.each(COMMAND_LINES)("%s", async (name, args) => {
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    await expectRefusal(await run(folder, args), name);
    expect(state()).toBe(before);
    expect(leftovers(folder)).toEqual([]);
  });
});

test.each([
  [["apply", "-json", "-nonsense"], "Failed to parse command-line flags"],
  [["apply", "-json"], "Plan file or auto-approve required"],
  [["plan", "-json", "-parallelism=0"], "Invalid parallelism value"],
  [["plan", "-json", "-generate-config-out=main.tf"], "Target generated file already exists"],
])("with -json a wrong command line is told as messages: %j", async (args, summary) => {
  const { folder, state, before } = await applied({ "main.tf": CHANGED });
  const { status, stdout, stderr } = await run(folder, args);
  const messages = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; diagnostic?: { summary: string } });
  expect(messages.map(({ type }) => type)).toEqual(["version", "diagnostic"]);
  expect(messages[1]?.diagnostic?.summary).toBe(summary);
  expect([status, stderr]).toEqual([1, ""]);
  expect(state()).toBe(before);
});

test.each(["plan", "apply"])("tutti %s in a directory without configuration", async (command) => {
  const { folder, state, before } = await applied();
  await expectRefusal(await run(folder, [command]), `no configuration to ${command}`);
  expect(state()).toBe(before);
});

describe("a saved plan", () => {
  /** Each with what it does to a good plan file. */
  const DAMAGES: readonly (readonly [string, (plan: Buffer) => Buffer])[] = [
    ["a plan that is text", () => Buffer.from("hello\n")],
    ["a plan that is empty", () => Buffer.alloc(0)],
    ["a plan that was cut short", (plan) => plan.subarray(0, plan.length / 2)],
    ["a plan with a byte changed", (plan) => flip(plan, plan.length >> 1)],
  ];

  test.each(DAMAGES)("%s is refused", async (name, damage) => {
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    await must(folder, ["plan", "-out=plan"]);
    const file = join(folder, "plan");
    writeFileSync(file, damage(readFileSync(file)));
    // Where the damage shows first is the unpacker's business.
    const changing = [[/damaged: .*?\. Make/g, "damaged: …. Make"]] as const;
    await expectRefusal(await run(folder, ["apply", "-no-color", "plan"]), name, changing);
    expect(state()).toBe(before);
    expect(leftovers(folder)).toEqual([]);
  });

  test("that is a directory, or not there, is refused", async () => {
    const { folder, state, before } = await applied({ "main.tf": CHANGED });
    mkdirSync(join(folder, "plan"));
    await expectRefusal(await run(folder, ["apply", "plan"]), "a plan that is a directory");
    await expectRefusal(await run(folder, ["apply", "none"]), "a plan that is not there");
    expect(state()).toBe(before);
  });

  test("that was made for an older state is refused", async () => {
    const { folder, state } = await applied({ "main.tf": CHANGED });
    await must(folder, ["plan", "-out=plan"]);
    await must(folder, ["apply", "-auto-approve"]);
    const before = state();
    await expectRefusal(await run(folder, ["apply", "plan"]), "a plan that is stale");
    expect(state()).toBe(before);
    expect(leftovers(folder)).toEqual([]);
  });
});

function flip(data: Buffer, at: number): Buffer {
  const copy = Buffer.from(data);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}

test("a reader that closes our output early stops a plan, which gives its lock back", async () => {
  const { folder, state, before } = await applied({ "main.tf": many(200) });
  const child = spawn("/bin/sh", ["-c", `${IN_SHELL} plan | head -n 1`], {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(stderr).toBe("");
  expect(state()).toBe(before);
  expect(leftovers(folder)).toEqual([]);
});

test("a reader that closes our output early stops an apply, which saves what it did", async () => {
  const folder = project({ "main.tf": many(200) });
  const child = spawn("/bin/sh", ["-c", `${IN_SHELL} apply -auto-approve | head -n 1`], {
    cwd: folder,
    env: environment(),
    stdio: "ignore",
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(leftovers(folder)).toEqual([]);
  write(folder, { "main.tf": many(200) });
  await must(folder, ["apply", "-auto-approve"]);
  expect((await must(folder, ["state", "list"])).stdout.trim().split("\n")).toHaveLength(200);
});

test("an output on a full disk is told on the error stream", async () => {
  const folder = project({ "main.tf": KEPT });
  const child = spawn("/bin/sh", ["-c", `${IN_SHELL} plan > /dev/full`], {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  expect(status).toBe(1);
  expect(stderr).toBe("Error: Could not write the output\n\nENOSPC: no space left on device, write.\n");
  expect(leftovers(folder)).toEqual([]);
});

test.each([
  ["state mv terraform_data.kept terraform_data.moved", /"name": "moved"/],
  ["state rm terraform_data.kept", /"resources": \[\]/],
])("%s comes to its end though its output is refused", async (line, after) => {
  for (const where of ["> /dev/full", "| true"]) {
    const folder = project({ "main.tf": KEPT });
    await must(folder, ["apply", "-auto-approve"]);
    const child = spawn("/bin/sh", ["-c", `${IN_SHELL} ${line} ${where}`], {
      cwd: folder,
      env: environment(),
      stdio: "ignore",
    });
    await new Promise((resolve) => child.once("close", resolve));
    expect(leftovers(folder)).toEqual([]);
    expect(readFileSync(join(folder, "terraform.tfstate"), "utf8")).toMatch(after);
  }
});

function many(count: number): string {
  return `resource "terraform_data" "many" {\n  count = ${count}\n  input = count.index\n}\n`;
}
