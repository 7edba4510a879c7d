import type { Clock, Random } from "@tutti/runtime";
import { formatDurationNs } from "@tutti/values";
import type { Decoded } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import type { ACL_TOKEN } from "./bodies.ts";
import { tokenHash } from "./content-hash.ts";
import { decodeIdentities, decodeLinks, decodePolicies } from "./decode.ts";
import { isUuid, lookupMistake } from "./lookup-mistake.ts";
import type { TokenRecord } from "./records.ts";

/** A token may live this long if its life is bounded. */
const TOKEN_TTL_MS_MIN = 60_000;
const TOKEN_TTL_MS_MAX = 24 * 3_600_000;

export type TokenBody = Decoded<typeof ACL_TOKEN>;

/** What tokens are made with. */
export interface TokenSources {
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes or replaces a token out of a body, in a draft. */
export function putToken(
  state: ServerState,
  draft: Draft,
  sources: TokenSources,
  body: TokenBody,
  existing: Row<TokenRecord> | undefined,
): Outcome<Row<TokenRecord>> {
  if (existing === undefined) draft.watch(state.acl.tokens, "");
  const mistake = existing === undefined ? mistakeInIds(state, body) : mistakeInChange(body, existing.value);
  if (mistake !== undefined) return mistake;
  const expires = existing === undefined ? expirationOf(body, sources.clock) : existing.value.ExpirationTime;
  if (expires instanceof Refusal) return expires;
  const { Local: local } = existing?.value ?? body;
  const policies = decodePolicies(state, body.Policies, "token");
  if (policies instanceof Refusal) return policies;
  const toRoles = { owner: "token", noun: "role", table: state.acl.roles } as const;
  const roles = decodeLinks(body.Roles, toRoles, (name) => state.acl.roleByName(name));
  if (roles instanceof Refusal) return roles;
  const identities = decodeIdentities(body, "token", local);
  if (identities instanceof Refusal) return identities;
  // Only tokens of the time before policies had rules of their own.
  if (body.Rules !== "") return refuse(serverError("token-with-rules"));
  const settled = {
    Description: body.Description,
    Policies: policies,
    ...identities,
    Roles: roles,
    Local: local,
  };
  const token: TokenRecord = {
    AccessorID: existing?.value.AccessorID ?? (body.AccessorID.toLowerCase() || sources.random.uuid()),
    SecretID: existing?.value.SecretID ?? (body.SecretID || sources.random.uuid()),
    ...settled,
    ...(existing?.value.AuthMethod === undefined ? {} : { AuthMethod: existing.value.AuthMethod }),
    ...(expires === undefined ? {} : { ExpirationTime: expires }),
    CreateTime: existing?.value.CreateTime ?? timeText(sources.clock.now()),
    Hash: tokenHash(settled),
  };
  return draft.put(state.acl.tokens, token.AccessorID, token);
}

/** A moment as the API writes it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** Of a new token: IDs that are none or taken, and what only logins give. */
function mistakeInIds(
  { acl }: ServerState,
  { AccessorID, SecretID, AuthMethod }: TokenBody,
): Refusal | undefined {
  const unreadable = AccessorID === "" ? undefined : lookupMistake("token", AccessorID);
  if (unreadable !== undefined) return refuse(serverError("token-accessor-invalid", unreadable.text));
  const isTaken = (id: string): boolean =>
    acl.tokens.get(id.toLowerCase()) !== undefined || acl.tokenBySecret(id) !== undefined;
  for (const [name, id, taken] of [
    ["AccessorID", AccessorID, "token-accessor-taken"],
    ["SecretID", SecretID, "token-secret-taken"],
  ] as const) {
    if (id === "") continue;
    if (!isUuid(id)) return refuse(serverError("token-id-is-no-uuid", name));
    if (isTaken(id)) return refuse(serverError(taken));
    if (id.startsWith(RESERVED_PREFIX)) return refuse(serverError("token-id-reserved"));
  }
  return AuthMethod === "" ? undefined : refuse(serverError("token-with-an-auth-method"));
}

const RESERVED_PREFIX = "00000000-0000-0000-0000-0000000000";

/** Of a token that is there: what may be repeated, but not changed. */
function mistakeInChange(
  body: TokenBody,
  { AccessorID, SecretID, Local, ExpirationTime, AuthMethod }: TokenRecord,
): Refusal | undefined {
  if (body.SecretID !== "" && body.SecretID !== SecretID)
    return refuse(serverError("token-secret-cannot-change"));
  if (body.Local !== Local) return refuse(serverError("token-local-cannot-change", AccessorID));
  if (body.AuthMethod !== "" && body.AuthMethod !== AuthMethod)
    return refuse(serverError("token-method-cannot-change", AccessorID));
  const isSame =
    body.ExpirationTime === "" || Date.parse(body.ExpirationTime) === Date.parse(ExpirationTime ?? "");
  return body.ExpirationTTL === 0 && isSame
    ? undefined
    : refuse(serverError("token-expiration-cannot-change", AccessorID));
}

function expirationOf(body: TokenBody, clock: Clock): Outcome<string | undefined> {
  const { ExpirationTTL: ttl, ExpirationTime: time } = body;
  if (ttl === 0 && time === "") return undefined;
  if (ttl < 0) return refuse(serverError("token-ttl-negative", formatDurationNs(ttl)));
  if (ttl !== 0 && time !== "") return refuse(serverError("token-ttl-and-expiration"));
  const leftMs = ttl === 0 ? Date.parse(time) - clock.now() : ttl / 1e6;
  if (leftMs < 0) return refuse(serverError("token-expires-before-it-is-made"));
  const was = formatDurationNs(Math.round(leftMs * 1e6));
  if (leftMs < TOKEN_TTL_MS_MIN)
    return refuse(serverError("token-expires-too-soon", formatDurationNs(TOKEN_TTL_MS_MIN * 1e6), was));
  if (leftMs > TOKEN_TTL_MS_MAX)
    return refuse(serverError("token-expires-too-late", formatDurationNs(TOKEN_TTL_MS_MAX * 1e6), was));
  return timeText(clock.now() + leftMs);
}
