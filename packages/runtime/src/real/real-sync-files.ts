import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import type { DirectoryEntry, FileStat, SyncFiles } from "../disk.ts";
import { fromUnknown } from "../errors.ts";

/** The disk read at once, for evaluation. */
export function createRealSyncFiles(): SyncFiles {
  return {
    readFile: (path) => guard(path, () => new Uint8Array(readFileSync(path))),
    list: (path) =>
      guard(path, () =>
        readdirSync(path, { withFileTypes: true })
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    stat: (path) =>
      guard(path, () => {
        const found = statSync(path, { throwIfNoEntry: false });
        if (found === undefined) return undefined;
        return fileStatOf(found);
      }),
  };
}

/** What the system says of a file, as the door does. */
export function fileStatOf(found: Stats): FileStat {
  return {
    kind: found.isFile() ? "file" : found.isDirectory() ? "directory" : "other",
    size: found.size,
    mode: found.mode & 0o7777,
    modifiedMs: found.mtimeMs,
    version: versionOf(found),
  };
}

/** A file that is replaced has another number; one that is written in place has other times. */
function versionOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(" ");
}

function kindOf(entry: Dirent): DirectoryEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}

function guard<T>(subject: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw fromUnknown(error, subject);
  }
}
