import {
  type AppendFile,
  type Content,
  type Disk,
  type FileLock,
  type FileStat,
  PIECE_BYTES_MAX,
  type Random,
} from "@tutti/runtime";
import { failure, isFolder, notFound } from "./disk-errors.ts";
import { createDiskFaults } from "./disk-faults.ts";
import { type DiskFile, entriesOf, joinBytes, markDurable, survivors } from "./disk-file.ts";
import { ancestors, normalizePath, parentOf } from "./paths.ts";

/**
 * A disk in memory that can fail. Each write is counted; a fault is planned
 * for the n-th, so that a test can walk through all of them.
 */
export interface SimulatedDisk extends Disk {
  /** Writes so far: everything that changes the disk, `sync` included. */
  readonly writes: number;
  /** The n-th write from now (1 is the next) and all after it fail with `code`, until `mend`. */
  failFrom(write: number, code: string): void;
  /**
   * At the n-th write from now the machine stops: that write may be torn, and
   * neither it nor anything after it ever answers. `onCut` is told.
   */
  cutAt(write: number, onCut: () => void): void;
  /** Opening this file, for whatever, fails with `EACCES` until `mend`, as where the caller has no right to it. */
  forbid(path: string): void;
  mend(): void;
  /**
   * What a new process finds. After a killed process all that was written is
   * there; after a power cut what was not synced is there whole, in part or
   * not at all, as the seed has it.
   */
  restart(after: "kill" | "power-cut"): void;
  /** Files by path, for checks. */
  files(): ReadonlyMap<string, Uint8Array>;
}

