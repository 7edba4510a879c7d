const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Go's duration text (`1h30m`, `1.5s`) in nanoseconds; undefined if it is none. */
export function parseDurationNs(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text);
  if (match === null) return /^[+-]?0$/.test(text) ? 0 : undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    total += Number(amount) * (UNIT_NS[unit ?? ""] ?? 0);
  return match[1] === "-" ? -total : total;
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
