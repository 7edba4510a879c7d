import type { FileHandle } from "node:fs/promises";
import { RuntimeError } from "../errors.ts";

/** What of `fs-native-extensions` is used; it has no types of its own. */
export interface NativeLocks {
  /** False where another open file holds a lock. */
  tryLock(fd: number): boolean;
}

let native: NativeLocks | undefined;

/**
 * Locks an open file as a whole: `fcntl` with F_OFD_SETLK on Linux, which
 * conflicts with the record locks that Terraform takes. The system drops it
 * when the file is closed, thus also when the process is killed.
 */
export async function tryLockFile(file: FileHandle, path: string): Promise<boolean> {
  return (await needLocks(path)).tryLock(file.fd);
}

/** Fails with `ENOLCK` where this system has no locks to give: then nothing need be created to lock it. */
export async function needLocks(path: string): Promise<NativeLocks> {
  try {
    native ??= (await import("fs-native-extensions")).default;
    return native;
  } catch (cause) {
    throw new RuntimeError(
      "ENOLCK",
      path,
      `files cannot be locked: the package fs-native-extensions is not installed or was not built for this system (${process.platform}-${process.arch})`,
      { cause },
    );
  }
}
