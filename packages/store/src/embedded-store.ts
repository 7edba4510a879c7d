import { Buffer } from "node:buffer";
import type { Disk } from "@tutti/runtime";
import { fromUnknown, RuntimeError } from "@tutti/runtime";
import type { Database, RootDatabase } from "lmdb";
import { Head } from "./head.ts";
import { Listeners } from "./listeners.ts";
import type { Commit, CommitResult, Entry, Store } from "./store.ts";

/** Most commits that wait for the disk; beyond it a commit is refused with EAGAIN. */
export const PENDING_COMMITS_MAX = 16_384;
const HEADER_BYTES = 16;

interface Pending {
  readonly commit: Commit;
  settle(result: CommitResult): void;
}

interface Files {
  readonly root: RootDatabase<Uint8Array, string>;
  readonly data: Database<Uint8Array, string>;
  readonly meta: Database<Uint8Array, string>;
}

/**
 * The durable engine of one server, on lmdb in folder `path`: what `commit`
 * acknowledged survives SIGKILL and power cuts. Commits that come while the
 * disk is busy share the next fsync.
 */
export async function openEmbeddedStore(path: string, disk: Disk): Promise<Store> {
  await createOnce(path, disk);
  await refuseDamaged(path, disk);
  const lock = await disk.lock(`${path}.lock`);
  if (lock === undefined) {
    throw new RuntimeError(
      "EBUSY",
      path,
      `${path} is in use by another agent; each needs a folder of its own`,
    );
  }
  const files = await openFiles(path).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  const revisionAtStart = Number(decodeRevision(files.meta.get("revision")));
  const head = new Head(revisionAtStart, entriesOf(files));
  return createEmbeddedStore(path, files, head, revisionAtStart, () => lock.release());
}

const PAGE_SIZE = 4096;
/** More than lmdb's first files take. */
const ROOM_BYTES = 256 * 1024;

/** lmdb maps its files before they have room on the disk: writing to them without any would end the whole process. */
async function refuseFullDisk(path: string, disk: Disk): Promise<void> {
  const probe = `${path}/room`;
  try {
    await disk.replaceFile(probe, new Uint8Array(ROOM_BYTES));
  } finally {
    await disk.remove(probe);
  }
}

/** lmdb maps the file without looking at its size: one that was cut short would end the whole process. */
async function refuseDamaged(path: string, disk: Disk): Promise<void> {
  const file = `${path}/data.mdb`;
  const size = (await disk.stat(file))?.size ?? 0;
  if (size >= 2 * PAGE_SIZE && size % PAGE_SIZE === 0) return;
  throw new RuntimeError(
    "EDAMAGED",
    file,
    `${file} is damaged: it has ${size} bytes, which is no whole number of pages. Put it back from a backup, or move ${path} away to start anew`,
  );
}

function createEmbeddedStore(
  path: string,
  files: Files,
  head: Head,
  revisionAtStart: number,
  release: () => Promise<void>,
): Store {
  const listeners = new Listeners();
  let revision = revisionAtStart;
  let waiting: Pending[] = [];
  let writing: Promise<void> | undefined;
  let broken: RuntimeError | undefined;

  function enqueue(commit: Commit): Promise<CommitResult> {
    return new Promise((settle) => {
      waiting.push({ commit, settle });
      writing ??= drain();
    });
  }

  async function drain(): Promise<void> {
    // One turn of the loop gathers what else was asked for meanwhile.
    await Promise.resolve();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await write(group);
    }
    writing = undefined;
  }

  async function write(group: readonly Pending[]): Promise<void> {
    try {
      if (broken !== undefined) throw broken;
      await files.root.batch(() => {
        for (const { commit } of group) store(files, commit);
      });
      await files.root.flushed;
    } catch (error) {
      // What is in memory is now ahead of the disk: accept nothing more.
      broken ??= unwritable(fromUnknown(await causeOf(error), path), path);
      for (const { settle } of group) settle({ kind: "failed", error: broken });
      return;
    }
    for (const { commit, settle } of group) {
      revision = commit.revision;
      listeners.tell(commit);
      settle({ kind: "committed", revision });
    }
  }

  return {
    get revision() {
      return revision;
    },
    entries: () => entriesOf(files),
    async commit(transaction) {
      if (broken !== undefined) return { kind: "failed", error: broken };
      if (waiting.length >= PENDING_COMMITS_MAX) {
        const why = `more than ${PENDING_COMMITS_MAX} commits wait for the disk`;
        return { kind: "failed", error: new RuntimeError("EAGAIN", "store", why) };
      }
      const accepted = head.accept(transaction);
      if (!("kind" in accepted)) return enqueue(accepted);
      // The promise of a conflict: whoever broke the compare has been heard.
      if (accepted.kind === "conflict") await writing;
      return accepted;
    },
    restore: (entries) => enqueue(head.replace(entries)),
    onCommit: (listener) => listeners.add(listener),
    async close() {
      await writing;
      await files.root.close();
      await release();
    },
  };
}

