import { parseDurationNs } from "@tutti/values";
import { type Outcome, refuse } from "../state/refusal.ts";
import { kvError } from "./errors.ts";

const TTL_MIN_MS = 1_000;
const TTL_MAX_MS = 32 * 86_400_000;

/** How long a key stays, in milliseconds; undefined where nothing is said. */
export function decodeKeyTtl(text: string | undefined): Outcome<number | undefined> {
  if (text === undefined) return undefined;
  const ms = (parseDurationNs(text) ?? Number.NaN) / 1e6;
  return ms >= TTL_MIN_MS && ms <= TTL_MAX_MS
    ? ms
    : refuse(kvError("key-ttl-invalid", JSON.stringify(text)), 400);
}
