import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { AppendFile, DirectoryEntry, Disk, FileStat } from "../disk.ts";
import { fromUnknown } from "../errors.ts";
import { lockFile } from "./file-lock.ts";
import { createRealSyncFiles } from "./real-sync-files.ts";

export function createRealDisk(): Disk {
  return {
    readFile: (path) => guard(path, async () => new Uint8Array(await fs.readFile(path))),
    readText: (path) => guard(path, () => fs.readFile(path, "utf8")),
    writeFile: (path, data, options) =>
      guard(path, () => fs.writeFile(path, data, { mode: options?.mode ?? 0o666 })),
    replaceFile,
    createExclusive: (path, data, options) =>
      guard(path, () => fs.writeFile(path, data, { mode: options?.mode ?? 0o666, flag: "wx" })),
    openAppend,
    list,
    stat,
    makeDirectory: (path) => guard(path, async () => void (await fs.mkdir(path, { recursive: true }))),
    rename: (from, to) => guard(from, () => fs.rename(from, to)),
    remove: (path, options) =>
      guard(path, () => fs.rm(path, { force: true, recursive: options?.recursive === true })),
    realPath: (path) => guard(path, () => fs.realpath(path)),
    lock: (path) => guard(path, () => lockFile(path)),
    sync: createRealSyncFiles(),
  };
}

async function guard<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw fromUnknown(error, subject);
  }
}

let replaceCount = 0;

function replaceFile(
  path: string,
  data: string | Uint8Array,
  options?: { readonly mode?: number },
): Promise<void> {
  return guard(path, async () => {
    const folder = dirname(path);
    replaceCount += 1;
    const temporary = join(folder, `.${basename(path)}.${process.pid}.${replaceCount}.tmp`);
    try {
      const mode = options?.mode ?? (await stat(path))?.mode ?? 0o666;
      const file = await fs.open(temporary, "w", mode & 0o777);
      try {
        await file.writeFile(data);
        await file.sync();
      } finally {
        await file.close();
      }
      await fs.rename(temporary, path);
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function openAppend(path: string, options?: { readonly mode?: number }): Promise<AppendFile> {
  return guard(path, async () => {
    const file = await fs.open(path, "a", options?.mode ?? 0o666);
    return {
      append: (data: string | Uint8Array) => guard(path, () => file.appendFile(data)),
      sync: () => guard(path, () => file.datasync()),
      close: () => guard(path, () => file.close()),
    };
  });
}

function list(path: string): Promise<readonly DirectoryEntry[]> {
  return guard(path, async () => {
    const entries = await fs.readdir(path, { withFileTypes: true });
    return entries
      .map(
        (entry): DirectoryEntry => ({
          name: entry.name,
          kind: entry.isFile()
            ? "file"
            : entry.isDirectory()
              ? "directory"
              : entry.isSymbolicLink()
                ? "link"
                : "other",
        }),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

async function stat(path: string): Promise<FileStat | undefined> {
  try {
    const found = await fs.stat(path);
    return {
      kind: found.isFile() ? "file" : found.isDirectory() ? "directory" : "other",
      size: found.size,
      mode: found.mode & 0o7777,
      modifiedMs: found.mtimeMs,
    };
  } catch (error) {
    const wrapped = fromUnknown(error, path);
    if (wrapped.code === "ENOENT" || wrapped.code === "ENOTDIR") return undefined;
    throw wrapped;
  }
}
