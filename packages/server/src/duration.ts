/** Nanoseconds, or Go's words for why a text is no duration. */
export type ParsedDuration =
  | { readonly ok: true; readonly ns: number }
  | { readonly ok: false; readonly text: string };

const UNIT_NS: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  // The micro sign, and the Greek letter.
  ["\u00b5s", 1e3],
  ["\u03bcs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9],
]);

/** The longest duration, of 64 bits; what is longer is none. */
const NS_MAX = 2 ** 63;

/** Reads a duration as Go does: `1h30m`, `1.5s`, `-10ms`. */
export function parseDuration(text: string): ParsedDuration {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const rest = text.slice(sign.length);
  if (rest === "0") return { ok: true, ns: 0 };
  let total = 0;
  for (let at = 0; at < rest.length || at === 0; ) {
    const amount = /^(?:\d+\.?\d*|\.\d+)/.exec(rest.slice(at))?.[0];
    if (amount === undefined) return refused("invalid duration", text);
    at += amount.length;
    const unit = /^[^.\d]+/.exec(rest.slice(at))?.[0];
    if (unit === undefined) return refused("missing unit in duration", text);
    const size = UNIT_NS.get(unit);
    if (size === undefined) return refused(`unknown unit ${quote(unit)} in duration`, text);
    at += unit.length;
    total += nanoseconds(amount, size);
    if (total >= NS_MAX) return refused("invalid duration", text);
  }
  return { ok: true, ns: sign === "-" && total > 0 ? -total : total };
}

/** What is less than a nanosecond is dropped. */
function nanoseconds(amount: string, size: number): number {
  const [whole = "", fraction = ""] = amount.split(".");
  return Number(whole) * size + Math.trunc(Number(`0.${fraction || "0"}`) * size);
}

function refused(what: string, text: string): ParsedDuration {
  return { ok: false, text: `time: ${what} ${quote(text)}` };
}

/** A text in quotes as Go's `time` writes it: bytes that are not printable ASCII by their numbers. */
function quote(text: string): string {
  const shown = text
    .replace(/["\\]/g, "\\$&")
    .replace(/[^ -~]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
        .join(""),
    );
  return `"${shown}"`;
}

/** Go's duration text in nanoseconds; undefined if it is none. */
export function parseDurationNs(text: string): number | undefined {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.ns : undefined;
}

/** Nanoseconds as Go writes them: `1h30m0s`, `1.5s`, `20ms`. */
export function formatDurationNs(ns: number): string {
  if (ns === 0) return "0s";
  const sign = ns < 0 ? "-" : "";
  const left = Math.abs(ns);
  if (left < 1e3) return `${sign}${left}ns`;
  if (left < 1e6) return `${sign}${left / 1e3}µs`;
  if (left < 1e9) return `${sign}${left / 1e6}ms`;
  const hours = Math.floor(left / 3600e9);
  const minutes = Math.floor((left % 3600e9) / 60e9);
  const seconds = `${(left % 60e9) / 1e9}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
