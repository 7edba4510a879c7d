import type { Runtime } from "@tutti/runtime";
import type { Type, Value } from "@tutti/values";
import type { HistoryLimits, StateHistory } from "./history/state-history.ts";
import type { OpenIntent } from "./journal.ts";
import type { JournalFile } from "./journal-file.ts";
import type { LockInfo } from "./lock-info.ts";
import type { Loaded, StateProblem } from "./problem.ts";
import type { State } from "./state.ts";
import type { StateReader } from "./state-reader.ts";
import type { StateSeal } from "./state-seal.ts";

/** The workspace that every backend has and that cannot be deleted. */
export const DEFAULT_WORKSPACE = "default";

/**
 * Names become parts of paths, keys and addresses, so they hold what Go's `url.PathEscape` leaves as it is. Terraform
 * takes the empty one and the dots too, whose states are those of other folders, or of no workspace.
 */
export function isWorkspaceName(name: string): boolean {
  return /^[\w.~$&+=:@-]+$/.test(name) && name !== "." && name !== "..";
}

/** A kind of backend: what may be set, and how one is made of the settings. */
export interface BackendDefinition {
  /** The label of the `backend` block. */
  readonly type: string;
  readonly arguments: readonly BackendArgument[];
  /** True where `-state`, `-state-out` and `-backup` mean something. */
  readonly takesFileFlags: boolean;
  /** What is wrong with settings that have the right types; `variables` are the environment's. */
  validate(settings: BackendSettings, variables: Variables): readonly BackendProblem[];
  /** Nothing is read or written yet. */
  create(surroundings: BackendSurroundings, settings: BackendSettings): Backend;
}

/** One argument of a backend's block, as it is declared. */
export interface BackendArgument {
  readonly name: string;
  readonly type: Type;
  /** It must be set by the block, a file or the command line. */
  readonly required?: boolean;
  /** Variables of the environment that stand in where it is left out, the first that is set. */
  readonly environment?: readonly string[];
  /** What it is where nothing says otherwise. */
  readonly fallback?: string | number | boolean;
  /** It is never printed. */
  readonly sensitive?: boolean;
  /** Terraform has no such argument: where it is not set, it is not written down for others to read. */
  readonly isBeyondTerraform?: true;
  /** It is written as a nested block, at most one; the type is a list of one kind of object. */
  readonly isBlock?: true;
  readonly description: string;
}

/** Variables of the environment by their names. */
export type Variables = ReadonlyMap<string, string>;

/** Every declared argument with a known value of its type, null where it was left out. */
export type BackendSettings = ReadonlyMap<string, Value>;

/** Wrong settings; `argument` says which one, where one alone is to blame. */
export interface BackendProblem extends StateProblem {
  readonly argument?: string;
  /** Told, and gone on: an argument that will go away. */
  readonly isWarning?: true;
}

/** What a backend may use of the outside. */
export interface BackendSurroundings {
  readonly runtime: Runtime;
  /** Who reads, for refusals, and the version that is written into states. */
  readonly reader: StateReader;
  /** Only for definitions that take them. */
  readonly files?: FileFlags;
  /** How states are kept; as they are where it is left out. */
  readonly seal?: StateSeal;
  /** How much of the past is kept; nothing where it is left out. */
  readonly history?: HistoryLimits | undefined;
  /** Indexes of states; none are read or written where it is left out. */
  readonly index?: IndexUse | undefined;
}

/** Where indexes of states may lie, and what they are for. */
export interface IndexUse {
  readonly folder: string;
  /**
   * Who needs few objects reads by an index, where there is one, and keeps it
   * up. Who needs all reads the whole state, and leaves an index of a large one
   * that it writes.
   */
  readonly needsFew: boolean;
}

/** What `-state`, `-state-out` and `-backup` say; undefined or empty where they were not given. */
export interface FileFlags {
  readonly state?: string | undefined;
  readonly stateOut?: string | undefined;
  readonly backup?: string | undefined;
  /** Unix seconds that a backup without a name of its own is called by: it is always kept, beside those before. */
  readonly backupSeconds?: number | undefined;
}

/**
 * Where states are kept, one a workspace. Every backend passes
 * `testkit/backend-contract.ts`.
 */
export interface Backend {
  readonly type: string;
  /** There is room for the default workspace alone. */
  readonly keepsOneState?: true;
  /** The default one first, then the others in order of their names. */
  workspaces(): Promise<Loaded<readonly string[]>>;
  /** An empty workspace; one that is there already is refused. */
  createWorkspace(name: string): Promise<Loaded<undefined>>;
  /** With the state in it, whatever that holds. The default one is refused, and one that is not there. */
  deleteWorkspace(name: string): Promise<Loaded<undefined>>;
  /** A handle for one state; nothing is read yet, and the workspace need not be there. */
  open(workspace: string): StateHandle;
}

/** What was found. */
export interface OpenedState {
  readonly state: State;
  /** False where there is no state yet. */
  readonly existed: boolean;
  /** What a killed apply had announced and never finished. */
  readonly openIntents: readonly OpenIntent[];
  /** True where a journal of a killed apply was folded in. */
  readonly recovered: boolean;
  /** The SHA-256 of the text that the state was read from, as hexadecimal digits; only where it was read and nothing was folded in. */
  readonly digest?: string | undefined;
}

/**
 * One state. The order is `lock`, `read`, `begin`, `save`; whoever only looks
 * calls `read` alone. A handle that took a lock writes only while that lock is
 * the last one given out; one that took none (`-lock=false`) writes unasked.
 */
export interface StateHandle {
  readonly workspace: string;
  /** A path or an address, for people. */
  readonly place: string;
  /** Undefined where this kind of backend keeps none. */
  readonly history?: StateHistory;
  lock(request: LockRequest): Promise<LockResult>;
  /** Gives back a lock whose holder is gone. Refused where locks end with their holders. */
  breakLock(id: string): Promise<Loaded<undefined>>;
  /** Reads the state and folds in what a killed apply left; changes nothing. */
  read(): Promise<Loaded<OpenedState>>;
  /** Keeps an index of the state that was read, by which the next reading costs less; not every backend has one. */
  keepRanges?(): Promise<void>;
  /** Opens a journal on top of what was read; what was recovered is made part of the stored state first. */
  begin(): Promise<Loaded<JournalFile>>;
  /** Stores the state with a raised serial, if anything changed, and drops the journal. */
  save(state: State): Promise<Loaded<State>>;
  /** Stores exactly this state, serial and lineage included, and drops the journal (`state push`). */
  overwrite(state: State): Promise<Loaded<State>>;
}

/** Who wants the lock, and what for. */
export interface LockRequest {
  /** Terraform's words: `OperationTypePlan`, `OperationTypeApply`, `state-rm` … */
  readonly operation: string;
  readonly info?: string;
  /** How long to go on trying; 0 tries once. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The lock, or who holds it. */
export type LockResult =
  | { readonly ok: true; readonly lock: StateLock }
  /** `message` is what the system said, with the holder's info behind it where it left one. */
  | { readonly ok: false; readonly message: string };

/** A held lock. */
export interface StateLock {
  readonly info: LockInfo;
  /**
   * Greater than that of every lock given out before for this state. Storage
   * that was told a number refuses whoever comes with a smaller one, so that a
   * holder that was away (paused, cut off) cannot write over its successor.
   */
  readonly fence: number;
  /** Releasing twice does nothing. */
  release(): Promise<void>;
}
