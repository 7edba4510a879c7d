/** `>= 1.2, < 2.0`, `~> 1.0`: which versions are wanted. */

/** `1.2.3-beta.1`, as its numbers and what stands behind them. */
export interface VersionNumber {
  readonly numbers: readonly number[];
  /** Empty for a release. */
  readonly prerelease: string;
}

interface Condition {
  readonly operator: string;
  readonly version: VersionNumber;
}

/** Conditions that a version has to meet, all of them; none takes any version. */
export type VersionConstraint = readonly Condition[];

const VERSION = String.raw`v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.~-]+))?(?:\+[0-9A-Za-z.~-]+)?`;
const CONDITION = new RegExp(`^\\s*(=|!=|>|<|>=|<=|~>|)\\s*(${VERSION})\\s*$`);
const EXACT = new RegExp(`^${VERSION}$`);

/** Undefined where the text is no version. */
export function parseVersionNumber(text: string): VersionNumber | undefined {
  const match = EXACT.exec(text);
  if (match === null) return undefined;
  const numbers = (match[1] ?? "").split(".").map(Number);
  return { numbers, prerelease: match[2] ?? "" };
}

/** With three numbers at least, and without a `v` before them. */
export function formatVersionNumber({ numbers, prerelease }: VersionNumber, fewest = 3): string {
  const full = [...numbers, 0, 0, 0].slice(0, Math.max(fewest, numbers.length)).join(".");
  return prerelease === "" ? full : `${full}-${prerelease}`;
}

/** Undefined where the text is no constraint. */
export function parseVersionConstraint(text: string): VersionConstraint | undefined {
  const out: Condition[] = [];
  for (const part of text.split(",")) {
    const match = CONDITION.exec(part);
    const version = match === null ? undefined : parseVersionNumber(match[2] ?? "");
    if (match === null || version === undefined) return undefined;
    out.push({ operator: match[1] === "" ? "=" : (match[1] ?? "="), version });
  }
  return out;
}

/** In the order in which conditions on one version are told. */
const OPERATORS = [">", ">=", "=", "~>", "<=", "<", "!="];

/** `> 1.0.0, < 2.0.0`: each condition once, by version and then by operator, with three numbers but after `~>`. */
export function formatVersionConstraint(constraint: VersionConstraint): string {
  const sorted = constraint.toSorted(
    (a, b) =>
      compareVersionNumbers(a.version, b.version) ||
      OPERATORS.indexOf(a.operator) - OPERATORS.indexOf(b.operator),
  );
  return [...new Set(sorted.map(formatCondition))].join(", ");
}

function formatCondition({ operator, version }: Condition): string {
  if (operator === "=") return formatVersionNumber(version);
  // How many numbers are given says which of them may grow.
  const fewest = operator === "~>" ? 2 : 3;
  return `${operator} ${formatVersionNumber(version, fewest)}`;
}

/** Whether a version (`1.2.3`) meets all conditions. */
export function versionMeets(versionText: string, constraint: VersionConstraint): boolean {
  const version = parseVersionNumber(versionText);
  return version !== undefined && constraint.every((condition) => meets(version, condition));
}

/** The one version that is asked for by its whole name: only so a pre-release is chosen. */
export function exactVersion(constraint: VersionConstraint): VersionNumber | undefined {
  const [only, ...more] = constraint;
  return only?.operator === "=" && more.length === 0 ? only.version : undefined;
}

const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

function meets(version: VersionNumber, { operator, version: wanted }: Condition): boolean {
  const order = compareVersionNumbers(version, wanted);
  const exact = operator === "=" || operator === "!=";
  if (!exact && !prereleaseFits(version, wanted)) return false;
  if (operator !== "~>") return TESTS[operator]?.(order) ?? false;
  if (order < 0 || (wanted.prerelease !== "" && version.prerelease === "")) return false;
  // All numbers but the last given one are fixed.
  const fixed = wanted.numbers.slice(0, -1);
  return fixed.every((number, index) => (version.numbers[index] ?? 0) === number);
}

/** A pre-release is between two versions only where a pre-release of the same numbers was named. */
function prereleaseFits(version: VersionNumber, wanted: VersionNumber): boolean {
  if (version.prerelease === "") return true;
  return wanted.prerelease !== "" && compareNumbers(version.numbers, wanted.numbers) === 0;
}

/** Less than 0 where `a` is older. */
export function compareVersionNumbers(a: VersionNumber, b: VersionNumber): number {
  const order = compareNumbers(a.numbers, b.numbers);
  if (order !== 0 || a.prerelease === b.prerelease) return order;
  if (a.prerelease === "") return 1;
  if (b.prerelease === "") return -1;
  return comparePrereleases(a.prerelease.split("."), b.prerelease.split("."));
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Piece by piece, numbers before words, fewer pieces before more. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const [leftNumber, rightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (leftNumber && rightNumber && Number(left) !== Number(right)) return Number(left) - Number(right);
    if (leftNumber !== rightNumber) return leftNumber ? -1 : 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
