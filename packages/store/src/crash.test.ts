import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChildBundle } from "../testkit/bundle-child.ts";
import { bundleChild } from "../testkit/bundle-child.ts";
import { collect } from "../testkit/model.ts";
import { openEmbeddedStore } from "./embedded-store.ts";

const ROUNDS = 5;
/** Acknowledged writes after which a round's process is killed; each round another number. */
const KILL_AFTER = [3, 40, 400, 90, 1000];

let folder = "";
let child: ChildBundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-crash-"));
  child = await bundleChild("crash-writer");
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await child.remove();
});

async function killedAfter(count: number): Promise<void> {
  const acknowledged = join(folder, "acknowledged");
  const writer = spawn(process.execPath, [child.path], {
    env: { TUTTI_STORE: join(folder, "store"), TUTTI_ACKNOWLEDGED: acknowledged },
    stdio: "inherit",
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    writer.on("exit", (_code, signal) => resolve(signal)),
  );
  const before = await linesOf(acknowledged);
  while ((await linesOf(acknowledged)) - before < count && writer.exitCode === null)
    await new Promise((resolve) => setImmediate(resolve));
  writer.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
}

async function linesOf(path: string): Promise<number> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").length - 1;
}

test("what was acknowledged survives SIGKILL under load, whole and at its revision", async () => {
  const { disk } = createRealRuntime();
  for (let round = 0; round < ROUNDS; round += 1) {
    await killedAfter(KILL_AFTER[round] ?? 1);
    const store = await openEmbeddedStore(join(folder, "store"), disk);
    const found = new Map((await collect(store.entries())).map((entry) => [entry.key, entry]));
    // The last line may be cut short by the kill.
    const lines = (await readFile(join(folder, "acknowledged"), "utf8")).split("\n").slice(0, -1);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const [key = "", revision] = line.split(" ");
      expect(found.get(key)?.modifyRevision, line).toBe(Number(revision));
    }
    // A transaction is there whole or not at all: the lane's last value is the newest of its keys.
    for (const [key, entry] of found) {
      if (!key.startsWith("last/")) continue;
      const text = new TextDecoder().decode(entry.value);
      const twin = [...found.values()].find(
        (one) => one.modifyRevision === entry.modifyRevision && one.key.startsWith("k/"),
      );
      expect(twin === undefined ? undefined : new TextDecoder().decode(twin.value)).toBe(text);
    }
    expect(Math.max(...[...found.values()].map((entry) => entry.modifyRevision))).toBe(store.revision);
    await store.close();
  }
});
