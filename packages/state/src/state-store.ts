import { basename, dirname, join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import { StateFold } from "./fold.ts";
import { decodeState } from "./format4-read.ts";
import { encodeState } from "./format4-write.ts";
import type { OpenIntent } from "./journal.ts";
import { decodeJournal, encodeLine, type JournalContent } from "./journal-codec.ts";
import { appendJournalFile, type JournalFile } from "./journal-file.ts";
import { ioProblem, type Loaded } from "./problem.ts";
import type { State } from "./state.ts";
import { journalPath, type StatePaths } from "./state-paths.ts";

/** What was found. */
export interface OpenedState {
  readonly state: State;
  /** False where there is no state yet. */
  readonly existed: boolean;
  /** What a killed apply had announced and never finished. */
  readonly openIntents: readonly OpenIntent[];
  /** True where a journal of a killed apply was folded in. */
  readonly recovered: boolean;
}

/** One state file with its journal and backup. Whoever writes holds the lock (`lockState`). */
export class StateStore {
  readonly #runtime: Runtime;
  readonly #paths: StatePaths;
  readonly #reader: { readonly name: string; readonly version: string };
  #opened: OpenedState | undefined;
  /** The text of the file as it was read, for the backup. */
  #text = "";
  /** What a text was decoded to: who locks reads before and after, and mostly finds the same. */
  #decoded: { readonly text: string; readonly state: Loaded<State> } | undefined;
  #backedUp = false;

  constructor(
    runtime: Runtime,
    paths: StatePaths,
    /** Who reads, for refusals, and the version that is written into the file. */
    reader: { readonly name: string; readonly version: string },
  ) {
    this.#runtime = runtime;
    this.#paths = paths;
    this.#reader = reader;
  }

  /** Reads the file and folds in what a killed apply left; changes nothing. */
  async read(): Promise<Loaded<OpenedState>> {
    const { disk } = this.#runtime;
    try {
      const { read, write } = this.#paths;
      this.#text = (await disk.stat(read)) === undefined ? "" : await disk.readText(read);
      const base = this.#text.trim() === "" ? undefined : this.#decode(this.#text);
      if (base !== undefined && !base.ok) return base;
      const journal = await this.#readJournal(journalPath(write));
      const opened = openState(base?.value, journal);
      this.#opened = opened;
      return { ok: true, value: opened };
    } catch (error) {
      return ioProblem(error, "Error loading state");
    }
  }

  #decode(text: string): Loaded<State> {
    if (this.#decoded?.text !== text) this.#decoded = { text, state: decodeState(text, this.#reader) };
    return this.#decoded.state;
  }

  async #readJournal(path: string): Promise<JournalContent | undefined> {
    const { disk } = this.#runtime;
    return (await disk.stat(path)) === undefined ? undefined : decodeJournal(await disk.readText(path));
  }

  /** Opens a journal on top of what was read; what was recovered is made part of the state file first. */
  async begin(): Promise<Loaded<JournalFile>> {
    const opened = this.#opened;
    if (opened === undefined) throw new Error("the state is read before its journal is begun");
    try {
      await this.#removeUnfinished();
      // A state gets its lineage with its first change, so that a plan for nothing fits every nothing.
      let state = this.#withLineage(opened.state);
      if (opened.recovered) {
        state = { ...state, serial: state.serial + 1, terraformVersion: this.#reader.version };
        await this.#writeFiles(state);
      }
      const path = journalPath(this.#paths.write);
      const { lineage, serial } = state;
      const lines = [encodeLine({ kind: "header", format: 1, lineage, serial })];
      for (const intent of opened.openIntents) lines.push(encodeLine(intent));
      await this.#runtime.disk.makeDirectory(dirname(path));
      await this.#runtime.disk.replaceFile(path, lines.join(""), { mode: 0o600 });
      this.#opened = { ...opened, state };
      return { ok: true, value: await appendJournalFile(this.#runtime.disk, path) };
    } catch (error) {
      return ioProblem(error, "Failed to open the state's journal");
    }
  }

  /** Writes the state with a raised serial, if anything changed, and drops the journal. */
  async save(state: State): Promise<Loaded<State>> {
    const before = this.#opened;
    try {
      const serial = before?.state.serial ?? 0;
      const same =
        before?.existed === true &&
        !before.recovered &&
        (state === before.state ||
          encodeState({ ...state, ...meta(before.state) }) === encodeState(before.state));
      const lineage = state.lineage === "" ? (before?.state.lineage ?? "") : state.lineage;
      const saved = same
        ? before.state
        : this.#withLineage({
            ...state,
            lineage,
            serial: serial + 1,
            terraformVersion: this.#reader.version,
          });
      if (!same || this.#paths.read !== this.#paths.write) await this.#writeFiles(saved);
      await this.#runtime.disk.remove(journalPath(this.#paths.write));
      this.#opened = { state: saved, existed: true, openIntents: [], recovered: false };
      return { ok: true, value: saved };
    } catch (error) {
      return ioProblem(error, "Failed to save state");
    }
  }

  /** Writes exactly this state, serial and lineage included (`state push`). */
  async overwrite(state: State): Promise<Loaded<State>> {
    try {
      await this.#writeFiles(state);
      await this.#runtime.disk.remove(journalPath(this.#paths.write));
      this.#opened = { state, existed: true, openIntents: [], recovered: false };
      return { ok: true, value: state };
    } catch (error) {
      return ioProblem(error, "Failed to save state");
    }
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

  async #writeFiles(state: State): Promise<void> {
    const { disk } = this.#runtime;
    const { write, backup } = this.#paths;
    const text = encodeState(state);
    if (backup !== undefined && !this.#backedUp && this.#text.trim() !== "") {
      await disk.replaceFile(backup, this.#text);
      this.#backedUp = true;
    }
    await disk.makeDirectory(dirname(write));
    await disk.replaceFile(write, text);
    this.#text = text;
    this.#decoded = undefined;
  }
}

function meta({
  serial,
  lineage,
  terraformVersion,
}: State): Pick<State, "serial" | "lineage" | "terraformVersion"> {
  return { serial, lineage, terraformVersion };
}

/** A state with nothing in it. */
export function emptyState(lineage: string, terraformVersion = ""): State {
  return { terraformVersion, serial: 0, lineage, outputs: new Map(), resources: new Map(), checkResults: [] };
}

function openState(base: State | undefined, journal: JournalContent | undefined): OpenedState {
  const header = journal?.header;
  if (
    journal === undefined ||
    header === undefined ||
    (base !== undefined && base.lineage !== header.lineage)
  ) {
    const state = base ?? emptyState(header?.lineage ?? "");
    return { state, existed: base !== undefined, openIntents: [], recovered: false };
  }
  const fold = new StateFold(base ?? emptyState(header.lineage));
  for (const record of journal.records) fold.apply(record);
  // A state that is newer than its journal has the results already; what was announced may still be open.
  const folded = base !== undefined && base.serial > header.serial;
  return {
    state: folded ? base : fold.state(),
    existed: base !== undefined,
    openIntents: fold.openIntents,
    recovered: !folded && journal.records.some(({ kind }) => kind !== "intent"),
  };
}
