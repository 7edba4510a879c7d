import type { Disk } from "@tutti/runtime";
import { assert, fromUnknown, RuntimeError } from "@tutti/runtime";
import type { HeadState } from "./head.ts";
import { addRevisions, createRevisions, Head, revisionsOf } from "./head.ts";
import { Listeners } from "./listeners.ts";
import { LmdbFiles, refuseFullDisk } from "./lmdb-files.ts";
import type { Pause } from "./pause.ts";
import { eachInSlices, noPause } from "./pause.ts";
import { damaged, refuseDamaged } from "./refuse-damaged.ts";
import type { Commit, CommitResult, Entry, Store, Transaction } from "./store.ts";

/** Most commits that wait for the disk; beyond it a commit is refused with EAGAIN. */
export const PENDING_COMMITS_MAX = 16_384;

/**
 * The durable engine of one server, on lmdb in folder `path`: what `commit`
 * acknowledged survives SIGKILL and power cuts. Commits that come while the
 * disk is busy share the next fsync. `pause` lets others run between slices of
 * long work; default: nobody needs to.
 */
export async function openEmbeddedStore(path: string, disk: Disk, pause: Pause = noPause): Promise<Store> {
  await createOnce(path, disk);
  const lock = await disk.lock(`${path}.lock`);
  if (lock === undefined) {
    throw new RuntimeError(
      "EBUSY",
      path,
      `${path} is in use by another agent; each needs a folder of its own`,
    );
  }
  try {
    await disk.setMode(`${path}.lock`, 0o600);
    return await openLocked(path, disk, pause, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(
  path: string,
  disk: Disk,
  pause: Pause,
  release: () => Promise<void>,
): Promise<Store> {
  const file = `${path}/data.mdb`;
  await refuseDamaged(path, disk);
  await makeLockFileSafe(path, disk);
  const files = await LmdbFiles.open(path).catch((error: unknown) => {
    throw asDamageOf(path, error);
  });
  try {
    const mistake = files.formatMistake(path);
    if (mistake !== undefined) throw mistake;
    const keys = await revisionsOf(files.entries(pause));
    if (!(keys.max("") <= files.revision)) throw damaged(file, path, "its newest revision is not the newest");
    return new EmbeddedStore({ path, disk, files, head: new Head(files.revision, keys), pause, release });
  } catch (error) {
    await files.close();
    throw asDamageOf(path, error);
  }
}

/** What lmdb's lock file takes at least, in bytes; it never shrinks. */
const LOCK_BYTES_MIN = 8192;

/**
 * What is in lmdb's lock file means nothing, since nobody else has the files
 * open: lmdb begins it anew. One that is too small would be made longer in
 * mapped memory, for which there must be room; a whole one needs none, so that
 * an agent starts on a full disk too.
 */
async function makeLockFileSafe(path: string, disk: Disk): Promise<void> {
  const found = await disk.stat(`${path}/lock.mdb`);
  if (found?.kind === "file" && found.size >= LOCK_BYTES_MIN) return;
  await disk.remove(`${path}/lock.mdb`, { recursive: true });
  await refuseFullDisk(path, disk);
}

/** Names the file in which a record is not what was written. */
function asDamageOf(path: string, error: unknown): unknown {
  const file = `${path}/data.mdb`;
  const isRecord = error instanceof RuntimeError && error.code === "EDAMAGED" && error.subject !== file;
  return isRecord ? damaged(file, path, error.message) : error;
}

interface Parts {
  readonly path: string;
  readonly disk: Disk;
  readonly files: LmdbFiles;
  readonly head: Head;
  readonly pause: Pause;
  release(): Promise<void>;
}

interface Pending {
  readonly commit: Commit;
  readonly reset?: Reset;
  settle(result: CommitResult): void;
}

/** What replaces everything, with the head before and after: a reset is written alone. */
interface Reset {
  readonly entries: Iterable<Entry>;
  readonly before: HeadState;
  readonly after: HeadState;
}

/**
 * Invariants: the head is never behind what is written; `#written` is what the
 * head was after the last commit that is written; `revision` is that of the
 * last commit that the listeners have heard of.
 */
class EmbeddedStore implements Store {
  revision: number;
  readonly #parts: Parts;
  readonly #listeners = new Listeners();
  #waiting: Pending[] = [];
  #draining: Promise<void> | undefined;
  /** Settles once the newest accepted commit was heard of, or failed. */
  #newest: Promise<unknown> = Promise.resolve();
  #written: HeadState;
  #closing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.revision = parts.files.revision;
    this.#written = parts.head.state();
    this.#drainSoon();
  }

  entries(): AsyncIterable<Entry> {
    return this.#parts.files.entries(this.#parts.pause);
  }

  async commit(transaction: Transaction): Promise<CommitResult> {
    if (this.#waiting.length >= PENDING_COMMITS_MAX) return tooMany();
    const accepted = this.#parts.head.accept(transaction);
    if (!("kind" in accepted)) return this.#enqueue({ commit: accepted });
    // The promise of a conflict: whoever broke the compare has been heard.
    if (accepted.kind === "conflict") await this.#newest;
    return accepted;
  }

  async restore(entries: Iterable<Entry>): Promise<CommitResult> {
    const keys = createRevisions();
    await eachInSlices(entries, this.#parts.pause, (entry) => addRevisions(keys, entry));
    if (this.#waiting.length >= PENDING_COMMITS_MAX) return tooMany();
    const { head } = this.#parts;
    const before = head.state();
    const commit = head.replace(keys, keys.max(""));
    return this.#enqueue({ commit, reset: { entries, before, after: head.state() } });
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    return this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#draining;
    await this.#parts.files.close();
    await this.#parts.release();
  }

  #enqueue(pending: Omit<Pending, "settle">): Promise<CommitResult> {
    const result = new Promise<CommitResult>((settle) => {
      this.#waiting.push({ ...pending, settle });
    });
    this.#newest = result;
    this.#drainSoon();
    return result;
  }

  #drainSoon(): void {
    this.#draining ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // One turn of the loop gathers what else was asked for meanwhile.
    await Promise.resolve();
    let failed = false;
    // A disk that refuses writes is not asked again for the sake of sweeping alone.
    while (this.#waiting.length > 0 || (this.#parts.files.unswept && !this.#closing && !failed)) {
      const { group, after } = this.#takeGroup();
      failed = !(await this.#write(group));
      if (!failed) this.#written = after;
    }
    // In the same step as the look at what waits, so that nothing can slip in between.
    this.#draining = undefined;
  }

  /** What is written together, and what the head was after it. */
  #takeGroup(): { readonly group: readonly Pending[]; readonly after: HeadState } {
    const at = this.#waiting.findIndex(({ reset }) => reset !== undefined);
    const reset = this.#waiting[at]?.reset;
    if (reset === undefined) return { group: this.#waiting.splice(0), after: this.#parts.head.state() };
    if (at === 0) return { group: this.#waiting.splice(0, 1), after: reset.after };
    return { group: this.#waiting.splice(0, at), after: reset.before };
  }

  async #write(group: readonly Pending[]): Promise<boolean> {
    const { files, pause } = this.#parts;
    const [first] = group;
    try {
      if (first?.reset === undefined) await files.write(group.map(({ commit }) => commit));
      else await files.replace(first.reset.entries, first.commit.revision, pause);
    } catch (error) {
      // A disk that fails at the very last step may have taken it all the same.
      const taken = group.length > 0 && files.revision === group.at(-1)?.commit.revision;
      if (!taken) {
        await this.#giveUp(group, error);
        return false;
      }
    }
    for (const { commit, settle } of group) {
      assert(commit.revision > this.revision, "revisions grow");
      this.revision = commit.revision;
      this.#listeners.tell(commit);
      settle({ kind: "committed", revision: commit.revision });
    }
    return true;
  }

  /** What was accepted and not written has never been: the head goes back, and later commits get their chance. */
  async #giveUp(group: readonly Pending[], error: unknown): Promise<void> {
    const why = await this.#unwritable(error);
    const failed = [...group, ...this.#waiting.splice(0)];
    this.#parts.head.revert(this.#written);
    for (const { settle } of failed) settle({ kind: "failed", error: why });
  }

  /** lmdb tells a full disk as nothing but an input/output error, so the disk is asked. */
  async #unwritable(error: unknown): Promise<RuntimeError> {
    const { path, disk } = this.#parts;
    const told = await refuseFullDisk(path, disk).then(
      () => new RuntimeError("EIO", path, `${path} cannot be written: ${fromUnknown(error, path).message}`),
      (full: unknown) => fromUnknown(full, path),
    );
    const advice = "Nothing of it was written, what was acknowledged before is kept";
    const text = `${told.message}. ${advice}, and writes go on once the disk takes them`;
    return new RuntimeError(told.code, path, text, { cause: error });
  }
}

function tooMany(): CommitResult {
  const why = `more than ${PENDING_COMMITS_MAX} commits wait for the disk`;
  return { kind: "failed", error: new RuntimeError("EAGAIN", "store", why) };
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
  const files = await LmdbFiles.open(making);
  await files.initialize();
  await files.close();
  await disk.rename(making, path);
}
