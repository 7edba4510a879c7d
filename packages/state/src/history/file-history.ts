import { join } from "node:path";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { stateError } from "../errors.ts";
import { type Loaded, refused, type StateProblem } from "../problem.ts";
import { identicalStates } from "../same-state.ts";
import { emptyState, type State } from "../state.ts";
import { type StateSeal, UNSEALED } from "../state-seal.ts";
import { openLines, sealedPieces } from "./reseal.ts";
import { countChanges, stateDelta } from "./state-delta.ts";
import type { HistoryLimits, HistoryListing, StateHistory } from "./state-history.ts";
import { encodeVersion, readVersion, readVersionState, type StateVersion } from "./version-codec.ts";
import { chainsOf, isFull, listVersions, outdated, type VersionFile } from "./version-files.ts";

/** A change that was saved. */
export interface RecordedChange {
  /** What lay there before, and its file's version; undefined where nobody looked. */
  readonly before:
    | { readonly state: State | undefined; readonly file: string; readonly digest: string }
    | undefined;
  readonly after: State;
  /** The state file's version now; empty where it is not known. */
  readonly file: string;
  /** The SHA-256 of its text, of which that before has one too; empty where it is not known. */
  readonly digest: string;
  readonly operation: string;
}

/** Who may not read the state may not read what it was either. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * The history of a state file, in a folder beside it: a file a version, most of
 * them holding only what is other than in the version before. It is written
 * after the state, by whoever holds the lock. A version that a kill kept from
 * being written is made up for by the next change, from the state itself; so is
 * what others wrote meanwhile.
 */
export class FileHistory implements StateHistory {
  readonly place: string;
  readonly #runtime: Runtime;
  readonly #limits: HistoryLimits;
  readonly #seal: StateSeal;
  #problems: StateProblem[] = [];
  /** The newest version as it was written here, which need not be read again. */
  #newest: { readonly version: number; readonly state: State } | undefined;

  constructor(runtime: Runtime, folder: string, limits: HistoryLimits, seal: StateSeal = UNSEALED) {
    this.#runtime = runtime;
    this.place = folder;
    this.#limits = limits;
    this.#seal = seal;
  }

  async versions(): Promise<Loaded<HistoryListing>> {
    return this.#reading(async () => {
      const versions: StateVersion[] = [];
      const problems: StateProblem[] = [];
      for (const file of await listVersions(this.#runtime.disk, this.place)) {
        const read = await readVersion(this.#runtime.disk.readPieces(file.path), this.#seal.lines);
        if (typeof read === "string") problems.push(damaged(file, read));
        else versions.push(read);
      }
      return { ok: true, value: { versions, problems } };
    });
  }

