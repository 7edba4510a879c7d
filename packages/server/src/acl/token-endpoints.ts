import { ANONYMOUS_ACCESSOR_ID } from "@tutti/agent-api";
import { emptyBody } from "../decode/zero.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { rightToReadAcl, rightToWriteAcl } from "./acl-rights.ts";
import { ACL_TOKEN } from "./bodies.ts";
import { isUuid, lookupMistake } from "./lookup-mistake.ts";
import { aclMissing, aclRead } from "./read-reply.ts";
import type { AclLink, TokenRecord } from "./records.ts";
import { isExpired } from "./resolve.ts";
import { tokenShape } from "./shape.ts";
import { putToken, type TokenBody } from "./token-commands.ts";

const DECODING = "Bad request: Token decoding failed: ";

/** `/v1/acl/token` and `/v1/acl/tokens`. */
export function tokenEndpoints(context: ServerContext): Endpoints {
  return {
    "acl.token-list": listEndpoint(context),
    "acl.token-create": createEndpoint(context),
    "acl.token-self": selfEndpoint(context),
    "acl.token-read": readEndpoint(context),
    "acl.token-update": updateEndpoint(context),
    "acl.token-delete": deleteEndpoint(context),
  };
}

function listEndpoint(context: ServerContext): Endpoint {
  const { state, runtime } = context;
  return endpoint<{ readonly policy: string; readonly role: string; readonly method: string }>({
    decode({ query: asked }) {
      const query = asked.of("acl.token-list");
      return {
        policy: query.text("policy").toLowerCase(),
        role: query.text("role").toLowerCase(),
        method: query.text("authmethod"),
      };
    },
    rights: rightToReadAcl,
    answer({ policy, role, method }) {
      const rows = [...state.acl.tokens.list()].filter(
        ({ value }) =>
          !isExpired(value, runtime.clock) &&
          (policy === "" || value.Policies.some((link) => link.ID === policy)) &&
          (method === "" || value.AuthMethod === method) &&
          (role === "" || value.Roles.some((link) => link.ID === role)),
      );
      return aclRead(
        context,
        "acl.token-list",
        rows.map((row) => tokenShape(state, row, false)),
      );
    },
  });
}

/** Who has a token may read it: it is asked for by its secret. */
function selfEndpoint(context: ServerContext): Endpoint {
  const { state } = context;
  return endpoint<string>({
    decode: ({ token }) => token,
    rights: openToAll,
    answer(token) {
      const row = token === "" ? undefined : state.acl.tokenBySecret(token);
      if (row === undefined) return aclMissing(context, "acl.token-self");
      return aclRead(context, "acl.token-self", tokenShape(state, row, true));
    },
  });
}

function readEndpoint(context: ServerContext): Endpoint {
  const { state, runtime } = context;
  return endpoint<string>({
    decode: ({ rest }) => (rest === "" ? refuse(serverError("token-id-missing"), 400) : rest),
    rights: rightToReadAcl,
    answer(id, granted) {
      const mistake = lookupMistake("token", id);
      if (mistake !== undefined) return refusal(mistake);
      const row = state.acl.tokens.get(id.toLowerCase());
      if (row === undefined || isExpired(row.value, runtime.clock))
        return aclMissing(context, "acl.token-read");
      const shape = tokenShape(state, row, true);
      // A secret is shown to those only who could set it anyway.
      const hidden = granted.refusal(rightToWriteAcl()) !== undefined;
      return aclRead(context, "acl.token-read", hidden ? { ...shape, SecretID: "<hidden>" } : shape);
    },
  });
}

function createEndpoint({ state, runtime }: ServerContext): Endpoint {
  return endpoint<TokenBody>({
    decode: (request) => readToken(request),
    rights: rightToWriteAcl,
    async answer(body, granted) {
      const written = await granted.write((draft) => putToken(state, draft, runtime, body, undefined));
      return written instanceof Refusal ? refusal(written) : show(state, written.value.id);
    },
  });
}

/** The body of a token, whose time can be read if it has one. */
function readToken(request: ApiRequest, mayBeEmpty = false): Promise<Outcome<TokenBody>> {
  return readBodyAs(request, ACL_TOKEN, { prefix: DECODING, mayBeEmpty });
}