/** A disk in memory that keeps what was synced and may lose the rest at `crash`. */
export function createSimulatedDisk(random: Random, now: () => number): SimulatedDisk {
  let files = new Map<string, DiskFile>();
  /** With their modes. */
  const folders = new Map<string, number>([["/", 0o755]]);
  /** Of files, not of names: one that is replaced takes its lock with it. */
  const locks = new Set<DiskFile>();
  const faults = createDiskFaults();
  const { write } = faults;
  const forbidden = new Set<string>();
  let changes = 0;

  function needFile(path: string): DiskFile {
    if (forbidden.has(normalizePath(path))) throw failure("EACCES", path, "permission denied");
    const file = files.get(normalizePath(path));
    if (file !== undefined) return file;
    throw folders.has(normalizePath(path)) ? isFolder(path) : notFound(path);
  }

  function needFolder(path: string): string {
    const key = normalizePath(path);
    if (folders.has(key)) return key;
    throw files.has(key) ? failure("ENOTDIR", path, "not a directory") : notFound(path);
  }

  /** There is a folder for a file of that name, and no folder in its place. */
  function needPlace(path: string): void {
    if (!folders.has(parentOf(normalizePath(path)))) throw notFound(path);
    if (folders.has(normalizePath(path))) throw isFolder(path);
  }

  /** Another content for the file of that name, which stays the same file. */
  function put(path: string, data: Uint8Array, mode = 0o644): void {
    const old = files.get(normalizePath(path));
    if (old === undefined) putNew(path, data, mode);
    else change(old, data);
  }

  function change(file: DiskFile, data: Uint8Array): void {
    changes += 1;
    file.current = data;
    file.modifiedMs = now();
    file.version = changes;
  }

  function putNew(path: string, data: Uint8Array, mode: number | undefined): DiskFile {
    const key = normalizePath(path);
    const old = files.get(key);
    changes += 1;
    const file: DiskFile = {
      current: data,
      durable: old?.durable,
      mode: mode ?? old?.mode ?? 0o644,
      modifiedMs: now(),
      version: changes,
    };
    files.set(key, file);
    return file;
  }

  /**
   * The temporary file is written first. One piece can be cut off without harm,
   * so only the rename counts; each of several is a write, and of those before
   * a cut the temporary file stays.
   */
  async function replace(path: string, data: Content, mode: number | undefined): Promise<DiskFile> {
    const bytes =
      typeof data === "string" || data instanceof Uint8Array ? encode(data) : await gather(path, data);
    let file: DiskFile | undefined;
    await write(path, () => {
      file = putNew(path, bytes, mode);
      markDurable(file);
    });
    if (file === undefined) throw new Error("a write that ended was not applied");
    return file;
  }

  async function gather(
    path: string,
    data: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    const leave = (): void => void putNew(temporaryOf(path), joinBytes(pieces), 0o600);
    for await (const piece of data) await write(path, () => pieces.push(new Uint8Array(piece)), leave);
    return joinBytes(pieces);
  }

  function holdLock(path: string, first: DiskFile): FileLock {
    let file = first;
    let released = false;
    locks.add(file);
    return {
      async replace(data, options) {
        file = await replace(path, data, options?.mode);
        locks.add(file);
      },
      isCurrent: async () => !released && locks.has(file) && files.get(normalizePath(path)) === file,
      async release() {
        if (!released) locks.delete(file);
        released = true;
      },
    };
  }

  const disk: SimulatedDisk = {
    get writes() {
      return faults.writes;
    },
    failFrom: faults.failFrom,
    cutAt: faults.cutAt,
    forbid: (path) => {
      forbidden.add(normalizePath(path));
    },
    mend: () => {
      faults.mend();
      forbidden.clear();
    },
    restart(after) {
      if (after === "power-cut") files = survivors(files, random);
      locks.clear();
      faults.restart();
    },
    files: () => new Map([...files].map(([path, file]) => [path, file.current])),

    readFile: async (path) => needFile(path).current.slice(),
    readPieces: async function* (path) {
      const file = needFile(path);
      // Short pieces first, so that whatever reads meets boundaries everywhere; then ever longer ones.
      let length = 1;
      for (let at = 0; at < file.current.length; at += length, length = nextLength(length)) {
        await Promise.resolve();
        yield file.current.slice(at, at + length);
      }
    },
    readPart: async (path, at, length) => needFile(path).current.slice(at, at + length),
    readText: async (path) => decode(needFile(path).current),
    async writeFile(path, data, options) {
      needPlace(path);
      const bytes = encode(data);
      await write(
        path,
        () => put(path, bytes, options?.mode),
        () => put(path, bytes.slice(0, random.integer(bytes.length + 1)), options?.mode),
      );
    },
    async replaceFile(path, data, options) {
      needPlace(path);
      await replace(path, data, options?.mode);
    },
    async rewriteFile(path, data) {
      needPlace(path);
      const bytes = encode(data);
      await write(path, () => putNew(path, bytes, undefined));
    },
    async createExclusive(path, data, options) {
      needPlace(path);
      if (files.has(normalizePath(path))) throw failure("EEXIST", path, "file already exists");
      await write(path, () => put(path, encode(data), options?.mode));
    },
    async openAppend(path, options) {
      needPlace(path);
      if (!files.has(normalizePath(path)))
        await write(path, () => put(path, new Uint8Array(), options?.mode));
      return appendFile(path);
    },
    list: async (path) => entriesOf(needFolder(path), files.keys(), folders.keys()),
    stat: async (path) => statOf(normalizePath(path)),
    async makeDirectory(path, options) {
      const wanted = [...ancestors(normalizePath(path))];
      if (wanted.some((folder) => files.has(folder))) throw failure("EEXIST", path, "file already exists");
      await write(path, () => {
        for (const folder of wanted) if (!folders.has(folder)) folders.set(folder, options?.mode ?? 0o755);
      });
    },
    async setMode(path, mode) {
      const key = normalizePath(path);
      const file = files.get(key);
      if (file !== undefined) file.mode = mode;
      else if (folders.has(key)) folders.set(key, mode);
      else throw notFound(path);
    },
    async setOwner(path) {
      // All of a simulated machine is one user's: only that something is there can be told.
      if (!files.has(normalizePath(path)) && !folders.has(normalizePath(path))) throw notFound(path);
    },
    async rename(from, to) {
      const file = needFile(from);
      needPlace(to);
      await write(from, () => {
        files.delete(normalizePath(from));
        files.set(normalizePath(to), file);
      });
    },
    async remove(path, options) {
      const recursive = options?.recursive === true;
      if (!recursive && folders.has(normalizePath(path))) throw isFolder(path);
      await write(path, () => removeAt(normalizePath(path), recursive));
    },
    // Nothing that runs in memory makes links.
    makeLink: async (path) => {
      throw failure("ENOTSUP", path, "a disk in memory has no links");
    },
    readLink: async (path) => {
      throw failure("EINVAL", path, "a disk in memory has no links");
    },
    realPath: async (path) => {
      if (statOf(normalizePath(path)) === undefined) throw notFound(path);
      return normalizePath(path);
    },
    async lock(path) {
      needPlace(path);
      if (!files.has(normalizePath(path))) await write(path, () => put(path, new Uint8Array()));
      const file = needFile(path);
      return locks.has(file) ? undefined : holdLock(path, file);
    },
    sync: {
      readFile: (path) => needFile(path).current.slice(),
      list: (path) => entriesOf(needFolder(path), files.keys(), folders.keys()),
      stat: (path) => statOf(normalizePath(path)),
    },
  };
  return disk;

  function appendFile(path: string): AppendFile {
    const file = needFile(path);
    return {
      append: (data) => {
        const bytes = encode(data);
        return write(
          path,
          () => change(file, joinBytes([file.current, bytes])),
          () => change(file, joinBytes([file.current, bytes.slice(0, random.integer(bytes.length + 1))])),
        );
      },
      sync: () => write(path, () => markDurable(file)),
      close: async () => {},
    };
  }

  function statOf(path: string): FileStat | undefined {
    const file = files.get(path);
    if (file !== undefined)
      return {
        kind: "file",
        size: file.current.length,
        mode: file.mode,
        modifiedMs: file.modifiedMs,
        version: String(file.version),
      };
    const mode = folders.get(path);
    return mode === undefined
      ? undefined
      : { kind: "directory", size: 0, mode, modifiedMs: 0, version: String(changes) };
  }

  function removeAt(path: string, recursive: boolean): void {
    files.delete(path);
    if (!recursive) return;
    for (const key of [...files.keys()]) if (key.startsWith(`${path}/`)) files.delete(key);
    for (const key of [...folders.keys()])
      if (key === path || key.startsWith(`${path}/`)) folders.delete(key);
  }
}

/** 1, 2, 3 … 16, then twice as long each time. */
function nextLength(length: number): number {
  return length < 16 ? length + 1 : Math.min(2 * length, PIECE_BYTES_MAX);
}

function temporaryOf(path: string): string {
  const key = normalizePath(path);
  const folder = parentOf(key);
  return `${folder === "/" ? "" : folder}/.${key.slice(key.lastIndexOf("/") + 1)}.1.1.tmp`;
}

function encode(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
}

function decode(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}
