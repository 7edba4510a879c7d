import type { Disk } from "@tutti/runtime";
import { fromUnknown, RuntimeError, reasonOf } from "@tutti/runtime";
import type { Database, RootDatabase } from "lmdb";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";
import { Graves } from "./graves.ts";
import type { Pause } from "./pause.ts";
import { inSlices, SLICE_BYTES, SLICE_ENTRIES } from "./pause.ts";
import type { Commit, Entry } from "./store.ts";

/** What is in the files; another number is refused, as its bytes would mean something else. */
const FORMAT = 2;
/** The databases that take turns in holding the entries: a restore fills the one that rests. */
const DATA_NAMES = ["data", "data-2"] as const;
/** More than lmdb's first files take, in bytes. */
const ROOM_BYTES = 256 * 1024;

type Bytes = Database<Uint8Array, string>;

/**
 * The files of an embedded store: entries, and in `meta` the newest revision,
 * the format and which database holds the entries. In `graves` stand the
 * ranges that were deleted and are not yet swept: whatever lies below and is
 * older than the grave counts as gone, so that deleting a range is one small
 * write however many keys it has.
 */
export class LmdbFiles {
  readonly #root: RootDatabase<Uint8Array, string>;
  readonly #meta: Bytes;
  readonly #graveRecords: Bytes;
  readonly #graves = new Graves();
  #data: Bytes;

