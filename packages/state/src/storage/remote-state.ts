import { RuntimeError } from "@tutti/runtime";
import type { LockRequest, LockResult, OpenedState, StateHandle } from "../backend.ts";
import { stateError } from "../errors.ts";
import type { JournalFile } from "../journal-file.ts";
import type { Loaded, StateProblem } from "../problem.ts";
import { refused } from "../problem.ts";
import { isUnchanged } from "../same-state.ts";
import type { State } from "../state.ts";
import { type ReadState, readStored, storedPieces } from "../stored-state.ts";
import { isPlaceholder, placeholderPieces } from "./placeholder.ts";
import { RemoteJournal } from "./remote-journal.ts";
import { forceUnlock, lockSlot } from "./remote-lock.ts";
import { remoteProblem } from "./remote-problem.ts";
import type { RemoteSurroundings } from "./remote-surroundings.ts";
import type { SlotLock, StateSlot, StoredVersion } from "./state-storage.ts";
import { gather, writeSlot } from "./write-slot.ts";

/**
 * One state on a server, whatever kind that is: serial and lineage, the
 * journal, locks, and what happens when the server does not take a write.
 */
export class RemoteState implements StateHandle {
  readonly workspace: string;
  readonly #slot: StateSlot;
  readonly #around: RemoteSurroundings;
  readonly #journal: RemoteJournal;
  #opened: OpenedState | undefined;
  /** What lay there when it was last read or written; "any" before that. */
  #found: StoredVersion | "any" = "any";
  #lock: SlotLock | undefined;
  /** An apply is under way: what it did is written down somewhere, whatever happens. */
  #begun = false;

  constructor(workspace: string, slot: StateSlot, around: RemoteSurroundings) {
    this.workspace = workspace;
    this.#slot = slot;
    this.#around = around;
    this.#journal = new RemoteJournal(around.runtime.disk, around.directory, slot.place, around.seal.lines);
  }

  get place(): string {
    return this.#slot.place;
  }

