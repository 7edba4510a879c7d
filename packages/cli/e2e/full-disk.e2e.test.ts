/** A disk without room left, for the state, the journal, a saved plan and an agent's store. */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@tutti/runtime/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { startAgent } from "./agent.ts";
import { KEPT } from "./applied.ts";
import { expectRefusal, leftovers, must, project, run, write } from "./tutti.ts";

const APPLY = ["apply", "-auto-approve"];

/** A file system of its own; undefined where none can be mounted. */
function smallDisk(size: string): string | undefined {
  const folder = project();
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]).status !== 0)
    return undefined;
  onTestFinished(() => void spawnSync("umount", ["-l", folder]));
  return folder;
}

/** Takes all room but `left` bytes. */
function fill(folder: string, left = 0): void {
  for (let size = 1 << 20; size >= 256; size /= 2) {
    for (let ok = true; ok; ) {
      try {
        writeFileSync(join(folder, "filler"), Buffer.alloc(size), { flag: "a" });
      } catch {
        ok = false;
      }
    }
  }
  if (left === 0) return;
  const filler = readFileSync(join(folder, "filler"));
  writeFileSync(join(folder, "filler"), filler.subarray(0, Math.max(0, filler.length - left)));
}

const WHY = "needs the right to mount a tmpfs";

function many(count: number): string {
  return `resource "terraform_data" "many" {\n  count = ${count}\n  input = "x"\n}\n`;
}