  private constructor(root: RootDatabase<Uint8Array, string>) {
    this.#root = root;
    this.#meta = root.openDB<Uint8Array, string>({ name: "meta", encoding: "binary" });
    this.#graveRecords = root.openDB<Uint8Array, string>({ name: "graves", encoding: "binary" });
    // Never the root database: clearing it aborts the process in lmdb 3.5.6.
    this.#data = this.#openData(this.#number("data"));
    for (const { key, value } of this.#graveRecords.getRange()) this.#graves.add(key, decodeNumber(value));
  }

  static async open(path: string): Promise<LmdbFiles> {
    try {
      const { open } = await import("lmdb");
      return new LmdbFiles(
        open<Uint8Array, string>({
          path,
          // Without it a dot in the name makes lmdb take it for a file.
          noSubdir: false,
          overlappingSync: false,
          // With it a failed write leaves a rejected promise that nobody can get at.
          eventTurnBatching: false,
          encoding: "binary",
          maxDbs: 8,
        }),
      );
    } catch (error) {
      throw fromUnknown(error, path);
    }
  }

  get revision(): number {
    return this.#number("revision");
  }

  /** Why these files cannot be read by this version; undefined if they can. */
  formatMistake(path: string): RuntimeError | undefined {
    const format = this.#number("format");
    if (format === FORMAT) return undefined;
    return new RuntimeError(
      "EFORMAT",
      path,
      `${path} is of format ${format}, and this version reads format ${FORMAT}. Start the version that wrote it, save a snapshot and restore it here, or move ${path} away to start anew`,
    );
  }

  /** What the first commit builds on. */
  async initialize(): Promise<void> {
    await this.#batch(() => {
      void this.#meta.put("revision", encodeNumber(0));
      void this.#meta.put("format", encodeNumber(FORMAT));
      void this.#meta.put("data", encodeNumber(0));
    });
  }

  /** All entries, with a pause after each slice; what is written after the first step is not in it. */
  async *entries(pause: Pause): AsyncGenerator<Entry> {
    const graves = this.#graves.copy();
    for await (const slice of inSlices(decoded(this.#data.getRange()), pause))
      for (const entry of slice) if (!graves.covers(entry)) yield entry;
  }

  /** Writes commits in one transaction of lmdb, and sweeps a little. Rejects when none of it is written. */
  async write(commits: readonly Commit[]): Promise<void> {
    const sweep = this.#graves.next;
    const swept = sweep === undefined ? undefined : this.#keysToSweep(sweep);
    await this.#batch(() => {
      // First, since a commit may put one of the keys anew.
      for (const key of swept?.keys ?? []) void this.#data.remove(key);
      if (sweep !== undefined && swept?.reached === undefined) void this.#graveRecords.remove(sweep.prefix);
      for (const commit of commits) this.#put(commit);
    });
    if (sweep !== undefined) this.#graves.swept(sweep, swept?.reached);
    for (const { revision, changes } of commits)
      for (const change of changes)
        if (change.kind === "delete-range") this.#graves.add(change.prefix, revision);
  }

  /** Whether a range is left to sweep; `write([])` does it. */
  get unswept(): boolean {
    return this.#graves.next !== undefined;
  }

  /** Fills the database that rests with `entries`, then lets it take over together with the revision. */
  async replace(entries: Iterable<Entry>, revision: number, pause: Pause): Promise<void> {
    const next = 1 - this.#number("data");
    const data = this.#openData(next);
    await data.clearAsync();
    for await (const slice of inSlices(entries, pause))
      await this.#batch(() => {
        for (const entry of slice) void data.put(entry.key, encodeEntry(entry));
      });
    await this.#batch(() => {
      for (const prefix of this.#graves.prefixes()) void this.#graveRecords.remove(prefix);
      void this.#meta.put("data", encodeNumber(next));
      void this.#meta.put("revision", encodeNumber(revision));
    });
    const old = this.#data;
    this.#data = data;
    this.#graves.clear();
    // What rests may be cleared later as well: the next restore does it again.
    await old.clearAsync().catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  #put({ revision, changes }: Commit): void {
    for (const change of changes) {
      if (change.kind === "put") void this.#data.put(change.entry.key, encodeEntry(change.entry));
      else if (change.kind === "delete") void this.#data.remove(change.key);
      else void this.#graveRecords.put(change.prefix, encodeNumber(revision));
    }
    void this.#meta.put("revision", encodeNumber(revision));
  }

  /** The next few dead keys of a grave, and how far that goes; undefined at its end. */
  #keysToSweep(grave: { readonly prefix: string; readonly revision: number; readonly from: string }): {
    readonly keys: readonly string[];
    readonly reached: string | undefined;
  } {
    const keys: string[] = [];
    let seen = 0;
    let size = 0;
    for (const { key, value } of this.#data.getRange({ start: grave.from })) {
      if (!key.startsWith(grave.prefix)) break;
      if (seen >= SLICE_ENTRIES || size >= SLICE_BYTES) return { keys, reached: key };
      seen += 1;
      size += value.length;
      if (decodeEntry(key, value).modifyRevision < grave.revision) keys.push(key);
    }
    return { keys, reached: undefined };
  }

  async #batch(run: () => void): Promise<void> {
    try {
      await this.#root.batch(run);
      await this.#root.flushed;
    } catch (error) {
      throw await causeOf(error);
    }
  }

  #openData(index: number): Bytes {
    const name = DATA_NAMES[index] ?? DATA_NAMES[0];
    return this.#root.openDB<Uint8Array, string>({ name, encoding: "binary" });
  }

  #number(key: string): number {
    const stored = this.#meta.get(key);
    return stored === undefined ? 0 : decodeNumber(stored);
  }
}

function* decoded(stored: Iterable<{ readonly key: string; readonly value: Uint8Array }>): Generator<Entry> {
  for (const { key, value } of stored) yield decodeEntry(key, value);
}

/** lmdb maps its files before they have room on the disk: writing to them without any would end the whole process. */
export async function refuseFullDisk(path: string, disk: Disk): Promise<void> {
  const probe = `${path}/room`;
  try {
    await disk.replaceFile(probe, new Uint8Array(ROOM_BYTES), { mode: 0o600 });
  } catch (error) {
    const refused = fromUnknown(error, path);
    const why = `${path} cannot be written: ${reasonOf(refused)}`;
    throw new RuntimeError(refused.code, path, why, { cause: error });
  } finally {
    await disk.remove(probe);
  }
}

/** lmdb's error of a batch points to a promise that fails with the one that says why. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && "commitError" in error)) return error;
  try {
    return (await error.commitError) ?? error;
  } catch (cause) {
    return cause;
  }
}

function encodeNumber(value: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setFloat64(0, value);
  return out;
}

function decodeNumber(stored: Uint8Array): number {
  if (stored.length !== 8) throw new RuntimeError("EDAMAGED", "meta", "a number is not of 8 bytes");
  return new DataView(stored.buffer, stored.byteOffset, stored.length).getFloat64(0);
}