  async stateAt(version: number): Promise<Loaded<State>> {
    return this.#reading(async () => {
      const files = await listVersions(this.#runtime.disk, this.place);
      const at = files.findIndex(({ number }) => number === version);
      return at < 0
        ? refused(stateError("no-such-version"), missing(version, files))
        : this.#stateAt(files, at);
    });
  }

  takeProblems(): readonly StateProblem[] {
    const problems = this.#problems;
    this.#problems = [];
    return problems;
  }

  /**
   * Keeps all versions as they would be kept now: after a change of the key, or
   * once states are hidden that were not. Done before the state itself is
   * written otherwise, so that a kill lets the next save begin here again.
   */
  async resealAll(): Promise<void> {
    const { disk } = this.#runtime;
    try {
      for (const { path } of await listVersions(disk, this.place)) {
        const lines = await openLines(disk.readPieces(path), this.#seal.lines);
        // What cannot be opened stays: the listing tells of it.
        if (lines === undefined) continue;
        const sealed = sealedPieces(lines, await this.#seal.lines.sealer());
        await disk.replaceFile(path, sealed, { mode: FILE_MODE });
      }
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      this.#problems.push({
        ...stateError("history-not-recorded"),
        detail: `Versions of the state's history could not be kept as they should be now: ${error.subject}: ${reasonOf(error)}. They are as they were.`,
      });
    }
  }

  /** Never fails: what keeps a version from being recorded is a problem that can be taken. */
  async record(change: RecordedChange): Promise<void> {
    if (this.#limits.versions === 0) return;
    try {
      await this.#record(change);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      this.#problems.push({
        ...stateError("history-not-recorded"),
        detail: `The state was saved, but this version of it could not be added to its history: ${error.subject}: ${reasonOf(error)}. The next change records what this one left.`,
      });
    }
  }

  async #record({ before, after, file, digest, operation }: RecordedChange): Promise<void> {
    const { disk } = this.#runtime;
    const files = await listVersions(disk, this.place);
    let newest = await this.#newestState(files, before);
    const found = before?.state;
    if (found !== undefined && (newest === undefined || !identicalStates(newest, found))) {
      await this.#write(found, newest, {
        file: before?.file ?? "",
        digest: before?.digest ?? "",
        operation: "found",
      });
      newest = found;
    }
    if (newest === undefined || !identicalStates(newest, after))
      await this.#write(after, newest, { file, digest, operation });
    await this.#tidy();
  }

  /** The state of the newest version; undefined where there is none that can be read. */
  async #newestState(
    files: readonly VersionFile[],
    before: RecordedChange["before"],
  ): Promise<State | undefined> {
    const last = files.at(-1);
    if (last === undefined) return undefined;
    if (this.#newest?.version === last.number) return this.#newest.state;
    if (before?.state !== undefined && before.file + before.digest !== "") {
      const read = await readVersion(this.#runtime.disk.readPieces(last.path), this.#seal.lines);
      // The very file that this version was written with is still there, or its text, so nothing need be put together.
      if (typeof read !== "string" && isThere(read, before) && sameNumbers(read, before.state))
        return before.state;
    }
    const state = await this.#stateAt(files, files.length - 1);
    if (state.ok) return state.value;
    this.#problems.push(...state.problems);
    return undefined;
  }

  async #stateAt(files: readonly VersionFile[], at: number): Promise<Loaded<State>> {
    let first = at;
    while (first > 0 && files[first]?.whole === false) first -= 1;
    let state: State | undefined;
    let number: number | undefined;
    for (const file of files.slice(first, at + 1)) {
      const follows = number === undefined || file.number === number + 1;
      const read = await readVersionState(
        this.#runtime.disk.readPieces(file.path),
        this.#seal.lines,
        follows ? state : undefined,
      );
      if (typeof read === "string") return { ok: false, problems: [damaged(file, read)] };
      state = read;
      number = file.number;
    }
    if (state === undefined) throw new Error("a version is put together from one file at least");
    return { ok: true, value: state };
  }

  async #write(
    state: State,
    before: State | undefined,
    { file, digest, operation }: Pick<RecordedChange, "file" | "digest" | "operation">,
  ): Promise<void> {
    const { disk, clock } = this.#runtime;
    const files = await listVersions(disk, this.place);
    const whole = before === undefined || isFull(chainsOf(files).at(-1) ?? [], this.#limits);
    const nothing = emptyState("");
    const delta = stateDelta(before ?? nothing, state);
    const records = whole && before !== undefined ? stateDelta(nothing, state) : delta;
    const version: StateVersion = {
      version: (files.at(-1)?.number ?? 0) + 1,
      serial: state.serial,
      lineage: state.lineage,
      terraformVersion: state.terraformVersion,
      time: new Date(clock.now()).toISOString(),
      operation,
      counts: countChanges(before ?? nothing, delta),
      file,
      digest,
      whole,
      records: records.length,
    };
    const sealer = await this.#seal.lines.sealer();
    await disk.makeDirectory(this.place, { mode: FOLDER_MODE });
    const name = `${version.version}.${whole ? "whole" : "delta"}`;
    await disk.replaceFile(join(this.place, name), encodeVersion(version, records, sealer), {
      mode: FILE_MODE,
    });
    this.#newest = { version: version.version, state };
  }

  /** Removes what is too much, and what a killed process left half-written. */
  async #tidy(): Promise<void> {
    const { disk, processes } = this.#runtime;
    for (const { path } of outdated(await listVersions(disk, this.place), this.#limits))
      await disk.remove(path);
    for (const { name } of await disk.list(this.place)) {
      const [, pid] = /^\..+\.(\d+)\.\d+\.tmp$/.exec(name) ?? [];
      if (pid !== undefined && !(await processes.isAlive(Number(pid))))
        await disk.remove(join(this.place, name));
    }
  }

  async #reading<T>(read: () => Promise<Loaded<T>>): Promise<Loaded<T>> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return refused(stateError("history-is-damaged"), `${error.subject}: ${reasonOf(error)}.`);
    }
  }
}

function isThere(version: StateVersion, { file, digest }: NonNullable<RecordedChange["before"]>): boolean {
  return (file !== "" && version.file === file) || (digest !== "" && version.digest === digest);
}

function sameNumbers({ serial, lineage }: StateVersion, state: State): boolean {
  return serial === state.serial && lineage === state.lineage;
}

function damaged({ path }: VersionFile, reason: string): StateProblem {
  return {
    ...stateError("history-is-damaged"),
    detail: `${path} cannot be read: ${reason}. The state itself is not touched by this, and changes are recorded on; the versions that build on this one cannot be shown.`,
  };
}

function missing(version: number, files: readonly VersionFile[]): string {
  const first = files[0]?.number;
  return first === undefined
    ? "Nothing has been recorded yet; the next change of the state will be."
    : `There is no version ${version}. The history goes from ${first} to ${files.at(-1)?.number}; "<tutti> state history" lists it.`;
}
