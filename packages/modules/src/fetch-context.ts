import type { Runtime } from "@tutti/runtime";
import type { FetchLimits } from "./limits.ts";

/** What every part of a fetch needs. */
export interface FetchContext {
  readonly runtime: Runtime;
  readonly limits: FetchLimits;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal | undefined;
}

/** Why a package cannot be had, in words that follow "could not download … from …: ". */
export class FetchFailure extends Error {}

/** What a package is, beside its files. */
export interface FetchedPackage {
  /** Whether its address names one content for ever: then another content is a surprise. */
  readonly fixed: boolean;
}
