/** `>= 1.2, < 2.0`, `~> 1.0`: which versions are wanted. */

interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

interface Condition {
  readonly operator: string;
  readonly version: Version;
}

export type VersionConstraint = readonly Condition[];

const VERSION = String.raw`v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.~-]+))?(?:\+[0-9A-Za-z.~-]+)?`;
const CONDITION = new RegExp(`^\\s*(=|!=|>|<|>=|<=|~>|)\\s*(${VERSION})\\s*$`);
const EXACT = new RegExp(`^${VERSION}$`);

function readVersion(text: string): Version | undefined {
  const match = EXACT.exec(text);
  if (match === null) return undefined;
  const numbers = (match[1] ?? "").split(".").map(Number);
  return { numbers, prerelease: match[2] ?? "" };
}

/** Undefined where the text is no constraint. */
export function parseVersionConstraint(text: string): VersionConstraint | undefined {
  const out: Condition[] = [];
  for (const part of text.split(",")) {
    const match = CONDITION.exec(part);
    const version = match === null ? undefined : readVersion(match[2] ?? "");
    if (match === null || version === undefined) return undefined;
    out.push({ operator: match[1] === "" ? "=" : (match[1] ?? "="), version });
  }
  return out;
}

/** Whether a version (`1.2.3`) meets all conditions. */
export function versionMeets(versionText: string, constraint: VersionConstraint): boolean {
  const version = readVersion(versionText);
  return version !== undefined && constraint.every((condition) => meets(version, condition));
}

const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

function meets(version: Version, { operator, version: wanted }: Condition): boolean {
  const order = compareVersions(version, wanted);
  if (operator !== "~>") return TESTS[operator]?.(order) ?? false;
  if (order < 0) return false;
  // All numbers but the last given one are fixed.
  const fixed = wanted.numbers.slice(0, -1);
  return fixed.every((number, index) => (version.numbers[index] ?? 0) === number);
}

function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.numbers.length, b.numbers.length);
  for (let i = 0; i < length; i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  if (b.prerelease === "") return -1;
  return a.prerelease < b.prerelease ? -1 : 1;
}
