import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, expect, test } from "vitest";
import { collect } from "../testkit/model.ts";
import { openEmbeddedStore } from "./embedded-store.ts";

const { disk } = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-full-"));

/** A disk of its own, small enough to be filled. */
function mountSmall(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const mounted = mountSmall();

afterAll(async () => {
  if (mounted) execFileSync("umount", ["-l", folder]);
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  "a full disk fails writes with one error that says so, and writes go on once there is room (where a disk can be mounted)",
  async () => {
    const ballast = join(folder, "ballast");
    await writeFile(ballast, new Uint8Array(1 << 20));
    const path = join(folder, "store");
    let store = await openEmbeddedStore(path, disk);
    const put = (n: number) =>
      store.commit({
        compares: [],
        operations: [{ kind: "put", key: `kv/${n}`, value: new Uint8Array(50_000) }],
      });
    const heard: number[] = [];
    store.onCommit(({ revision }) => heard.push(revision));
    let written = 0;
    let result = await put(written);
    for (; result.kind === "committed" && written < 200; written += 1) result = await put(written + 1);
    expect(result).toMatchObject({ kind: "failed", error: { code: "ENOSPC" } });
    if (result.kind !== "failed") return expect.unreachable();
    expect(result.error.message).toBe(
      `${path} cannot be written: no space is left on the disk. Nothing of it was written, what was acknowledged before is kept, and writes go on once the disk takes them`,
    );
    // Many at once fail alike, and nothing of them is heard of or seen.
    const many = await Promise.all(Array.from({ length: 30 }, (_unused, n) => put(1000 + n)));
    expect(many.every(({ kind }) => kind === "failed")).toBe(true);
    expect(store.revision).toBe(written);
    expect(heard).toHaveLength(written);
    expect(await collect(store.entries())).toHaveLength(written);
    expect((await stat(ballast)).size).toBe(1 << 20);
    // It opens on the full disk too, and reads.
    await store.close();
    store = await openEmbeddedStore(path, disk);
    expect(await collect(store.entries())).toHaveLength(written);
    expect(await put(5)).toMatchObject({ kind: "failed", error: { code: "ENOSPC" } });
    await truncate(ballast, 0);
    expect(await put(5)).toEqual({ kind: "committed", revision: written + 1 });
    const compares = [{ key: "kv/5", modifyRevision: written + 1 }];
    expect(await store.commit({ compares, operations: [] })).toEqual({
      kind: "committed",
      revision: written + 2,
    });
    await store.close();
    const again = await openEmbeddedStore(path, disk);
    expect(await collect(again.entries())).toHaveLength(written);
    expect(again.revision).toBe(written + 2);
    await again.close();
  },
);
