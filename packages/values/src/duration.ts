/** Nanoseconds (beyond 104 days only `exactNs` has them all), or Go's words for why a text is no duration. */
export type ParsedDuration =
  | { readonly ok: true; readonly ns: number; readonly exactNs: bigint }
  | { readonly ok: false; readonly text: string };

const UNIT_NS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  // The micro sign, and the Greek letter.
  ["\u00b5s", 1_000n],
  ["\u03bcs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);

/** The longest duration, of 64 bits; what is longer is none. */
const NS_MAX = 1n << 63n;

/** Reads a duration as Go does: `1h30m`, `1.5s`, `-10ms`. */
export function parseDuration(text: string): ParsedDuration {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const rest = text.slice(sign.length);
  if (rest === "0") return { ok: true, ns: 0, exactNs: 0n };
  let total = 0n;
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
  const exactNs = sign === "-" ? -total : total;
  return { ok: true, ns: Number(exactNs), exactNs };
}

/** What is less than a nanosecond is dropped. */
function nanoseconds(amount: string, size: bigint): bigint {
  const [whole = "", fraction = ""] = amount.split(".");
  const part = fraction === "" ? 0n : (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  return BigInt(whole === "" ? 0 : whole) * size + part;
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

/** Milliseconds as Go writes durations. */
export function formatDurationMs(ms: number): string {
  return formatDurationNs(ms * 1e6);
}