function store(files: Files, commit: Commit): void {
  if (commit.reset) for (const key of files.data.getKeys()) files.data.remove(key);
  for (const change of commit.changes) {
    if (change.kind === "put") files.data.put(change.entry.key, encodeEntry(change.entry));
    else files.data.remove(change.key);
  }
  files.meta.put("revision", encodeRevision(commit.revision));
}

/**
 * A power cut before lmdb's very first commit can leave a file that cannot be
 * opened, so the files are made beside their place and moved there whole.
 */
async function createOnce(path: string, disk: Disk): Promise<void> {
  if ((await disk.stat(path)) !== undefined) return;
  const making = `${path}.new`;
  await disk.remove(making, { recursive: true });
  await disk.makeDirectory(making);
  await refuseFullDisk(making, disk);
  const files = await openFiles(making);
  await files.meta.put("revision", encodeRevision(0));
  await files.root.flushed;
  await files.root.close();
  await disk.rename(making, path);
}

async function openFiles(path: string): Promise<Files> {
  try {
    const { open } = await import("lmdb");
    const root = open<Uint8Array, string>({
      path,
      // Without it a dot in the name makes lmdb take it for a file.
      noSubdir: false,
      overlappingSync: false,
      encoding: "binary",
      maxDbs: 4,
    });
    // Never the root database: clearing it aborts the process in lmdb 3.5.6.
    const data = root.openDB<Uint8Array, string>({ name: "data", encoding: "binary" });
    const meta = root.openDB<Uint8Array, string>({ name: "meta", encoding: "binary" });
    return { root, data, meta };
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** A full disk often shows as nothing but an input/output error. */
function unwritable({ code, message }: RuntimeError, path: string): RuntimeError {
  const advice = `Is the disk of ${path} full? What was acknowledged is kept; start the agent again once there is room`;
  return new RuntimeError(code, path, `${message}. ${advice}`);
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

function* entriesOf(files: Files): Generator<Entry> {
  for (const { key, value } of files.data.getRange()) yield decodeEntry(key, value);
}

function encodeEntry(entry: Entry): Buffer {
  const out = Buffer.allocUnsafe(HEADER_BYTES + entry.value.length);
  out.writeDoubleBE(entry.createRevision, 0);
  out.writeDoubleBE(entry.modifyRevision, 8);
  out.set(entry.value, HEADER_BYTES);
  return out;
}

function decodeEntry(key: string, stored: Uint8Array): Entry {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  return {
    key,
    value: Uint8Array.prototype.slice.call(stored, HEADER_BYTES),
    createRevision: bytes.readDoubleBE(0),
    modifyRevision: bytes.readDoubleBE(8),
  };
}

function encodeRevision(revision: number): Buffer {
  const out = Buffer.allocUnsafe(8);
  out.writeDoubleBE(revision);
  return out;
}

function decodeRevision(stored: Uint8Array | undefined): number {
  if (stored === undefined) return 0;
  return Buffer.from(stored.buffer, stored.byteOffset, stored.length).readDoubleBE(0);
}
