import type { Loaded, StateProblem } from "../problem.ts";
import type { State } from "../state.ts";
import type { StateVersion } from "./version-codec.ts";

/** How much of the past is kept. */
export interface HistoryLimits {
  /** At most so many versions; 0 keeps no history. */
  readonly versions: number;
  /** At most so many bytes, but never less than the newest version. */
  readonly bytes: number;
}

/** 100 versions, 256 MiB. */
export const HISTORY_DEFAULT: HistoryLimits = { versions: 100, bytes: 256 * 1024 * 1024 };

/** What is kept of the past of one state. */
export interface StateHistory {
  /** A path or an address, for people. */
  readonly place: string;
  /** From the oldest to the newest; what cannot be read is a problem beside them. */
  versions(): Promise<Loaded<HistoryListing>>;
  /** The state as it was at a version. */
  stateAt(version: number): Promise<Loaded<State>>;
  /** What went wrong while a change was recorded; it never keeps the change itself from being saved. */
  takeProblems(): readonly StateProblem[];
}

/** The versions that are kept, and what kept others from being read. */
export interface HistoryListing {
  readonly versions: readonly StateVersion[];
  readonly problems: readonly StateProblem[];
}
