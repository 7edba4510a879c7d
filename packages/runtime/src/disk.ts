/**
 * Files. Paths are absolute or relative to the environment's directory.
 * Failures are `RuntimeError`s with the system's code (`ENOENT`, `ENOSPC` …).
 */
export interface Disk {
  readFile(path: string): Promise<Uint8Array>;
  readText(path: string): Promise<string>;
  /** Creates or replaces, in place; for what must survive a crash use `replaceFile`. */
  writeFile(path: string, data: string | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  /** Whole or not at all: temporary file, fsync, rename, fsync of the folder. */
  replaceFile(path: string, data: string | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  /** Creates the file for the caller alone; fails with `EEXIST` where it exists. */
  createExclusive(
    path: string,
    data: string | Uint8Array,
    options?: { readonly mode?: number },
  ): Promise<void>;
  /** Opens for appending, creating it if need be. */
  openAppend(path: string, options?: { readonly mode?: number }): Promise<AppendFile>;
  list(path: string): Promise<readonly DirectoryEntry[]>;
  stat(path: string): Promise<FileStat | undefined>;
  makeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removing what is not there is no error. `recursive` takes a folder with all that is in it. */
  remove(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  /** With links and `..` resolved. */
  realPath(path: string): Promise<string>;
  /**
   * An exclusive lock on a file that other processes respect, given back on
   * release or when the process dies; undefined when another one holds it.
   * POSIX record locks where they are to be had, as Terraform takes them.
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

export interface AppendFile {
  /** Resolves once it is handed to the system; durable only after `sync`. */
  append(data: string | Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileLock {
  release(): Promise<void>;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

export interface FileStat {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  readonly mode: number;
  readonly modifiedMs: number;
}
