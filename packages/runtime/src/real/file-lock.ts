import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { FileLock } from "../disk.ts";
import { processStart } from "./process-signals.ts";
import { holdRecordLock } from "./record-lock.ts";

/** Paths that this process holds: a record lock does not keep its own process out. */
const held = new Set<string>();

/**
 * Takes a POSIX record lock, as Terraform does, through a tiny helper process
 * (Node has no `fcntl`). Where no helper can be had, a file beside it that
 * names us stands in for it; then only our own processes respect the lock.
 */
export async function lockFile(path: string): Promise<FileLock | undefined> {
  if (held.has(path)) return undefined;
  held.add(path);
  try {
    await (await open(path, "a+")).close();
    const lock = await holdRecordLock(path);
    const taken = lock === "no-helper" ? await holdOwnFile(path) : lock;
    if (taken === "busy") {
      held.delete(path);
      return undefined;
    }
    return {
      async release() {
        held.delete(path);
        await taken();
      },
    };
  } catch (error) {
    held.delete(path);
    throw error;
  }
}

/** `<path>.lock` with our id and start; one left by a dead process is taken over. */
async function holdOwnFile(path: string): Promise<(() => Promise<void>) | "busy"> {
  const file = `${path}.lock`;
  const mine = `${process.pid} ${processStart(process.pid) ?? ""}`;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, mine, { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const [pid, startedAt] = (await readFile(file, "utf8").catch(() => "")).split(" ");
    const since = await stat(file).catch(() => undefined);
    const written = pid !== undefined && pid !== "";
    if (written ? processStart(Number(pid)) === startedAt : since !== undefined && isFresh(since.mtimeMs)) {
      return "busy";
    }
    await rm(file, { force: true });
  }
  return "busy";
}

/** Created, but its writer has not yet said who it is. */
function isFresh(modifiedMs: number): boolean {
  return Date.now() - modifiedMs < 2_000;
}