/** A token that shall be replaced, or copied: one route for both, told apart by how the path ends. */
interface TokenChange {
  readonly id: string;
  readonly clone: boolean;
  readonly body: TokenBody;
}

function updateEndpoint(context: ServerContext): Endpoint {
  return endpoint<TokenChange>({
    async decode(request) {
      const { rest } = request;
      const clone = rest.endsWith("/clone");
      const body = await readToken(request, clone);
      if (body instanceof Refusal) return body;
      const id = body.AccessorID;
      if (!clone && id !== "" && id !== rest)
        return refuse(serverError("token-accessor-does-not-match"), 400);
      return { id: clone ? rest.slice(0, -"/clone".length) : rest, clone, body };
    },
    rights: rightToWriteAcl,
    async answer(asked, granted) {
      const change = asked.clone ? cloneToken : replaceToken;
      const written = await granted.write((draft) => change(context, draft, asked));
      return written instanceof Refusal ? refusal(written) : show(context.state, written.value.id);
    },
  });
}

function replaceToken(
  { state, runtime }: ServerContext,
  draft: Draft,
  { id, body }: TokenChange,
): Outcome<Row<TokenRecord>> {
  // Without an ID it is a new one.
  if (id === "") return putToken(state, draft, runtime, body, undefined);
  const mistake = lookupMistake("token", id);
  if (mistake !== undefined) return refuse(serverError("token-accessor-invalid", mistake.text));
  const existing = draft.get(state.acl.tokens, id.toLowerCase());
  // What has expired is gone, though it may still wait to be deleted.
  if (existing === undefined || isExpired(existing.value, runtime.clock))
    return refuse(serverError("token-not-found", JSON.stringify(id)));
  const written = putToken(state, draft, runtime, body, existing);
  return id === existing.id || written instanceof Refusal
    ? written
    : refuse(serverError("token-accessor-in-other-letters"));
}

function cloneToken(
  { state, runtime }: ServerContext,
  draft: Draft,
  { id, body }: TokenChange,
): Outcome<Row<TokenRecord>> {
  const mistake = lookupMistake("token", id);
  if (mistake !== undefined) return mistake;
  const source = draft.get(state.acl.tokens, id.toLowerCase());
  if (source === undefined || isExpired(source.value, runtime.clock))
    return refuse(serverError("acl-token-not-found"), 403);
  if (id === ANONYMOUS_ACCESSOR_ID) return refuse(serverError("anonymous-token-cannot-be-cloned"));
  if (source.value.AuthMethod !== undefined) return refuse(serverError("token-of-a-login-cannot-be-cloned"));
  const { Description, Local, ...grants } = source.value;
  const named = ({ ID }: AclLink) => ({ ID, Name: "" });
  const wanted: TokenBody = {
    ...emptyBody(ACL_TOKEN),
    Description: body.Description || Description,
    Local,
    Policies: grants.Policies.map(named),
    Roles: grants.Roles.map(named),
    NodeIdentities: grants.NodeIdentities,
    ServiceIdentities: grants.ServiceIdentities.map(({ ServiceName, Datacenters }) => ({
      ServiceName,
      Datacenters: Datacenters ?? null,
    })),
    TemplatedPolicies: (grants.TemplatedPolicies ?? []).map((one) => ({
      TemplateName: one.TemplateName,
      TemplateVariables: one.TemplateVariables,
      Datacenters: one.Datacenters ?? null,
    })),
  };
  return putToken(state, draft, runtime, wanted, undefined);
}

function deleteEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<string>({
    decode({ rest: id, token }) {
      if (id === "") return refuse(serverError("token-id-missing"), 400);
      if (!isUuid(id)) return refuse(serverError("token-to-delete-id-invalid"));
      if (id === ANONYMOUS_ACCESSOR_ID) return refuse(serverError("anonymous-token-cannot-be-deleted"));
      return state.acl.tokenBySecret(token)?.id === id.toLowerCase()
        ? refuse(serverError("own-token-cannot-be-deleted"))
        : id.toLowerCase();
    },
    rights: rightToWriteAcl,
    async answer(id, granted) {
      const written = await granted.write((draft) => draft.delete(state.acl.tokens, id));
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function show(state: ServerContext["state"], id: string): Reply {
  const row = state.acl.tokens.get(id);
  return row === undefined
    ? refusal(refuse(serverError("token-deleted-at-once")))
    : json(tokenShape(state, row, true));
}
