/**
 * What is written: whole, or in pieces. A piece may be changed by whoever gave
 * it as soon as the next one is asked for.
 */
export type Content = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The most bytes of a piece that `readPieces` gives. */
export const PIECE_BYTES_MAX = 256 * 1024;

/**
 * Files. Paths are absolute or relative to the environment's directory.
 * Failures are `RuntimeError`s with the system's code (`ENOENT`, `ENOSPC` …).
 */
export interface Disk {
  readFile(path: string): Promise<Uint8Array>;
  /** `length` bytes from `at` on; fewer where the file ends. For files that are too large to be read whole. */
  readPart(path: string, at: number, length: number): Promise<Uint8Array>;
  readText(path: string): Promise<string>;
  /**
   * The file from its start in pieces of 1 to `PIECE_BYTES_MAX` bytes, for
   * files that are too large to be read whole. All are of the file that stood
   * there when the first was asked for. A piece is good until the next is
   * asked for.
   */
  readPieces(path: string): AsyncIterable<Uint8Array>;
  /** Creates or replaces, in place; for what must survive a crash use `replaceFile`. */
  writeFile(path: string, data: string | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  /**
   * Whole or not at all: temporary file, fsync, rename, fsync of the folder.
   * A symbolic link stays, what it leads to is replaced. Without `mode` a file
   * that is there keeps its own. Where giving the next piece fails, nothing is
   * replaced, and that failure is thrown.
   */
  replaceFile(path: string, data: Content, options?: { readonly mode?: number }): Promise<void>;
  /**
   * Another text in place of a file that is there or not: whole or not at all
   * for whoever reads it, as with `replaceFile`, whose links, modes and owners
   * are also those here. Nobody waits until the disk has it, so a power cut may
   * leave less: for what can be made again. Stops everything else meanwhile.
   */
  rewriteFile(path: string, data: string | Uint8Array): Promise<void>;
  /** Creates the file for the caller alone; fails with `EEXIST` where it exists. What cannot be written whole is not there. */
  createExclusive(
    path: string,
    data: string | Uint8Array,
    options?: { readonly mode?: number },
  ): Promise<void>;
  /** Opens for appending, creating it if need be. */
  openAppend(path: string, options?: { readonly mode?: number }): Promise<AppendFile>;
  list(path: string): Promise<readonly DirectoryEntry[]>;
  stat(path: string): Promise<FileStat | undefined>;
  /** With those above it that are not there; `mode` is for the ones that are made, default 0777 as the umask leaves it. */
  makeDirectory(path: string, options?: { readonly mode?: number }): Promise<void>;
  /** Of a file or folder that is there; the umask does not matter. */
  setMode(path: string, mode: number): Promise<void>;
  /** Of what is there; who is not named stays. Fails with `EPERM` where only root may give things away. */
  setOwner(path: string, owner: { readonly uid?: number; readonly gid?: number }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removing what is not there is no error. `recursive` takes a folder with all that is in it. */
  remove(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  /** A symbolic link at `path` that holds the text `target`. Fails with `EEXIST` where something is, with `ENOTSUP` where there are no links. */
  makeLink(path: string, target: string): Promise<void>;
  /** What a symbolic link holds; fails with `EINVAL` where it is none. */
  readLink(path: string): Promise<string>;
  /** With links and `..` resolved. */
  realPath(path: string): Promise<string>;
  /**
   * An exclusive lock on a file that other processes respect, given back on
   * release or when the process dies; undefined when another one holds it.
   * The file is created where it is not there. Locks of open files (`fcntl`),
   * which keep out Terraform's and are kept out by them. Fails with `ENOLCK`
   * where the system has none to give.
   */
  lock(path: string): Promise<FileLock | undefined>;
  /** For the evaluation of expressions, which does not wait. Nobody else may block the loop. */
  readonly sync: SyncFiles;
}

/** Reading at once. Failures are `RuntimeError`s too. */
export interface SyncFiles {
  readFile(path: string): Uint8Array;
  list(path: string): readonly DirectoryEntry[];
  stat(path: string): FileStat | undefined;
}

/** A file that only grows, opened once; whoever opened it closes it. */
export interface AppendFile {
  /** Resolves once it is handed to the system; durable only after `sync`. */
  append(data: string | Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A lock that the system frees by itself when its holder ends. */
export interface FileLock {
  /**
   * Replaces the locked file as `replaceFile` does. The new file is locked
   * before it can be seen under its name, so there is no moment without a lock.
   */
  replace(data: Content, options?: { readonly mode?: number }): Promise<void>;
  /** False once the file was removed or replaced by somebody else: then the name may be locked by another. */
  isCurrent(): Promise<boolean>;
  /** Releasing twice does nothing. */
  release(): Promise<void>;
}

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** What the disk knows of a path without opening it. */
export interface FileStat {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  readonly mode: number;
  readonly modifiedMs: number;
  /**
   * Another text for another file and after each change, for what was read
   * before. Two changes within the clock tick of a file system may share one.
   */
  readonly version: string;
}
