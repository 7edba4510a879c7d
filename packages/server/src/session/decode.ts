import { parseDurationNs } from "../duration.ts";
import type { Fields } from "../endpoint/json-body.ts";
import { DECODE_FAILED } from "../endpoint/json-body.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { SessionRecord } from "./records.ts";

const LOCK_DELAY_NS_DEFAULT = 15e9;
/** Whole numbers below this are seconds, as Consul reads them. */
const LOCK_DELAY_SECONDS_BELOW = 1000;
export const LOCK_DELAY_NS_MAX = 60e9;
export const SESSION_TTL_MS_MAX = 86_400_000;

/** A session out of a body; `id` and the agent's own node fill in what is not given. */
export function decodeSession(
  body: Fields,
  own: { readonly id: string; readonly node: string; readonly ttlMinMs: number },
): Outcome<SessionRecord> {
  const lockDelay = lockDelayOf(body);
  if (lockDelay instanceof Refusal) return lockDelay;
  const behavior = body.string("Behavior") || "release";
  if (behavior !== "release" && behavior !== "delete")
    return refuse(`Invalid Behavior setting '${behavior}'`);
  const ttl = body.string("TTL");
  const badTtl = ttlMistake(ttl, own.ttlMinMs);
  if (badTtl !== undefined) return refuse(badTtl);
  const checks = body.strings("Checks");
  const nodeChecks = body.strings("NodeChecks");
  const serviceChecks = body
    .list("ServiceChecks")
    ?.map((check) => ({ ID: check.string("ID"), Namespace: check.string("Namespace") }));
  return {
    ID: own.id,
    Name: body.string("Name"),
    Node: body.string("Node") || own.node,
    LockDelay: lockDelay,
    Behavior: behavior,
    TTL: ttl,
    NodeChecks: nodeChecks ?? ["serfHealth"],
    ServiceChecks: serviceChecks ?? null,
    ...(checks === undefined ? {} : { Checks: checks }),
  };
}

/** How long a session lives without being renewed, in milliseconds; 0 for ever. */
export function ttlMs(session: SessionRecord): number {
  return session.TTL === "" ? 0 : (parseDurationNs(session.TTL) ?? 0) / 1e6;
}

function ttlMistake(ttl: string, minMs: number): string | undefined {
  if (ttl === "") return undefined;
  const ns = parseDurationNs(ttl);
  if (ns === undefined) return `Session TTL '${ttl}' invalid: time: invalid duration ${JSON.stringify(ttl)}`;
  if (ns === 0 || (ns >= minMs * 1e6 && ns <= SESSION_TTL_MS_MAX * 1e6)) return undefined;
  return `Invalid Session TTL '${ns}', must be between [${minMs / 1000}s=24h0m0s]`;
}

function lockDelayOf(body: Fields): Outcome<number> {
  const given = body.get("LockDelay");
  if (given === undefined || given === null) return LOCK_DELAY_NS_DEFAULT;
  if (typeof given === "number") return given < LOCK_DELAY_SECONDS_BELOW ? given * 1e9 : given;
  const ns = typeof given === "string" ? parseDurationNs(given) : undefined;
  if (ns === undefined) return refuse(`${DECODE_FAILED}time: invalid duration ${JSON.stringify(given)}`, 400);
  return ns;
}
