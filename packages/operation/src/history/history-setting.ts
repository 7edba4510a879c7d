import type { Runtime } from "@tutti/runtime";
import { HISTORY_DEFAULT, type HistoryLimits } from "@tutti/state";

/**
 * How much of a state's past is kept: `TUTTI_STATE_HISTORY` says how many
 * versions (0: none), `TUTTI_STATE_HISTORY_MB` how many million bytes. Called
 * `terraform`, nothing is kept unless the first of them says so: whoever works
 * beside Terraform finds no folder that it would not make.
 */
export function historyLimits({ environment }: Runtime): HistoryLimits {
  const versions = wholeNumber(environment.variables.get("TUTTI_STATE_HISTORY"));
  const megabytes = wholeNumber(environment.variables.get("TUTTI_STATE_HISTORY_MB"));
  return {
    versions: versions ?? (environment.calledAs === "tutti" ? HISTORY_DEFAULT.versions : 0),
    bytes: megabytes === undefined ? HISTORY_DEFAULT.bytes : megabytes * 1_000_000,
  };
}

/** What is no whole number counts as left out. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
