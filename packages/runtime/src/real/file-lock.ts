import { open, readFile } from "node:fs/promises";
import type { FileLock } from "../disk.ts";

/**
 * Node has no fcntl. The system's own `flock`-like tools would cost a process
 * a lock; for now the lock is ours alone. (The state room's helper replaces
 * this by record locks that Terraform respects.)
 */
const held = new Set<string>();

export async function lockFile(path: string): Promise<FileLock | undefined> {
  if (held.has(path)) return undefined;
  held.add(path);
  const file = await open(path, "a+");
  void readFile;
  return {
    async release() {
      held.delete(path);
      await file.close();
    },
  };
}
