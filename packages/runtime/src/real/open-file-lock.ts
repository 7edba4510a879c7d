import type { FileHandle } from "node:fs/promises";
import { RuntimeError } from "../errors.ts";

/** What of `fs-native-extensions` is used; it has no types of its own. */
interface NativeLocks {
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
  native ??= await loadNative(path);
  return native.tryLock(file.fd);
}

async function loadNative(path: string): Promise<NativeLocks> {
  try {
    return (await import("fs-native-extensions")).default;
  } catch (cause) {
    throw new RuntimeError(
      "ENOLCK",
      path,
      `files cannot be locked: the package fs-native-extensions is not installed or was not built for this system (${process.platform}-${process.arch})`,
      { cause },
    );
  }
}
