import { parseDurationNs } from "@tutti/values";

/** Go's duration text (`1m30s`) in nanoseconds; undefined if it is none, or less than nothing. */
export function parseDuration(text: string): number | undefined {
  return /^[+-]/.test(text) ? undefined : parseDurationNs(text);
}