  async lock(request: LockRequest): Promise<LockResult> {
    const { runtime, reader } = this.#around;
    const result = await lockSlot(runtime, reader.version, this.#slot, request, () =>
      gather(placeholderPieces(this.#around)),
    );
    if (!result.ok) return result;
    this.#lock = result.held;
    return { ok: true, lock: result.lock };
  }

  breakLock(id: string): Promise<Loaded<undefined>> {
    return forceUnlock(this.#slot, id);
  }

  async read(): Promise<Loaded<OpenedState>> {
    this.#opened = undefined;
    try {
      const stored = await this.#slot.read();
      const { reader, seal } = this.#around;
      const base: Loaded<ReadState> =
        stored === undefined
          ? { ok: true, value: { state: undefined, digest: "" } }
          : await readStored([stored.bytes], reader, seal);
      if (!base.ok) return { ok: false, problems: base.problems.map((problem) => this.#named(problem)) };
      const { state, digest } = base.value;
      const opened = await this.#journal.fold(state);
      if (!opened.ok) return opened;
      this.#found = stored === undefined ? undefined : { version: stored.version };
      const existed = state !== undefined && !isPlaceholder(state);
      this.#opened = { ...opened.value, existed, ...(opened.value.recovered ? {} : { digest }) };
      return { ok: true, value: this.#opened };
    } catch (error) {
      return remoteProblem(error, stateError("error-loading-state"));
    }
  }

  /** A state on a server has no path to look at, so its place is told. */
  #named(problem: StateProblem): StateProblem {
    return { ...problem, detail: `${problem.detail} (${this.place})` };
  }

  async begin(): Promise<Loaded<JournalFile>> {
    const opened = this.#opened;
    if (opened === undefined) throw new Error("the state is read before its journal is begun");
    try {
      // A state gets its lineage with its first change, so that a plan for nothing fits every nothing.
      let state = this.#withLineage(opened.state);
      if (opened.recovered) {
        state = this.#next(state, state.serial);
        const written = await this.#write(state);
        if (!written.ok) return written;
      } else {
        const lost = await this.#lostLock();
        if (lost !== undefined) return lost;
      }
      const journal = await this.#journal.begin(state, opened.openIntents);
      this.#opened = { ...opened, state };
      this.#begun = true;
      return { ok: true, value: journal };
    } catch (error) {
      return remoteProblem(error, stateError("failed-to-open-the-journal"));
    }
  }

  async save(state: State): Promise<Loaded<State>> {
    const before = this.#opened;
    if (before !== undefined && isUnchanged(before, state) && !this.#around.seal.isOutdated) {
      const lost = await this.#lostLock();
      return lost ?? this.#stored(before.state);
    }
    const lineage = state.lineage === "" ? (before?.state.lineage ?? "") : state.lineage;
    return this.#store(this.#next(this.#withLineage({ ...state, lineage }), before?.state.serial ?? 0));
  }

  overwrite(state: State): Promise<Loaded<State>> {
    return this.#store(state);
  }

  async #store(state: State): Promise<Loaded<State>> {
    const written = await this.#write(state);
    if (written.ok) return this.#stored(state);
    if (!this.#begun) return written;
    const left = await this.#leaveErrored(state);
    const problems = written.problems.map((problem) => ({ ...problem, detail: `${problem.detail} ${left}` }));
    return { ok: false, problems };
  }

  /** Once the server holds the state, the journal has nothing to add. */
  async #stored(state: State): Promise<Loaded<State>> {
    try {
      await this.#journal.remove();
    } catch (error) {
      return remoteProblem(error, stateError("failed-to-save-state"));
    }
    this.#begun = false;
    this.#opened = { state, existed: true, openIntents: [], recovered: false };
    return { ok: true, value: state };
  }

  async #write(state: State): Promise<Loaded<undefined>> {
    try {
      const lost = await this.#lostLock();
      if (lost !== undefined) return lost;
      const pieces = storedPieces(state, this.#around.seal);
      const result = await writeSlot(this.#slot, pieces, { found: this.#found, lock: this.#lock });
      if (result.kind === "lock-lost") return this.#lockLost();
      if (result.kind === "changed")
        return refused(
          stateError("state-changed-meanwhile"),
          `Somebody else wrote ${this.place} after it was read, so nothing was written over it.`,
        );
      this.#found = { version: result.version };
      return { ok: true, value: undefined };
    } catch (error) {
      return remoteProblem(error, stateError("failed-to-save-state"));
    }
  }

  /** Whoever took a lock writes under it or not at all: another may hold it by now. */
  async #lostLock(): Promise<ReturnType<typeof refused> | undefined> {
    if (this.#lock === undefined || (await this.#lock.isHeld())) return undefined;
    return this.#lockLost();
  }

  #lockLost(): ReturnType<typeof refused> {
    return refused(
      stateError("state-lock-lost"),
      `The lock on ${this.place} (ID ${this.#lock?.id}) is not held any more: it was released, it expired, or somebody took it away by force. Another may be writing, so nothing was written.`,
    );
  }

  /** Terraform's way out beside ours: the state as a file, for `state push`. */
  async #leaveErrored(state: State): Promise<string> {
    const { runtime, seal } = this.#around;
    const { path, erroredPath } = this.#journal;
    const kept = `What was done is in ${path}, and the next command that locks the state takes it from there.`;
    try {
      await runtime.disk.replaceFile(erroredPath, storedPieces(state, seal), { mode: 0o600 });
      return `${kept} The state is also in ${erroredPath}: "<tutti> state push ${erroredPath}" stores it by hand.`;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return kept;
    }
  }

  #next(state: State, serial: number): State {
    return { ...state, serial: serial + 1, terraformVersion: this.#around.reader.version };
  }

  #withLineage(state: State): State {
    return state.lineage === "" ? { ...state, lineage: this.#around.runtime.random.uuid() } : state;
  }
}
