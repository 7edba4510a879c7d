import { formatDurationMs } from "@tutti/values";
import { type Endpoint, endpoint, openToAll, type Rows } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { type Need, right, rightBelow } from "../rights/right.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { holderOf, refusalWithoutAccessControl } from "./access.ts";
import { secretError } from "./errors.ts";
import { isLive } from "./lease-keeper.ts";
import { LEASE_TTL_MAX_MS, type LeaseRecord } from "./records.ts";
import { decodeTtl } from "./ttl.ts";

/** `/v1/secret/lease`: who reads what, until when. */
export function leaseEndpoints(context: ServerContext): Endpoints {
  return {
    "secret.leases": listEndpoint(context),
    "secret.lease-renew": renewEndpoint(context),
    "secret.lease-revoke": revokeEndpoint(context),
    "secret.lease-revoke-prefix": revokeBelowEndpoint(context),
  };
}

/** A lease as the API shows it. */
export function shownLease(lease: LeaseRecord): Readonly<Record<string, unknown>> {
  return {
    ID: lease.ID,
    Path: lease.Path,
    Version: lease.Version,
    Holder: lease.Holder,
    TTL: formatDurationMs(lease.TTLMs),
    TTLMs: lease.TTLMs,
    CreateTime: lease.CreateTime,
    ExpireTime: new Date(lease.ExpiresAtMs).toISOString(),
  };
}

/** Who may change a secret sees who reads it. */
function listEndpoint(context: ServerContext): Endpoint {
  const { leases } = context.state.secrets;
  return endpoint<string, LeaseRecord>({
    decode: ({ rest }) => refusalWithoutAccessControl(context) ?? rest,
    rights: openToAll,
    visible: ({ Path }) => [right("secret", "write", Path)],
    answer(prefix, granted) {
      const live: LeaseRecord[] = [];
      for (const { value } of leases.list(prefix)) if (isLive(context, value)) live.push(value);
      return json(granted.visible(live).map(shownLease));
    },
  });
}

interface AskedLease {
  readonly id: string;
  readonly holder: string;
}

/** Its holder may renew a lease, as long as he may read the secret. */
function renewEndpoint(context: ServerContext): Endpoint {
  const { state, runtime } = context;
  return endpoint<AskedLease & { readonly ttlMs: number | undefined }>({
    decode({ rest, query, token }) {
      const ttlMs = decodeTtl(query.of("secret.lease-renew").text("ttl"));
      if (ttlMs instanceof Refusal) return ttlMs;
      return refusalWithoutAccessControl(context) ?? { id: rest, holder: holderOf(context, token), ttlMs };
    },
    rights: ({ id, holder }, rows) => needsOf(context, { id, holder }, rows, "read"),
    async answer({ id, holder, ttlMs }, granted) {
      const written = await granted.write((draft) => {
        const lease = liveLease(context, draft, id);
        if (lease instanceof Refusal || lease.Holder !== holder) return leaseNotFound();
        const longest = draft.get(state.secrets.secrets, lease.Path)?.value.LeaseTTLMs || LEASE_TTL_MAX_MS;
        const TTLMs = Math.min(ttlMs ?? lease.TTLMs, longest);
        return draft.put(state.secrets.leases, id, {
          ...lease,
          TTLMs,
          ExpiresAtMs: runtime.clock.now() + TTLMs,
        }).value;
      });
      return written instanceof Refusal ? refusal(written) : json(shownLease(written.value));
    },
  });
}

/** Its holder gives a lease back; who may change the secret takes it away from anybody. */
function revokeEndpoint(context: ServerContext): Endpoint {
  const { state } = context;
  return endpoint<AskedLease>({
    decode: ({ rest, token }) =>
      refusalWithoutAccessControl(context) ?? { id: rest, holder: holderOf(context, token) },
    rights: (asked, rows) => needsOf(context, asked, rows, "write"),
    async answer({ id }, granted) {
      const written = await granted.write((draft) => {
        const lease = liveLease(context, draft, id);
        if (lease instanceof Refusal) return lease;
        draft.delete(state.secrets.leases, id);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function revokeBelowEndpoint(context: ServerContext): Endpoint {
  const { leases } = context.state.secrets;
  return endpoint<string>({
    decode: ({ rest }) => refusalWithoutAccessControl(context) ?? rest,
    rights: (prefix) => [rightBelow("secret", "write", prefix)],
    async answer(prefix, granted) {
      const written = await granted.write((draft) => {
        draft.deleteBelow(leases, prefix);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

/** The holder needs to be able to read; another one what `others` says. */
function needsOf(
  { state }: ServerContext,
  { id, holder }: AskedLease,
  rows: Rows,
  others: "read" | "write",
): readonly Need[] {
  const lease = rows.get(state.secrets.leases, id)?.value;
  if (lease === undefined) return [];
  return [right("secret", lease.Holder === holder ? "read" : others, lease.Path)];
}

function liveLease(context: ServerContext, draft: Draft, id: string): Outcome<LeaseRecord> {
  const lease = draft.get(context.state.secrets.leases, id)?.value;
  return lease !== undefined && isLive(context, lease) ? lease : leaseNotFound();
}

function leaseNotFound(): Refusal {
  return refuse(secretError("secret-lease-not-found"), 404);
}
