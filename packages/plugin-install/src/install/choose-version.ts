import {
  compareVersionNumbers,
  exactVersion,
  formatVersionNumber,
  parseVersionNumber,
  type VersionConstraint,
  versionMeets,
} from "@tutti/config";

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
