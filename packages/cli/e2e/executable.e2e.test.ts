/** The program as one file, with all that it has native in it. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@tutti/runtime/testkit";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { must, project, type RunOptions, run, start, write } from "./tutti.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tutti-executable-"));
const executable = join(folder, "tutti");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  const script = join(PROJECT, "scripts", "compile.mjs");
  await promisify(execFile)(process.execPath, [script, "--out", executable]);
});

/** Nobody's PATH and home, and its own folder for temporary files: all that it needs it has in it. */
function alone(more: Readonly<Record<string, string>> = {}): RunOptions {
  return { program: [executable], env: { PATH: "/nowhere", HOME: folder, TMPDIR: folder, ...more } };
}

const MAIN = `variable "x" {
  default = "default"
}
resource "terraform_data" "a" {
  input = var.x
}
resource "tutti_process" "sleep" {
  command = ["/bin/sleep", "100"]
}
output "x" {
  value = terraform_data.a.output
}
`;

test("says its version, and by another name that of the product of that name", async () => {
  expect((await must(project(), ["version"], alone())).stdout).toMatch(/^Tutti v\d/);
  const link = join(folder, "terraform");
  symlinkSync(executable, link);
  const called = await must(project(), ["version"], { ...alone(), program: [link] });
  expect(called.stdout).toMatch(/^Terraform v\d/);
});

test("validates, plans, applies a saved plan and destroys, a process that it supervises itself included", async () => {
  const here = project({ "main.tf": MAIN });
  onTestFinished(async () => void (await run(here, ["destroy", "-auto-approve"], alone())));
  await must(here, ["init"], alone());
  expect((await must(here, ["validate"], alone())).stdout).toContain("The configuration is valid");
  const planned = await must(here, ["plan", "-out=p"], alone());
  expect(planned.stdout).toContain("Plan: 2 to add, 0 to change, 0 to destroy.");
  expect((await must(here, ["apply", "p"], alone())).stdout).toContain('x = "default"');
  expect((await must(here, ["state", "list"], alone())).stdout).toBe(
    "terraform_data.a\ntutti_process.sleep\n",
  );
  expect((await must(here, ["plan"], alone())).stdout).toContain("No changes.");
  const destroyed = await must(here, ["destroy", "-auto-approve"], alone());
  expect(destroyed.stdout).toContain("Destroy complete! Resources: 2 destroyed.");
});

test("is an agent whose keys outlive it, and the client that asks it", async () => {
  const here = project();
  const [http, dns] = [await freePort(), await freePort()];
  const env = { CONSUL_HTTP_ADDR: `127.0.0.1:${http}` };
  const ports = [`-http-port=${http}`, `-dns-port=${dns}`, "-server-port=-1"];
  const words = [
    "agent",
    "-server",
    "-bootstrap",
    "-bind=127.0.0.1",
    `-data-dir=${join(here, "data")}`,
    ...ports,
  ];
  const begin = async () => {
    const agent = start(here, words, alone());
    onTestFinished(() => void agent.child.kill("SIGKILL"));
    await agent.saw("agent running!");
    return agent;
  };
  const killed = await begin();
  await must(here, ["kv", "put", "a/b", "one"], alone(env));
  // Who comes second finds the lock held, which is where Bun's way with native locks ended the process.
  const second = await run(here, [...words, `-http-port=${await freePort()}`], alone());
  expect([second.status, second.signal]).toEqual([1, undefined]);
  expect(second.stderr).toContain("is in use by another agent");
  killed.child.kill("SIGKILL");
  await killed.ended;
  const again = await begin();
  expect((await must(here, ["kv", "get", "a/b"], alone(env))).stdout).toBe("one\n");
  again.child.kill("SIGTERM");
  expect((await again.ended).status).toBe(0);
});

test.each<readonly [string, readonly string[], string]>([
  ["certificates", ["tls", "ca", "create"], "==> Saved consul-agent-ca.pem"],
  ["the formatter", ["fmt", "-diff"], '+  default = "default"'],
  ["the graph", ["graph"], "terraform_data.a"],
  ["explanations", ["explain", "port-in-use"], "port"],
])("has the packages that %s need", async (_what, args, wanted) => {
  const here = project({ "main.tf": MAIN.replace("  default", " default") });
  expect((await must(here, args, alone())).stdout).toContain(wanted);
});

test.each<readonly [string, string]>([
  ['regex("a+", "baaa")', '"aaa"'],
  ['yamldecode("a: [1]").a[0]', "1"],
  ['textencodebase64("x", "UTF-16LE")', '"eAA="'],
  ['length(bcrypt("x", 4))', "60"],
])("has the packages of functions: %s", async (input, wanted) => {
  expect((await must(project(), ["console"], { ...alone(), input })).stdout.trim()).toBe(wanted);
});

test("takes nothing from the folder that it works in but what it is asked for", async () => {
  const here = project({ "main.tf": MAIN });
  write(here, {
    ".env": "TF_VAR_x=from-a-file",
    "bunfig.toml": 'preload = ["./other.js"]',
    "other.js": 'console.log("somebody else")',
    "package.json": "{",
    "tsconfig.json": "{",
  });
  const { stdout, stderr } = await must(here, ["plan", "-target=terraform_data.a"], alone());
  expect(stdout).toContain('+ input  = "default"');
  expect(`${stdout}${stderr}`).not.toMatch(/somebody else|from-a-file/);
});
