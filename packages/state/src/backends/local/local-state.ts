import { basename, dirname, join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import type { LockRequest, LockResult, OpenedState, StateHandle } from "../../backend.ts";
import { stateError } from "../../errors.ts";
import type { FileHistory, RecordedChange } from "../../history/file-history.ts";
import { NO_JOURNAL, readJournal } from "../../journal-codec.ts";
import { beginJournal, type JournalFile } from "../../journal-file.ts";
import { openJournal } from "../../open-journal.ts";
import { ioProblem, type Loaded, refused } from "../../problem.ts";
import { RangedWriting, rangesOf, type StateIndex } from "../../ranges/state-index.ts";
import { isUnchanged } from "../../same-state.ts";
import type { State } from "../../state.ts";
import type { StateReader } from "../../state-reader.ts";
import type { StateSeal } from "../../state-seal.ts";
import { type ReadState, readStored, storedPieces } from "../../stored-state.ts";
import { type FileStateLock, lockStateFile } from "./file-state-lock.ts";
import { journalPath, type StatePaths } from "./state-paths.ts";

/** How often a reading is begun again because somebody saved in the middle of it. */
const READS_MAX = 5;

/** One state file with its journal, its backup and its lock. */
export class LocalState implements StateHandle {
  readonly workspace: string;
  readonly #runtime: Runtime;
  readonly #paths: StatePaths;
  readonly #reader: StateReader;
  readonly #seal: StateSeal;
  readonly #index: StateIndex | undefined;
  #opened: OpenedState | undefined;
  /** What was read: who locks reads before and after, and mostly finds the same. */
  #read: ReadFile | undefined;
  /** The file that a backup is made of, where it is written to what is read; undefined where there is nothing yet. */
  #source: string | undefined;
  #backedUp = false;
  #lock: FileStateLock | undefined;
  /** The index is that of what was read, so it is kept up with what is written. */
  #isIndexed = false;
  /** What this handle wrote last. */
  #written: RecordedChange["before"];
  readonly history: FileHistory;

  constructor(
    runtime: Runtime,
    workspace: string,
    paths: StatePaths,
    reader: StateReader,
    { seal, history, index }: LocalStateKeeping,
  ) {
    this.#runtime = runtime;
    this.workspace = workspace;
    this.#paths = paths;
    this.#reader = reader;
    this.#seal = seal;
    this.history = history;
    // Of what is hidden nothing lies in the open; and an index is of the one file that is read and written.
    this.#index = seal.hides || paths.read !== paths.write ? undefined : index;
  }

  get place(): string {
    return this.#paths.write;
  }

  async lock(request: LockRequest): Promise<LockResult> {
    const result = await lockStateFile(this.#runtime, this.#paths.write, this.#reader.version, request);
    if (result.ok) this.#lock = result.lock;
    return result;
  }

  async breakLock(): Promise<Loaded<undefined>> {
    // The system gives the lock back when its holder ends, so there is never one left to break.
    return refused(stateError("failed-to-unlock-state"), "LocalState not locked");
  }

  async read(): Promise<Loaded<OpenedState>> {
    try {
      for (let attempt = 1; ; attempt++) {
        const opened = await this.#readBoth();
        this.#opened = opened.ok ? opened.value : undefined;
        // Who reads without a lock may meet a state of before a save and a journal of after it.
        const changed = !opened.ok && (await this.#version()) !== this.#read?.version;
        if (!changed || attempt === READS_MAX) return opened;
      }
    } catch (error) {
      return ioProblem(error, stateError("error-loading-state"));
    }
  }

  async #readBoth(): Promise<Loaded<OpenedState>> {
    const { disk } = this.#runtime;
    const base = await this.#readState();
    if (!base.ok) return base;
    const { state, digest } = base.value;
    this.#source = state === undefined ? undefined : this.#paths.read;
    const path = journalPath(this.#paths.write);
    const there = (await disk.stat(path)) !== undefined;
    const content = there ? await readJournal(disk.readPieces(path), this.#seal.lines) : NO_JOURNAL;
    const opened = openJournal(state, content, path);
    return opened.ok && !opened.value.recovered ? { ok: true, value: { ...opened.value, digest } } : opened;
  }

  /** Undefined where there is no file, or nothing in it. */
  async #readState(): Promise<Loaded<ReadState>> {
    const { disk, clock } = this.#runtime;
    const { read } = this.#paths;
    const found = await disk.stat(read);
    const version = found?.version;
    if (this.#read?.isSettled !== true || this.#read.version !== version) {
      const isSettled = found !== undefined && isSettledSince(found.modifiedMs, clock.now());
      const ranged = found === undefined ? undefined : await this.#index?.read(read, found.size);
      const state: Loaded<ReadState> =
        ranged !== undefined
          ? { ok: true, value: ranged }
          : found === undefined
            ? NO_STATE
            : await readStored(disk.readPieces(read), this.#reader, this.#seal);
      this.#read = { version, isSettled, state };
      this.#isIndexed = ranged !== undefined;
    }
    return this.#read.state;
  }

  async keepRanges(): Promise<void> {
    const { state } = this.#read ?? {};
    if (this.#index === undefined || this.#isIndexed || state?.ok !== true) return;
    const { state: read, digest } = state.value;
    if (read === undefined) return;
    await this.#index.keep(rangesOf(read, digest));
    this.#isIndexed = true;
  }

  async #version(): Promise<string | undefined> {
    return (await this.#runtime.disk.stat(this.#paths.read))?.version;
  }

  async begin(): Promise<Loaded<JournalFile>> {
    const opened = this.#opened;
    if (opened === undefined) throw new Error("the state is read before its journal is begun");
    try {
      const stale = await this.#lostLock();
      if (stale !== undefined) return stale;
      await this.#removeUnfinished();
      // A state gets its lineage with its first change, so that a plan for nothing fits every nothing.
      let state = this.#withLineage(opened.state);
      if (opened.recovered) {
        state = { ...state, serial: state.serial + 1, terraformVersion: this.#reader.version };
        await this.#writeFiles(state);
      }
      const path = journalPath(this.#paths.write);
      const { disk } = this.#runtime;
      const journal = await beginJournal(disk, path, this.#seal.lines, state, opened.openIntents);
      this.#opened = { ...opened, state };
      return { ok: true, value: journal };
    } catch (error) {
      return ioProblem(error, stateError("failed-to-open-the-journal"));
    }
  }

  async save(state: State): Promise<Loaded<State>> {
    const before = this.#opened;
    const serial = before?.state.serial ?? 0;
    const same = before !== undefined && isUnchanged(before, state) && !this.#seal.isOutdated;
    const lineage = state.lineage === "" ? (before?.state.lineage ?? "") : state.lineage;
    const saved = same
      ? before.state
      : this.#withLineage({ ...state, lineage, serial: serial + 1, terraformVersion: this.#reader.version });
    return this.#store(saved, !same || this.#paths.read !== this.#paths.write);
  }

  overwrite(state: State): Promise<Loaded<State>> {
    return this.#store(state, true);
  }

  /** Once the file holds the state, the journal has nothing to add. */
  async #store(state: State, write: boolean): Promise<Loaded<State>> {
    try {
      const stale = await this.#lostLock();
      if (stale !== undefined) return stale;
      const isIndexed = this.#isIndexed || this.#index?.isLeftOf(state) === true;
      const writing = write && isIndexed ? new RangedWriting() : undefined;
      if (write) await this.#writeFiles(state, writing);
      await this.#runtime.disk.remove(journalPath(this.#paths.write));
      await this.#index?.keep(writing?.end());
      this.#opened = { state, existed: true, openIntents: [], recovered: false };
      return { ok: true, value: state };
    } catch (error) {
      return ioProblem(error, stateError("failed-to-save-state"));
    }
  }

  /** Whoever took a lock writes under it or not at all: another may hold it by now. */
  async #lostLock(): Promise<ReturnType<typeof refused> | undefined> {
    if (this.#lock === undefined || (await this.#lock.isCurrent())) return undefined;
    return refused(
      stateError("state-lock-lost"),
      `The lock on ${this.place} (number ${this.#lock.fence}) is not held any more: it was released, or the file was removed or replaced while it was held. Another may be writing, so nothing was written. What was done is in ${journalPath(this.place)}; run the command again.`,
    );
  }

  /** Half-written files of processes that were killed while they replaced one of ours. */
  async #removeUnfinished(): Promise<void> {
    const { disk, processes } = this.#runtime;
    const { write, backup } = this.#paths;
    const ours = new Set([write, backup ?? write, journalPath(write)].map((path) => basename(path)));
    const folder = dirname(write);
    if ((await disk.stat(folder)) === undefined) return;
    for (const { name } of await disk.list(folder)) {
      const [, file = "", pid] = /^\.(.+)\.(\d+)\.\d+\.tmp$/.exec(name) ?? [];
      if (ours.has(file) && !(await processes.isAlive(Number(pid)))) await disk.remove(join(folder, name));
    }
  }

  #withLineage(state: State): State {
    return state.lineage === "" ? { ...state, lineage: this.#runtime.random.uuid() } : state;
  }

  async #writeFiles(state: State, writing?: RangedWriting): Promise<void> {
    const { disk } = this.#runtime;
    const { write, backup } = this.#paths;
    const before = this.#stored();
    if (this.#seal.isOutdated) await this.history.resealAll();
    if (backup !== undefined && !this.#backedUp) await this.#backUp(backup);
    await disk.makeDirectory(dirname(write));
    const pieces = writing?.pieces(state) ?? storedPieces(state, this.#seal);
    if (this.#lock === undefined) await disk.replaceFile(write, pieces);
    else await this.#lock.file.replace(pieces);
    this.#source = write;
    this.#read = undefined;
    const file = (await disk.stat(write))?.version ?? "";
    const digest = writing?.digest ?? "";
    this.#written = { state, file, digest };
    const operation = this.#lock?.info.operation ?? "";
    await this.history.record({ before, after: state, file, digest, operation });
  }

  /** Keeps what lies where is written to, if anything does. */
  async #backUp(backup: string): Promise<void> {
    const { disk } = this.#runtime;
    const { read, write } = this.#paths;
    const source = read === write ? this.#source : write;
    // What this handle wrote there itself is not kept.
    if (read !== write) this.#backedUp = true;
    const found = source === undefined ? undefined : await disk.stat(source);
    if (source === undefined || found === undefined || found.size === 0) return;
    // What was kept otherwise before must not stay so in the backup.
    const old = this.#seal.hides ? await this.#stateIn(source) : undefined;
    const copy = old === undefined ? disk.readPieces(source) : storedPieces(old, this.#seal);
    // Who may not read the state may not read what it was either.
    await disk.replaceFile(backup, copy, { mode: found.mode });
    this.#backedUp = true;
  }

  async #stateIn(path: string): Promise<State | undefined> {
    const { disk } = this.#runtime;
    const known = path === this.#paths.read ? this.#read?.state : undefined;
    const state = known ?? (await readStored(disk.readPieces(path), this.#reader, this.#seal));
    return state.ok ? state.value.state : undefined;
  }

  /** What lies where is written to; undefined where nobody looked. */
  #stored(): RecordedChange["before"] {
    if (this.#read?.state.ok !== true || this.#paths.read !== this.#paths.write) return this.#written;
    const { state, digest } = this.#read.state.value;
    return { state, file: this.#read.version ?? "", digest };
  }
}

/** How a state is kept beside its file. */
interface LocalStateKeeping {
  readonly seal: StateSeal;
  readonly history: FileHistory;
  readonly index?: StateIndex | undefined;
}

/** What a state file was read to. */
interface ReadFile {
  /** Undefined: no file was there. */
  readonly version: string | undefined;
  /** It was not written just before, so another content would have another version. */
  readonly isSettled: boolean;
  readonly state: Loaded<ReadState>;
}

const NO_STATE: Loaded<ReadState> = { ok: true, value: { state: undefined, digest: "" } };

/** Longer than the tick of the clock by which a file system dates its files: where it knows parts of a second, and where not. */
const SETTLED_MS = 100;
const SETTLED_BY_SECONDS_MS = 2_000;

function isSettledSince(modifiedMs: number, now: number): boolean {
  return modifiedMs < now - (modifiedMs % 1_000 === 0 ? SETTLED_BY_SECONDS_MS : SETTLED_MS);
}
