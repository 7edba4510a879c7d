import nodeFs from "node:fs";
import type { AppendFile, DirectoryEntry, Disk, FileStat } from "../disk.ts";
import { fromUnknown, RuntimeError } from "../errors.ts";
import { readPieces } from "./read-pieces.ts";
import { createRealSyncFiles, fileStatOf } from "./real-sync-files.ts";

/** How files are read; `stat` gives undefined or rejects where there is nothing. */
interface Reading {
  file(path: string): Promise<Buffer>;
  folder(path: string): Promise<nodeFs.Dirent[]>;
  stat(path: string): Promise<nodeFs.Stats | undefined>;
}

/** Reading goes by callbacks: `fs.promises`, which loads at its first use, costs a short command 4 ms. */
const IN_BACKGROUND: Reading = {
  file: (path) =>
    new Promise((resolve, reject) => {
      nodeFs.readFile(path, (error, data) => (error === null ? resolve(data) : reject(error)));
    }),
  folder: (path) =>
    new Promise((resolve, reject) => {
      nodeFs.readdir(path, { withFileTypes: true }, (error, entries) =>
        error === null ? resolve(entries) : reject(error),
      );
    }),
  stat: (path) =>
    new Promise((resolve, reject) => {
      nodeFs.stat(path, (error, found) => (error === null ? resolve(found) : reject(error)));
    }),
};

/** Starting the threads that read in the background costs a short command 3 ms and more. */
const AT_ONCE: Reading = {
  file: async (path) => nodeFs.readFileSync(path),
  folder: async (path) => nodeFs.readdirSync(path, { withFileTypes: true }),
  stat: async (path) => nodeFs.statSync(path, { throwIfNoEntry: false }),
};

export interface RealDiskOptions {
  /** Reading stops everything else until it is done: for programs that have nothing else to do. */
  readonly readAtOnce?: boolean;
}

export function createRealDisk({ readAtOnce = false }: RealDiskOptions = {}): Disk {
  const read = readAtOnce ? AT_ONCE : IN_BACKGROUND;
  return {
    readFile: (path) => guard(path, async () => new Uint8Array(await read.file(path))),
    readPart: (path, at, length) => guard(path, () => readPart(path, at, length)),
    readPieces: (path) => readPieces(path, readAtOnce),
    readText: (path) => guard(path, async () => (await read.file(path)).toString("utf8")),
    writeFile: (path, data, options) =>
      guard(path, () => nodeFs.promises.writeFile(path, data, { mode: options?.mode ?? 0o666 })),
    // Writing needs promised files; commands that only read do without.
    replaceFile: (path, data, options) =>
      guard(path, async () => {
        const { replaceFile } = await import("./replace-file.ts");
        await (await replaceFile(path, data, options)).close();
      }),
    rewriteFile: (path, data) =>
      guard(path, async () => (await import("./rewrite-file.ts")).rewriteFile(path, data)),
    createExclusive: (path, data, options) =>
      guard(path, () => createExclusive(path, data, options?.mode ?? 0o666)),
    openAppend,
    list: (path) => list(read, path),
    stat: (path) => stat(read, path),
    makeDirectory: (path, options) =>
      guard(path, async () => {
        await nodeFs.promises.mkdir(path, { recursive: true, mode: options?.mode ?? 0o777 });
      }),
    setMode: (path, mode) => guard(path, () => nodeFs.promises.chmod(path, mode)),
    // To chown(2) -1 is whoever it was.
    setOwner: (path, { uid = -1, gid = -1 }) => guard(path, () => nodeFs.promises.chown(path, uid, gid)),
    rename: (from, to) => guard(from, () => nodeFs.promises.rename(from, to)),
    remove: (path, options) =>
      options?.recursive === true
        ? guard(path, () => nodeFs.promises.rm(path, { force: true, recursive: true }))
        : removeFile(path),
    makeLink: (path, target) => guard(path, () => nodeFs.promises.symlink(target, path)),
    readLink: (path) => guard(path, () => nodeFs.promises.readlink(path)),
    realPath: (path) => guard(path, () => nodeFs.promises.realpath(path)),
    lock: (path) => guard(path, async () => (await import("./file-lock.ts")).lockFile(path)),
    sync: createRealSyncFiles(),
  };
}

async function removeFile(path: string): Promise<void> {
  try {
    await nodeFs.promises.unlink(path);
  } catch (error) {
    const { code, message } = fromUnknown(error, path);
    if (code === "ENOENT" || code === "ENOTDIR") return;
    // Linux says EISDIR for a folder, others EPERM.
    const folder =
      code === "EPERM" && nodeFs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    throw new RuntimeError(folder ? "EISDIR" : code, path, message, { cause: error });
  }
}

/** Whoever comes next must not find a part of it. */
async function createExclusive(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const file = await nodeFs.promises.open(path, "wx", mode);
  try {
    await file.writeFile(data);
  } catch (error) {
    await nodeFs.promises.unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}

async function readPart(path: string, at: number, length: number): Promise<Uint8Array> {
  const file = await nodeFs.promises.open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function guard<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw fromUnknown(error, subject);
  }
}

function openAppend(path: string, options?: { readonly mode?: number }): Promise<AppendFile> {
  return guard(path, async () => {
    const file = await nodeFs.promises.open(path, "a", options?.mode ?? 0o666);
    return {
      append: (data: string | Uint8Array) => guard(path, () => file.appendFile(data)),
      sync: () => guard(path, () => file.datasync()),
      close: () => guard(path, () => file.close()),
    };
  });
}

function list(read: Reading, path: string): Promise<readonly DirectoryEntry[]> {
  return guard(path, async () => {
    const entries = await read.folder(path);
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

async function stat(read: Reading, path: string): Promise<FileStat | undefined> {
  try {
    const found = await read.stat(path);
    return found === undefined ? undefined : fileStatOf(found);
  } catch (error) {
    const wrapped = fromUnknown(error, path);
    if (wrapped.code === "ENOENT" || wrapped.code === "ENOTDIR") return undefined;
    throw wrapped;
  }
}
