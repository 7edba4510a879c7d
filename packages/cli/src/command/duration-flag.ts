import { parseDurationNs } from "@tutti/values";
import type { FlagSpec } from "./flags.ts";

/** A flag that takes Go's durations; its value is in milliseconds. */
export function durationFlag(initialMs = 0): FlagSpec<"duration"> {
  return { kind: "duration", initial: initialMs, read: parseDuration };
}

/** Go's `1h2m3.5s`, in milliseconds; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const ns = parseDurationNs(text);
  return ns === undefined ? undefined : ns / 1e6;
}
