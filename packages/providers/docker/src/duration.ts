import { formatDurationNs, parseDurationNs } from "@tutti/values";

/** Go's duration text (`1m30s`) in nanoseconds; undefined if it is none, or less than nothing. */
export function parseDuration(text: string): number | undefined {
  const ns = /^[+-]/.test(text) ? undefined : parseDurationNs(text);
  return ns === undefined ? undefined : Math.round(ns);
}

/** The engine's nanoseconds, as Go writes them. */
export function formatDuration(nanoseconds: number): string {
  return formatDurationNs(nanoseconds);
}
