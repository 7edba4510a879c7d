/** The way of somebody who writes a provider: `provider new`, its tests and types, `provider build`, and its use. The kit is the package as it is published. */

import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { run, write } from "./tutti.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const missing = missingOracle();

let folder = "";
let provider = "";
beforeAll(async () => {
  const packed = spawnSync(process.execPath, [join(ROOT, "scripts/pack-sdk.mjs")], { encoding: "utf8" });
  expect([packed.status, packed.stderr]).toEqual([0, ""]);
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tutti-provider-kit-")));
  provider = join(folder, "notes");
  const made = await run(folder, ["provider", "new", "-source=example.com/acme/notes", "notes"]);
  expect(made.status).toBe(0);
  // As `npm install` leaves it, without the network.
  const modules = join(provider, "node_modules");
  mkdirSync(join(modules, "@tutti"), { recursive: true });
  cpSync(join(ROOT, "build/provider-sdk"), join(modules, "@tutti/provider-sdk"), { recursive: true });
  for (const name of ["esbuild", "tsx", "typescript", "@types"])
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs Node in the provider's folder. */
function node(args: readonly string[]): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: provider });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.once("close", (status) => resolve({ status, output }));
  });
}

test("its tests pass, its types hold, and a mistake in it does not compile", async () => {
  expect(await node(["--import", "tsx", "--test", "src/provider.test.ts"])).toEqual({
    status: 0,
    output: expect.stringContaining("# pass 3"),
  });
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  expect(await node([tsc])).toEqual({ status: 0, output: "" });
  const code = readFileSync(join(provider, "src/provider.ts"), "utf8");
  write(provider, { "src/provider.ts": code.replace("return { id: path };", "return { ip: path };") });
  const wrong = await node([tsc]);
  write(provider, { "src/provider.ts": code });
  expect(wrong.status).not.toBe(0);
  expect(wrong.output).toMatch(/src\/provider\.ts\(\d+,\d+\): error TS/);
}, 120_000);

test("it is built into one file, put into a mirror, and used", async () => {
  const mirror = join(folder, "mirror");
  const built = await run(provider, ["provider", "build", `-mirror=${mirror}`]);
  expect([built.status, built.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^Built dist\/terraform-provider-notes\.\nPut it at .*\/mirror\/example\.com\/acme\/notes\/0\.1\.0\/\w+\.\n$/,
    ),
  ]);
  write(folder, {
    "use/main.tf": readFileSync(join(provider, "example/main.tf"), "utf8"),
    "use/settings.tfrc": `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
  });
  const use = join(folder, "use");
  const env = { TF_CLI_CONFIG_FILE: "settings.tfrc" };
  const text = join(use, "texts/hello.txt");
  const tools = [
    (args: readonly string[]) => run(use, args, { env }),
    ...(missing === undefined ? [(args: readonly string[]) => terraform(use, args, env)] : []),
  ];
  for (const tool of tools) {
    const statuses: unknown[] = [];
    for (const line of ["init", "apply -auto-approve", "plan -detailed-exitcode"])
      statuses.push((await tool(line.split(" "))).status);
    expect([statuses, readFileSync(text, "utf8")]).toEqual([[0, 0, 0], "Hello!"]);
    expect((await tool(["destroy", "-auto-approve"])).status).toBe(0);
    expect(existsSync(text)).toBe(false);
  }
}, 180_000);

test("without a mirror it says how to use it as it is", async () => {
  const built = await run(provider, ["provider", "build"]);
  expect(built.stdout).toContain(`"example.com/acme/notes" = "${join(provider, "dist")}"`);
  const started = spawnSync(join(provider, "dist/terraform-provider-notes"), { encoding: "utf8" });
  expect([started.status, started.stdout, started.stderr]).toEqual([
    1,
    "",
    "This program is a provider: it is started by the program that uses it, and not by hand.\nTo run it in a debugger, start it with -debug.\n",
  ]);
});
