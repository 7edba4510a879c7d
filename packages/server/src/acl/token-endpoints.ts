import { Fields, readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { aclMissing, aclRead } from "./read-reply.ts";
import { ANONYMOUS_ACCESSOR_ID } from "./records.ts";
import { isExpired } from "./resolve.ts";
import { tokenShape } from "./shape.ts";
import { putToken } from "./token-commands.ts";

const DECODING = "Bad request: Token decoding failed: ";

/** `/v1/acl/token` and `/v1/acl/tokens`. */
export function tokenEndpoints(context: ServerContext): Endpoints {
  return {
    "acl.token-list": (request) => list(context, request),
    "acl.token-create": (request) => write(context, request, undefined),
    "acl.token-self": (request) => self(context, request),
    "acl.token-read": (request) => read(context, request),
    "acl.token-update": (request) => updateOrClone(context, request),
    "acl.token-delete": (request) => remove(context, request),
  };
}

function list(context: ServerContext, { query }: ApiRequest): Reply {
  const { state, runtime } = context;
  const policy = query.get("policy");
  const role = query.get("role");
  const rows = [...state.acl.tokens.list()].filter(
    ({ value }) =>
      !isExpired(value, runtime.clock) &&
      (policy === "" || value.Policies.some((link) => link.ID === policy)) &&
      (role === "" || value.Roles.some((link) => link.ID === role)),
  );
  return aclRead(
    context,
    "acl.token-list",
    rows.map((row) => tokenShape(state, row, false)),
  );
}

function self(context: ServerContext, { token }: ApiRequest): Reply {
  const row = token === "" ? undefined : context.state.acl.tokenBySecret(token);
  if (row === undefined) return aclMissing(context, "acl.token-self");
  return aclRead(context, "acl.token-self", tokenShape(context.state, row, true));
}

function read(context: ServerContext, { rest, authorizer }: ApiRequest): Reply {
  if (rest === "") return text(400, "Bad request: Missing token ID");
  const row = context.state.acl.tokens.get(rest);
  if (row === undefined || isExpired(row.value, context.runtime.clock))
    return aclMissing(context, "acl.token-read");
  // A secret is shown to those only who could set it anyway.
  const withSecret = authorizer.allows("acl", "write", "");
  const shape = tokenShape(context.state, row, true);
  return aclRead(context, "acl.token-read", withSecret ? shape : { ...shape, SecretID: "<hidden>" });
}

async function write(
  { state, runtime }: ServerContext,
  request: ApiRequest,
  id: string | undefined,
): Promise<Reply> {
  const body = await readFields(request, { prefix: DECODING });
  if (body instanceof Refusal) return refusal(body);
  const written = await state.writeExclusive((draft) => {
    const existing = id === undefined ? undefined : draft.get(state.acl.tokens, id);
    if (id !== undefined && existing === undefined) return refuse(`Cannot find token ${JSON.stringify(id)}`);
    return putToken(state, draft, runtime, body, existing);
  });
  if (written instanceof Refusal) return refusal(written);
  return show(state, written.value.id);
}

async function updateOrClone(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const { rest } = request;
  if (rest === "") return text(400, "Bad request: Missing token ID");
  if (rest.endsWith("/clone")) return clone(context, request, rest.slice(0, -"/clone".length));
  return write(context, request, rest);
}

async function clone({ state, runtime }: ServerContext, request: ApiRequest, id: string): Promise<Reply> {
  const body = await readFields(request, { prefix: DECODING, orEmpty: true });
  if (body instanceof Refusal) return refusal(body);
  const written = await state.writeExclusive((draft) => {
    const source = draft.get(state.acl.tokens, id);
    if (source === undefined) return refuse("ACL not found", 403);
    if (id === ANONYMOUS_ACCESSOR_ID) return refuse("Cannot clone the anonymous token");
    const { AccessorID: _a, SecretID: _s, Description, ExpirationTime: _e, ...copied } = source.value;
    const wanted = { ...copied, Description: body.string("Description") || Description };
    return putToken(state, draft, runtime, new Fields(wanted), undefined);
  });
  return written instanceof Refusal ? refusal(written) : show(state, written.value.id);
}

async function remove({ state }: ServerContext, { rest: id, token }: ApiRequest): Promise<Reply> {
  if (id === "") return text(400, "Bad request: Missing token ID");
  if (id === ANONYMOUS_ACCESSOR_ID) return text(500, "Delete operation not permitted on the anonymous token");
  if (state.acl.tokenBySecret(token)?.id === id)
    return text(500, "Deletion of the request's authorization token is not permitted");
  const written = await state.write((draft) => draft.delete(state.acl.tokens, id));
  return written instanceof Refusal ? refusal(written) : json(true);
}

function show(state: ServerContext["state"], id: string): Reply {
  const row = state.acl.tokens.get(id);
  return row === undefined ? text(500, "the token was deleted at once") : json(tokenShape(state, row, true));
}
