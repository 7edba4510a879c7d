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
import { decodeGrants, decodeLinks, hashOf } from "./decode.ts";
import { lookupMistake } from "./lookup-mistake.ts";
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
  // Only tokens of the time before policies had rules of their own, and only logins have a method.
  if (body.Rules !== "") return refuse(serverError("token-with-rules"));
  if (body.AuthMethod !== "") return refuse(serverError("token-with-an-auth-method"));
  const mistake = mistakeInIds(state, body, existing);
  if (mistake !== undefined) return mistake;
  const local = existing?.value.Local ?? body.Local;
  const grants = decodeGrants(state, body, "token", local);
  if (grants instanceof Refusal) return grants;
  const roles = decodeLinks(body.Roles, "role", state.acl.roles, (name) => state.acl.roleByName(name));
  if (roles instanceof Refusal) return roles;
  const expires = expirationOf(body, sources.clock);
  if (expires instanceof Refusal) return expires;
  if (existing !== undefined && expires !== undefined && expires !== existing.value.ExpirationTime)
    return refuse(serverError("token-expiration-cannot-change", existing.value.AccessorID));
  const settled = {
    Description: body.Description,
    ...grants,
    Roles: roles,
    Local: local,
  };
  const expiration = existing?.value.ExpirationTime ?? expires;
  const token: TokenRecord = {
    AccessorID: existing?.value.AccessorID ?? (body.AccessorID || sources.random.uuid()),
    SecretID: existing?.value.SecretID ?? (body.SecretID || sources.random.uuid()),
    ...settled,
    ...(expiration === undefined ? {} : { ExpirationTime: expiration }),
    CreateTime: existing?.value.CreateTime ?? timeText(sources.clock.now()),
    Hash: hashOf(settled),
  };
  return draft.put(state.acl.tokens, token.AccessorID, token);
}

/** A moment as the API writes it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

function mistakeInIds(
  state: ServerState,
  body: TokenBody,
  existing: Row<TokenRecord> | undefined,
): Refusal | undefined {
  const accessor = body.AccessorID;
  const secret = body.SecretID;
  if (existing !== undefined) {
    if (accessor !== "" && accessor !== existing.id)
      return refuse(serverError("token-accessor-does-not-match"), 400);
    return secret === "" || secret === existing.value.SecretID
      ? undefined
      : refuse(serverError("token-secret-cannot-change"));
  }
  const badId = accessor === "" ? undefined : lookupMistake("token", accessor);
  if (badId !== undefined) return refuse(serverError("token-accessor-invalid", badId.text));
  if (accessor !== "" && state.acl.tokens.get(accessor) !== undefined)
    return refuse(serverError("token-accessor-taken"));
  if (secret !== "" && state.acl.tokenBySecret(secret) !== undefined)
    return refuse(serverError("token-secret-taken"));
  return undefined;
}

function expirationOf(body: TokenBody, clock: Clock): Outcome<string | undefined> {
  const { ExpirationTTL: ttl, ExpirationTime: time } = body;
  if (ttl === 0 && time === "") return undefined;
  if (ttl < 0) return refuse(serverError("token-ttl-negative", formatDurationNs(ttl)));
  if (ttl !== 0 && time !== "") return refuse(serverError("token-ttl-and-expiration"));
  const leftMs = ttl === 0 ? Date.parse(time) - clock.now() : ttl / 1e6;
  if (Number.isNaN(leftMs))
    return refuse(serverError("token-expiration-unreadable", JSON.stringify(time)), 400);
  if (leftMs < 0) return refuse(serverError("token-expires-before-it-is-made"));
  const was = formatDurationNs(Math.round(leftMs * 1e6));
  if (leftMs < TOKEN_TTL_MS_MIN)
    return refuse(serverError("token-expires-too-soon", formatDurationNs(TOKEN_TTL_MS_MIN * 1e6), was));
  if (leftMs > TOKEN_TTL_MS_MAX)
    return refuse(serverError("token-expires-too-late", formatDurationNs(TOKEN_TTL_MS_MAX * 1e6), was));
  return timeText(clock.now() + leftMs);
}
