import { formatDurationNs, parseDurationNs } from "@tutti/values";
import { type Outcome, refuse } from "../state/refusal.ts";
import { secretError } from "./errors.ts";
import { LEASE_TTL_MAX_MS, LEASE_TTL_MIN_MS } from "./records.ts";

/** A time of a lease in milliseconds; undefined where none is given. */
export function decodeTtl(text: string): Outcome<number | undefined> {
  if (text === "") return undefined;
  const ms = (parseDurationNs(text) ?? Number.NaN) / 1e6;
  return ms >= LEASE_TTL_MIN_MS && ms <= LEASE_TTL_MAX_MS
    ? ms
    : refuse(
        secretError(
          "secret-ttl-invalid",
          JSON.stringify(text),
          formatTtl(LEASE_TTL_MIN_MS),
          formatTtl(LEASE_TTL_MAX_MS),
        ),
        400,
      );
}

/** A time of a lease as it is written: `1h0m0s`. */
export function formatTtl(ms: number): string {
  return formatDurationNs(ms * 1e6);
}
