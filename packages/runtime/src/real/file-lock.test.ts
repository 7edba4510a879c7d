import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { lockFile } from "./file-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-lock-"));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
function place(): string {
  count += 1;
  return join(mkdtempSync(join(folder, `${count}-`)), "terraform.tfstate");
}

/** Another process that opens the file, tries, says how it went, and lives until its input ends. */
const OTHER = `
const fs = require("node:fs");
const locked = require("fs-native-extensions").tryLock(fs.openSync(process.argv[1], "a+"));
process.stdout.write(locked ? "locked" : "busy");
process.stdin.resume().on("end", () => process.exit(0));
`;

async function other(path: string): Promise<{ readonly got: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, ["-e", OTHER, path], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
  });
  children.add(child);
  const [data] = await once(child.stdout, "data");
  return { got: String(data), child };
}

async function end(child: ChildProcess, signal?: "SIGKILL"): Promise<void> {
  const ended = once(child, "exit");
  if (signal === undefined) child.stdin?.end();
  else child.kill(signal);
  await ended;
}

async function othersGet(path: string): Promise<string> {
  const { got, child } = await other(path);
  await end(child);
  return got;
}

describe("lockFile()", () => {
  it("keeps other processes and itself out until it is released", async () => {
    const path = place();
    const lock = await lockFile(path);
    expect(lock).toBeDefined();
    expect(await othersGet(path)).toBe("busy");
    expect(await lockFile(path)).toBeUndefined();
    // Reading and closing the file takes no lock away, as it would with those of processes.
    readFileSync(path);
    expect(await othersGet(path)).toBe("busy");
    await lock?.release();
    await lock?.release();
    expect(await othersGet(path)).toBe("locked");
  });

  it("sees what another process holds, also through a link, and has it when that is killed", async () => {
    const path = place();
    const { got, child } = await other(path);
    expect(got).toBe("locked");
    expect(await lockFile(path)).toBeUndefined();
    const link = place();
    symlinkSync(path, link);
    expect(await lockFile(link)).toBeUndefined();
    await end(child, "SIGKILL");
    const lock = await lockFile(link);
    expect(lock).toBeDefined();
    expect(await othersGet(path)).toBe("busy");
    await lock?.release();
  });

  it("goes over to the file that replaces it", async () => {
    const path = place();
    const lock = await lockFile(path);
    await lock?.replace("one");
    await lock?.replace("two", { mode: 0o600 });
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(await lock?.isCurrent()).toBe(true);
    expect(await othersGet(path)).toBe("busy");
    await lock?.release();
    expect(await lock?.isCurrent()).toBe(false);
    expect(await othersGet(path)).toBe("locked");
  });

  it("knows when its file was taken away or exchanged", async () => {
    const path = place();
    const lock = await lockFile(path);
    renameSync(path, `${path}.away`);
    expect(await lock?.isCurrent()).toBe(false);
    writeFileSync(path, "");
    expect(await lock?.isCurrent()).toBe(false);
    await lock?.release();
  });

  it("tells of a folder that is not there, and leaves nothing behind where replacing fails", async () => {
    await expect(lockFile(join(folder, "nope", "x"))).rejects.toMatchObject({ code: "ENOENT" });
    const path = place();
    const lock = await lockFile(path);
    rmSync(path);
    symlinkSync(path, path);
    await expect(lock?.replace("x")).rejects.toMatchObject({ code: "ELOOP" });
    expect(readdirSync(join(path, ".."))).toEqual(["terraform.tfstate"]);
    await lock?.release();
  });

  it("says in one sentence that the system has no locks, and creates nothing", async () => {
    const at = mkdtempSync(join(folder, "alone-"));
    // A folder from which the package cannot be found.
    await build({
      stdin: {
        contents: `import { lockFile } from "./file-lock.ts";
          lockFile("state").catch((error) => process.stdout.write(error.code + " " + error.message));`,
        resolveDir: fileURLToPath(new URL(".", import.meta.url)),
        loader: "ts",
      },
      outfile: join(at, "lock.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["fs-native-extensions"],
      logLevel: "error",
    });
    const { stdout } = spawnSync(process.execPath, ["lock.mjs"], { cwd: at, encoding: "utf8" });
    expect(stdout).toMatch(
      /^ENOLCK files cannot be locked: the package fs-native-extensions is not installed or was not built for this system \(\w+-\w+\)$/,
    );
    expect(readdirSync(at)).toEqual(["lock.mjs"]);
  });

  const terraform = spawnSync("terraform", ["version"]).status === 0;
  const environment = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };

  it.skipIf(!terraform)("keeps Terraform out (skipped where no terraform is on the PATH)", async () => {
    const path = place();
    const cwd = join(path, "..");
    writeFileSync(join(cwd, "main.tf"), 'output "x" {\n  value = 1\n}\n');
    const apply = () =>
      spawnSync("terraform", ["apply", "-auto-approve", "-no-color"], {
        cwd,
        env: environment,
        encoding: "utf8",
      });
    const lock = await lockFile(path);
    const refused = apply();
    expect(refused.stderr).toContain("Error acquiring the state lock");
    await lock?.replace("");
    expect(apply().stderr).toContain("Error acquiring the state lock");
    await lock?.release();
    expect(apply().status).toBe(0);
  });

  it.skipIf(!terraform)("is kept out by Terraform (skipped where no terraform is on the PATH)", async () => {
    const path = place();
    const cwd = join(path, "..");
    writeFileSync(join(cwd, "main.tf"), 'output "x" {\n  value = 1\n}\n');
    const holder = spawn("terraform", ["apply", "-no-color"], { cwd, env: environment, stdio: "pipe" });
    children.add(holder);
    // It asks once it has planned, and it plans under the lock.
    let said = "";
    for await (const data of holder.stdout) {
      said += String(data);
      if (said.includes("Enter a value")) break;
    }
    expect(await lockFile(path)).toBeUndefined();
    await end(holder);
    const lock = await lockFile(path);
    expect(lock).toBeDefined();
    await lock?.release();
  });
});
