import { MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Granted, openToAll } from "../endpoint/endpoint.ts";
import { json, type Reply, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { rightToReadAcl, rightToWriteAcl } from "./acl-rights.ts";
import { LEGACY_ACL } from "./bodies.ts";
import { tokenHash } from "./content-hash.ts";
import { legacyError } from "./legacy-errors.ts";
import { parseLegacy } from "./legacy-rules.ts";
import { lookupMistake } from "./lookup-mistake.ts";
import { aclMissing, aclRead } from "./read-reply.ts";
import { ANONYMOUS_SECRET, type TokenRecord } from "./records.ts";
import { isExpired } from "./resolve.ts";
import { indexes } from "./shape.ts";
import { timeText } from "./token-commands.ts";
import { translateRules } from "./translate-rules.ts";

/**
 * `/v1/acl/create`, `update`, `destroy`, `info`, `clone` and `list`: tokens as
 * they were before Consul 1.4, named by their secret, with rules of their own.
 * Consul answers these routes until 1.10, and so do we.
 */
export function legacyEndpoints(context: ServerContext): Endpoints {
  return {
    "acl.legacy-create": setEndpoint(context, false),
    "acl.legacy-update": setEndpoint(context, true),
    "acl.legacy-destroy": destroyEndpoint(context),
    "acl.legacy-info": infoEndpoint(context),
    "acl.legacy-clone": cloneEndpoint(context),
    "acl.legacy-list": listEndpoint(context),
    "acl.rules-translate-token": translateEndpoint(context),
  };
}

/** A token as these routes show and take it. */
interface LegacyAcl {
  readonly ID: string;
  readonly Name: string;
  readonly Type: string;
  readonly Rules: string;
}

/** Consul's own authorizers, which were secrets once. */
const ROOTS: ReadonlySet<string> = new Set(["allow", "deny", "manage"]);

function setEndpoint(context: ServerContext, isUpdate: boolean): Endpoint {
  return endpoint<LegacyAcl>({
    async decode(request) {
      const body = await readBodyAs(request, LEGACY_ACL, { mayBeEmpty: true });
      if (body instanceof Refusal) return body;
      if (isUpdate && body.ID === "") return refuse(legacyError("legacy-acl-id-missing"), 400);
      return { ...body, Type: body.Type ?? "client" };
    },
    rights: rightToWriteAcl,
    answer: (acl, granted) => written(context, granted, acl),
  });
}

/** Writes it, and says its secret. */
async function written(context: ServerContext, granted: Granted<never>, acl: LegacyAcl): Promise<Reply> {
  const ID = acl.ID === "" ? context.runtime.random.uuid() : acl.ID;
  const result = await granted.write((draft) => putLegacy(context, draft, { ...acl, ID }));
  return result instanceof Refusal ? refusal(result) : json({ ID });
}

function putLegacy(
  { state, runtime }: ServerContext,
  draft: Draft,
  { ID, Name, Type, Rules }: LegacyAcl,
): Outcome<Row<TokenRecord>> {
  if (Type !== "client" && Type !== "management") return refuse(legacyError("legacy-acl-type-invalid"));
  draft.watch(state.acl.tokens, "");
  const existing = state.acl.tokenBySecret(ID)?.value;
  if (existing !== undefined && isOfToday(existing)) return refuse(legacyError("legacy-acl-of-today"));
  if (ROOTS.has(ID)) return refuse(legacyError("legacy-acl-is-root"), 403);
  const rules = parseLegacy(Rules);
  if (rules instanceof Refusal)
    return refuse(legacyError("legacy-acl-rules-invalid", inOldWords(rules.text)));
  const settled = {
    Description: Name,
    // A management token is brought to today's form at once, as Consul does soon after.
    Policies: Type === "management" ? [{ ID: MANAGEMENT_POLICY_ID }] : [],
    ServiceIdentities: [],
    NodeIdentities: [],
    Roles: [],
    Local: false,
  };
  const token: TokenRecord = {
    AccessorID: existing?.AccessorID ?? runtime.random.uuid(),
    SecretID: ID,
    ...settled,
    Type,
    ...(Rules === "" ? {} : { Rules }),
    CreateTime: existing?.CreateTime ?? timeText(runtime.clock.now()),
    Hash: tokenHash(settled, Type, Rules),
  };
  return draft.put(state.acl.tokens, token.AccessorID, token);
}

/** The resources had no prefixes in their names. */
function inOldWords(mistake: string): string {
  return mistake.replace(/^Invalid (\w+)_prefix policy/, "Invalid $1 policy");
}

/** Whether it has what such tokens never had; these routes leave it alone. */
function isOfToday(token: TokenRecord): boolean {
  return (
    token.Type === undefined ||
    token.Policies.length + token.Roles.length > 0 ||
    token.ServiceIdentities.length + token.NodeIdentities.length > 0 ||
    token.ExpirationTime !== undefined ||
    token.AuthMethod !== undefined
  );
}

function destroyEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<string>({
    decode: namedSecret,
    rights: rightToWriteAcl,
    async answer(secret, granted) {
      if (secret === ANONYMOUS_SECRET) return refusal(refuse(legacyError("legacy-acl-is-anonymous"), 403));
      const result = await granted.write((draft) => {
        draft.watch(state.acl.tokens, "");
        const row = state.acl.tokenBySecret(secret);
        return row === undefined || draft.delete(state.acl.tokens, row.id);
      });
      return result instanceof Refusal ? refusal(result) : json(true);
    },
  });
}

