import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import type { FileLock } from "../disk.ts";
import { fromUnknown } from "../errors.ts";
import { needLocks, tryLockFile } from "./open-file-lock.ts";
import { replaceFile } from "./replace-file.ts";

/** How often a file may vanish between its opening and its locking before we give up and call it held. */
const VANISHED_MAX = 100;

/** Files that locks live on: one that nobody refers to would be closed, and its lock lost. */
const held = new Set<FileHandle>();

/** Takes the lock that other processes, Terraform among them, respect; undefined where it is held. */
export async function lockFile(path: string): Promise<FileLock | undefined> {
  await needLocks(path);
  for (let attempt = 0; attempt < VANISHED_MAX; attempt++) {
    const file = await open(path, "a+");
    try {
      if (!(await tryLockFile(file, path))) {
        await file.close();
        return undefined;
      }
      if (await isAt(file, path)) return holdLock(path, file);
    } catch (error) {
      await file.close();
      throw error;
    }
    // It was removed or replaced after we had opened it: the lock is on a file that nobody will open again.
    await file.close();
  }
  return undefined;
}

function holdLock(path: string, first: FileHandle): FileLock {
  let current = first;
  const files = [first];
  held.add(first);
  return {
    async replace(data, options) {
      try {
        const file = await replaceFile(path, data, { ...options, prepare: lockNew });
        current = file;
      } catch (error) {
        throw fromUnknown(error, path);
      }
    },
    isCurrent: async () => files.length > 0 && (await isAt(current, path)),
    async release() {
      for (const file of files.splice(0)) {
        held.delete(file);
        await file.close();
      }
    },
  };

  async function lockNew(file: FileHandle): Promise<void> {
    await tryLockFile(file, path);
    held.add(file);
    files.push(file);
  }
}

async function isAt(file: FileHandle, path: string): Promise<boolean> {
  const [ours, there] = await Promise.all([file.stat(), stat(path).catch(() => undefined)]);
  return there !== undefined && ours.ino === there.ino && ours.dev === there.dev;
}
