import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { compositeId, nameId } from "../state/table.ts";
import { destroySession } from "./commands.ts";
import { decodeSession } from "./decode.ts";
import type { SessionRecord } from "./records.ts";
import { SessionTimers } from "./timers.ts";
import { SESSIONS_TOPIC } from "./view.ts";

const BAD_ID = "failed session lookup: index error: UUID must be 36 characters";

/** `/v1/session`: sessions, what locks belong to. */
export function createSessionPart(context: ServerContext): ServerPart {
  const timers = new SessionTimers(context.state, context.runtime.clock);
  return {
    endpoints: {
      "session.create": (request) => create(context, request),
      "session.destroy": (request) => destroy(context, request),
      "session.renew": (request) => renew(context, timers, request),
      "session.info": (request) => info(context, request),
      "session.node": (request) => ofNode(context, request),
      "session.list": (request) => list(context, request, () => context.state.sessions.list()),
    },
    start: async () => timers.start(),
    stop: async () => timers.stop(),
  };
}

async function create(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const { state, config, runtime } = context;
  const body = await readFields(request, { orEmpty: true });
  if (body instanceof Refusal) return refusal(body);
  const session = decodeSession(body, {
    id: runtime.random.uuid(),
    node: config.nodeName,
    ttlMinMs: config.sessionTtlMinMs,
  });
  if (session instanceof Refusal) return refusal(session);
  if (!request.authorizer.allows("session", "write", session.Node)) return text(403, PERMISSION_DENIED);
  const written = await state.write((draft) => insertSession(state, draft, session));
  return written instanceof Refusal ? refusal(written) : json({ ID: session.ID });
}

function insertSession(state: ServerState, draft: Draft, session: SessionRecord): Outcome<true> {
  const { catalog, sessions } = state;
  if (draft.get(catalog.nodes, nameId(session.Node)) === undefined)
    return refuse("Missing node registration");
  const checks = [
    ...(session.Checks ?? []),
    ...(session.NodeChecks ?? []),
    ...(session.ServiceChecks ?? []).map((check) => check.ID),
  ];
  for (const id of checks) {
    const check = draft.get(catalog.checks, compositeId(session.Node, id));
    if (check === undefined) return refuse(`Missing check '${id}' registration`);
    if (check.value.Status === "critical") return refuse(`Check '${id}' is in critical state`);
  }
  draft.put(sessions.table, session.ID, session);
  return true;
}

async function destroy({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const id = request.rest;
  if (id === "") return text(400, "Missing session");
  if (id.length !== 36) return text(500, BAD_ID);
  const session = state.sessions.table.get(id);
  if (session !== undefined && !request.authorizer.allows("session", "write", session.value.Node))
    return text(403, PERMISSION_DENIED);
  const written = await state.writeExclusive((draft) => destroySession(state, draft, id));
  return written instanceof Refusal ? refusal(written) : json(true);
}

function renew({ state }: ServerContext, timers: SessionTimers, request: ApiRequest): Reply {
  const id = request.rest;
  if (id === "") return text(400, "Missing session");
  if (id.length !== 36) return text(500, BAD_ID);
  const session = state.sessions.table.get(id);
  if (session === undefined) return text(404, `Session id '${id}' not found`);
  if (!request.authorizer.allows("session", "write", session.value.Node)) return text(403, PERMISSION_DENIED);
  timers.renew(id);
  return json([sessionShape(session)]);
}

function info(context: ServerContext, request: ApiRequest): Reply {
  const id = request.rest;
  if (id === "") return text(400, "Missing session");
  if (id.length !== 36) return text(500, BAD_ID);
  return list(context, request, () => {
    const session = context.state.sessions.table.get(id);
    return session === undefined ? [] : [session];
  });
}

function ofNode(context: ServerContext, request: ApiRequest): Reply {
  const node = request.rest;
  if (node === "") return text(400, "Missing node name");
  return list(context, request, () => context.state.sessions.ofNode(node));
}

function list(
  { state }: ServerContext,
  { authorizer, rest }: ApiRequest,
  read: () => readonly Row<SessionRecord>[],
): Reply {
  return blockingJson({
    topics: [SESSIONS_TOPIC],
    shareKey: rest,
    run: () => ({
      index: state.sessions.table.index,
      value: read()
        .filter((row) => authorizer.allows("session", "read", row.value.Node))
        .map(sessionShape),
    }),
  });
}

function sessionShape(row: Row<SessionRecord>): Readonly<Record<string, unknown>> {
  return { ...row.value, CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