/** Who knows a secret may read what it stands for. */
function infoEndpoint(context: ServerContext): Endpoint {
  return endpoint<string>({
    decode: namedSecret,
    rights: openToAll,
    answer(secret) {
      const row = context.state.acl.tokenBySecret(secret);
      return aclRead(context, "acl.legacy-info", row === undefined ? [] : shownLegacy(row));
    },
  });
}

function cloneEndpoint(context: ServerContext): Endpoint {
  return endpoint<string>({
    decode: namedSecret,
    rights: rightToWriteAcl,
    answer(secret, granted) {
      const source = context.state.acl.tokenBySecret(secret)?.value;
      // Not there, or not to be seen: nobody is told which.
      if (source?.Type === undefined) return refusal(refuse(serverError("permission-denied"), 403));
      const { Description: Name, Type, Rules = "" } = source;
      return written(context, granted, { ID: "", Name, Type, Rules });
    },
  });
}

function listEndpoint(context: ServerContext): Endpoint {
  const { state, runtime } = context;
  return endpoint<undefined>({
    decode: () => undefined,
    rights: rightToWriteAcl,
    answer: () =>
      aclRead(
        context,
        "acl.legacy-list",
        [...state.acl.tokens.list()]
          .filter(({ value }) => !isExpired(value, runtime.clock))
          .flatMap(shownLegacy),
      ),
  });
}

/** The rules of such a token in today's words. */
function translateEndpoint(context: ServerContext): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => (rest === "" ? refuse(legacyError("legacy-token-id-missing"), 400) : rest),
    rights: rightToReadAcl,
    answer(id) {
      const mistake = lookupMistake("token", id);
      if (mistake !== undefined) return refusal(mistake);
      const row = context.state.acl.tokens.get(id.toLowerCase());
      if (row === undefined) return aclMissing(context, "acl.rules-translate-token");
      const { Rules = "" } = row.value;
      if (Rules === "") return refusal(refuse(legacyError("token-without-rules")));
      const translated = translateRules(Rules);
      return translated instanceof Refusal ? refusal(translated) : text(200, translated);
    },
  });
}

function namedSecret({ rest }: ApiRequest): Outcome<string> {
  return rest === "" ? refuse(legacyError("legacy-acl-missing"), 400) : rest;
}

/** As these routes show it, where it has a type of theirs. */
function shownLegacy(row: Row<TokenRecord>): readonly object[] {
  const { SecretID: ID, Description: Name, Type, Rules = "" } = row.value;
  return Type === undefined ? [] : [{ ID, Name, Type, Rules, ...indexes(row) }];
}
