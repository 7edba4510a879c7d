const UNITS_MS = new Map<string, number>([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["μs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** Milliseconds of a duration as Go writes it: `1h15m30.5s`; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)(.*)$/s.exec(text);
  const body = match?.[2] ?? "";
  if (body === "0") return 0;
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let sum = 0;
  for (const part of body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    sum += Number(part[1]) * (UNITS_MS.get(part[2] ?? "") ?? 0);
  }
  return match?.[1] === "-" ? -sum : sum;
}

/** What Go says about a text that is no duration. */
export function durationError(text: string): string {
  const quoted = JSON.stringify(text);
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)+$/.test(text)) return `time: missing unit in duration ${quoted}`;
  const unit = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)([^\d.]+)/.exec(text)?.[1];
  if (unit !== undefined) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
  return `time: invalid duration ${quoted}`;
}

/** As Go prints a duration: `1h0m0s`, `1m30s`, `250ms`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  const sign = ms < 0 ? "-" : "";
  const left = Math.abs(ms);
  if (left < 0.001) return `${sign}${trim(left * 1e6)}ns`;
  if (left < 1) return `${sign}${trim(left * 1e3)}µs`;
  if (left < 1000) return `${sign}${trim(left)}ms`;
  const hours = Math.floor(left / 3_600_000);
  const minutes = Math.floor((left % 3_600_000) / 60_000);
  const seconds = trim((left % 60_000) / 1000);
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : "";
  return `${sign}${head}${seconds}s`;
}

function trim(value: number): string {
  return String(Number(value.toFixed(9)));
}
