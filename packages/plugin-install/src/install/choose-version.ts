import {
  compareVersionNumbers,
  exactVersion,
  formatVersionConstraint,
  formatVersionNumber,
  parseVersionNumber,
  type VersionConstraint,
  versionMeets,
} from "@tutti/config";
import { FetchFailure } from "@tutti/modules";
import type { Requirement } from "./requirements.ts";

/** The newest version that will do; a pre-release only where exactly that one is asked for. */
export function chooseVersion(
  versions: readonly string[],
  constraint: VersionConstraint,
): string | undefined {
  const exact = exactVersion(constraint);
  const wanted = exact === undefined ? undefined : formatVersionNumber(exact);
  const fitting = versions
    .flatMap((text) => parseVersionNumber(text) ?? [])
    .filter((version) => version.prerelease === "" || formatVersionNumber(version) === wanted)
    .filter((version) => versionMeets(formatVersionNumber(version), constraint))
    .sort(compareVersionNumbers);
  const newest = fitting.at(-1);
  return newest === undefined ? undefined : formatVersionNumber(newest);
}

/** The version that the lock file has, else the newest that will do. Rejects with a `FetchFailure`. */
export async function selectVersion(
  { source, constraint }: Requirement,
  locked: string | undefined,
  versions: () => Promise<readonly string[] | undefined>,
): Promise<string> {
  const text = formatVersionConstraint(constraint);
  if (locked !== undefined) {
    if (versionMeets(locked, constraint)) return locked;
    throw new FetchFailure(
      `locked provider ${source} ${locked} does not match configured version constraint ${text}; must use <tutti> init -upgrade to allow selection of new versions`,
    );
  }
  const chosen = chooseVersion((await versions()) ?? [], constraint);
  if (chosen !== undefined) return chosen;
  throw new FetchFailure(`no available releases match the given constraints ${text}`);
}
