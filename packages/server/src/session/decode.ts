import { formatDurationNs, parseDuration, parseDurationNs } from "@tutti/values";
import { SERF_CHECK_ID } from "../compatible-version.ts";
import type { Decoded } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuseOfRows } from "../state/refusal.ts";
import type { SESSION } from "./bodies.ts";
import type { SessionRecord } from "./records.ts";

const LOCK_DELAY_NS_DEFAULT = 15e9;
/** Whole numbers below this are seconds, as Consul reads them. */
const LOCK_DELAY_SECONDS_BELOW = 1000;
/** However long a session asks for, a key that it held waits no longer. */
export const LOCK_DELAY_NS_MAX = 60e9;
const SESSION_TTL_MS_MAX = 86_400_000;

/** A session out of a body; `id` and the agent's own node fill in what is not given. */
export function decodeSession(
  body: Decoded<typeof SESSION>,
  own: { readonly id: string; readonly node: string; readonly ttlMinMs: number },
): Outcome<SessionRecord> {
  const { Name, Node, Behavior, TTL, Checks, NodeChecks, ServiceChecks } = body;
  if (Node === "") return refuseOfRows(serverError("session-without-a-node"));
  const behavior = Behavior === "" ? "release" : Behavior;
  if (behavior !== "release" && behavior !== "delete")
    return refuseOfRows(serverError("session-behavior-unknown", behavior));
  const badTtl = ttlMistake(TTL, own.ttlMinMs);
  if (badTtl !== undefined) return refuseOfRows(serverError("session-ttl-invalid", badTtl));
  return {
    ID: own.id,
    Name,
    Node: Node ?? own.node,
    LockDelay: lockDelayOf(body.LockDelay),
    Behavior: behavior,
    TTL,
    ServiceChecks: ServiceChecks?.map(({ ID, Namespace }) => ({ ID, Namespace })) ?? null,
    ...checksOf(Checks ?? OF_THE_NODE, NodeChecks ?? OF_THE_NODE),
  };
}

const OF_THE_NODE: readonly string[] = [SERF_CHECK_ID];

/** `Checks` is the older name of `NodeChecks`: an empty one empties both, and one that says nothing of its own goes. */
function checksOf(
  checks: readonly string[],
  nodeChecks: readonly string[],
): Pick<SessionRecord, "NodeChecks" | "Checks"> {
  if (checks.length === 0) return { NodeChecks: [] };
  const isDefault = checks.length === 1 && checks[0] === SERF_CHECK_ID;
  return isDefault || nodeChecks.length === 0
    ? { NodeChecks: nodeChecks }
    : { NodeChecks: nodeChecks, Checks: checks };
}

/** How long a session lives without being renewed, in milliseconds; 0 for ever. */
export function ttlMs(session: SessionRecord): number {
  return session.TTL === "" ? 0 : (parseDurationNs(session.TTL) ?? 0) / 1e6;
}

function ttlMistake(ttl: string, minMs: number): string | undefined {
  if (ttl === "") return undefined;
  const parsed = parseDuration(ttl);
  if (!parsed.ok) return `Session TTL '${ttl}' invalid: ${parsed.text}`;
  const { ns } = parsed;
  if (ns === 0 || (ns >= minMs * 1e6 && ns <= SESSION_TTL_MS_MAX * 1e6)) return undefined;
  return `Invalid Session TTL '${ns}', must be between [${formatDurationNs(minMs * 1e6)}=24h0m0s]`;
}

/** Undefined where none was given. Less than a thousand nanoseconds is meant in seconds. */
function lockDelayOf(given: number | undefined): number {
  if (given === undefined) return LOCK_DELAY_NS_DEFAULT;
  return given < LOCK_DELAY_SECONDS_BELOW ? given * 1e9 : given;
}
