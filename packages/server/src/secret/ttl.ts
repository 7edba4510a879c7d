import { formatDurationMs, parseDurationNs } from "@tutti/values";
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
          formatDurationMs(LEASE_TTL_MIN_MS),
          formatDurationMs(LEASE_TTL_MAX_MS),
        ),
        400,
      );
}