describe("on a full disk", () => {
  test("an apply that finds no room to begin changes nothing", async (context) => {
    const folder = smallDisk("256k");
    if (folder === undefined) return context.skip(WHY);
    write(folder, { "main.tf": KEPT });
    await must(folder, APPLY);
    const before = readFileSync(join(folder, "terraform.tfstate"), "utf8");
    write(folder, { "main.tf": KEPT.replace("before", "after") });
    fill(folder);
    await expectRefusal(await run(folder, APPLY), "a disk without room for a lock", [[folder, "DIR"]]);
    expect(readFileSync(join(folder, "terraform.tfstate"), "utf8")).toBe(before);
    rmSync(join(folder, "filler"));
    await must(folder, APPLY);
    expect(leftovers(folder)).toEqual([]);
  });

  test.each([4, 8, 12, 24, 48, 96])(
    "an apply that runs out of room with %i KiB left loses nothing",
    async (kib) => {
      const folder = smallDisk("512k");
      if (folder === undefined) return;
      write(folder, { "main.tf": many(3) });
      await must(folder, APPLY);
      const held = (await must(folder, ["state", "list"])).stdout;
      write(folder, { "main.tf": many(120) });
      fill(folder, kib * 1024);
      const ended = await run(folder, APPLY);
      expect(ended.status, ended.stderr).toBe(1);
      expect(ended.stderr).toMatch(/No space is left on the disk|no space left on device/i);
      expect(ended.stderr).not.toContain("fault of its own");
      rmSync(join(folder, "filler"));
      const now = await must(folder, ["state", "list"]);
      for (const line of held.trim().split("\n")) expect(now.stdout).toContain(line);
      await must(folder, APPLY);
      expect((await must(folder, ["state", "list"])).stdout.trim().split("\n")).toHaveLength(120);
      expect(leftovers(folder)).toEqual([]);
    },
  );

  test("a plan that cannot be saved is refused", async (context) => {
    const folder = smallDisk("64k");
    if (folder === undefined) return context.skip(WHY);
    write(folder, { "main.tf": KEPT });
    fill(folder);
    await expectRefusal(
      await run(folder, ["plan", "-lock=false", "-out=plan"]),
      "a disk without room for a plan",
    );
    expect(leftovers(folder)).toEqual([]);
  });

  test.each([
    ["no room at all", 0],
    ["room for the certificate alone", 4096],
  ])("a certificate that cannot be saved is not there: %s", async (_, left) => {
    const folder = smallDisk("64k");
    if (folder === undefined) return;
    fill(folder, left);
    const ended = await run(folder, ["tls", "ca", "create"]);
    expect([ended.status, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toContain("no space is left on the disk");
    expect(readdirSync(folder)).toEqual(["filler"]);
    rmSync(join(folder, "filler"));
    await must(folder, ["tls", "ca", "create"]);
    fill(folder, left);
    expect((await run(folder, ["tls", "cert", "create", "-server"])).status).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(["consul-agent-ca-key.pem", "consul-agent-ca.pem", "filler"]);
  });

  test("a file that cannot be laid out stays as it is", async (context) => {
    const folder = smallDisk("64k");
    if (folder === undefined) return context.skip(WHY);
    write(folder, { "main.tf": "locals {\n a=1\n}\n" });
    fill(folder);
    const ended = await run(folder, ["fmt"]);
    expect([ended.status, ended.stdout]).toEqual([2, "main.tf\n"]);
    expect(ended.stderr).toContain("Error: Failed to write main.tf: no space is left on the disk");
    expect(readFileSync(join(folder, "main.tf"), "utf8")).toBe("locals {\n a=1\n}\n");
    expect(readdirSync(folder).sort()).toEqual(["filler", "main.tf"]);
  });

  test("a snapshot that cannot be saved is told with its file, and is not there", async (context) => {
    const folder = smallDisk("64k");
    if (folder === undefined) return context.skip(WHY);
    const { address } = await startAgent(project(), ["-dev"]);
    fill(folder);
    const ended = await run(folder, ["snapshot", "save", `-http-addr=${address}`, "s.snap"]);
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([
      1,
      "",
      "Error writing snapshot file: write s.snap: no space left on device\n",
    ]);
    expect(readdirSync(folder)).toEqual(["filler"]);
  });

  test("an agent without room to start says so", async (context) => {
    const folder = smallDisk("64k");
    if (folder === undefined) return context.skip(WHY);
    fill(folder);
    const args = ["agent", "-server", "-bootstrap", "-bind=127.0.0.1", `-data-dir=${join(folder, "data")}`];
    const ports = [`-http-port=${await freePort()}`, "-dns-port=-1"];
    await expectRefusal(await run(project(), [...args, ...ports]), "a disk without room for an agent", [
      [folder, "DIR"],
    ]);
  });

  test("an agent that runs out of room refuses what it cannot keep, and keeps what it promised", async (context) => {
    const folder = smallDisk("8m");
    if (folder === undefined) return context.skip(WHY);
    writeFileSync(join(folder, "ballast"), Buffer.alloc(2 << 20));
    const args = ["-server", "-bootstrap", "-bind=127.0.0.1", `-data-dir=${join(folder, "data")}`];
    const agent = await startAgent(project(), args);
    const promised: string[] = [];
    let refusal: { readonly status: number; readonly text: string } | undefined;
    for (let n = 0; n < 200 && refusal === undefined; n++) {
      const response = await fetch(`http://${agent.address}/v1/kv/k${n}`, {
        method: "PUT",
        body: "v".repeat(200_000),
      });
      const text = await response.text();
      if (response.ok) promised.push(`k${n}`);
      else refusal = { status: response.status, text };
    }
    expect(promised.length).toBeGreaterThan(3);
    expect(refusal?.status).toBe(500);
    expect(refusal?.text).not.toMatch(/^\s+at /m);
    expect(refusal?.text.replaceAll(folder, "DIR")).toBe(
      "cannot write: DIR/data/store cannot be written: no space is left on the disk. Nothing of it was written, what was acknowledged before is kept, and writes go on once the disk takes them",
    );
    const keys = async (one: typeof agent) => ((await one.get("/v1/kv/?keys")) as string[]).sort();
    expect(await keys(agent)).toEqual(promised.sort());
    expect(await agent.get("/v1/health/state/critical")).toEqual([]);
    agent.child.kill("SIGKILL");
    await agent.ended;
    fill(folder);
    const again = await startAgent(project(), args);
    expect(await keys(again)).toEqual(promised.sort());
    const put = () =>
      fetch(`http://${again.address}/v1/kv/later`, { method: "PUT", body: "v".repeat(100_000) });
    expect((await put()).status).toBe(500);
    rmSync(join(folder, "ballast"));
    expect((await put()).status).toBe(200);
    expect(await keys(again)).toEqual([...promised, "later"].sort());
  });
});
