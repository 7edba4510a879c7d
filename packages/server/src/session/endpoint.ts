import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll, type Rows } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { type Right, right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { nodeGuard } from "../state/guards.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse, refuseOfRows } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { compositeId, nameId } from "../state/table.ts";
import { SESSION } from "./bodies.ts";
import { destroySession } from "./commands.ts";
import { decodeSession } from "./decode.ts";
import type { SessionRecord } from "./records.ts";
import { SessionTimers } from "./timers.ts";
import { SESSIONS_TOPIC } from "./view.ts";

/** `/v1/session`: sessions, what locks belong to. */
export function createSessionPart(context: ServerContext): ServerPart {
  const { state, runtime } = context;
  const timers = new SessionTimers(state, runtime.clock);
  return {
    endpoints: {
      "session.create": createEndpoint(context),
      "session.destroy": destroyEndpoint(context),
      "session.renew": renewEndpoint(context, timers),
      "session.info": listEndpoint(
        context,
        decodeId,
        (id) => {
          const session = state.sessions.table.get(id);
          return session === undefined ? [] : [session];
        },
        // Who waits for the end of one is not woken by the others, though its index is that of all.
        ([session]) => (session === undefined ? undefined : Math.max(session.modifyIndex, state.indexFloor)),
      ),
      "session.node": listEndpoint(
        context,
        ({ rest }) => (rest === "" ? refuse(serverError("node-name-missing"), 400) : rest),
        (node) => state.sessions.ofNode(node),
      ),
      "session.list": listEndpoint(
        context,
        () => "",
        () => state.sessions.list(),
      ),
    },
    start: async () => timers.start(),
    stop: async () => timers.stop(),
  };
}

function createEndpoint({ state, config, runtime }: ServerContext): Endpoint {
  return endpoint<SessionRecord>({
    async decode(request) {
      const body = await readBodyAs(request, SESSION, { mayBeEmpty: true });
      if (body instanceof Refusal) return body;
      return decodeSession(body, {
        id: runtime.random.uuid(),
        node: config.nodeName,
        ttlMinMs: config.sessionTtlMinMs,
      });
    },
    rights: ({ Node }) => [right("session", "write", Node)],
    async answer(session, granted) {
      const written = await granted.write((draft) => insertSession(state, draft, session));
      return written instanceof Refusal ? refusal(written) : json({ ID: session.ID });
    },
  });
}

function insertSession(state: ServerState, draft: Draft, session: SessionRecord): Outcome<true> {
  const { catalog, sessions } = state;
  if (draft.get(catalog.nodes, nameId(session.Node)) === undefined)
    return refuse(serverError("node-not-registered"));
  const checks = [
    ...(session.Checks ?? []),
    ...(session.NodeChecks ?? []),
    ...(session.ServiceChecks ?? []).map((check) => check.ID),
  ];
  for (const id of checks) {
    const check = draft.get(catalog.checks, compositeId(session.Node, id));
    if (check === undefined) return refuse(serverError("session-check-not-registered", id));
    if (check.value.Status === "critical") return refuse(serverError("session-check-is-critical", id));
  }
  draft.put(sessions.table, session.ID, session);
  // Whoever ends the sessions of this node at the same time must see this one.
  draft.touch(state.guards, nodeGuard(session.Node), true);
  return true;
}

function decodeId({ rest: id }: ApiRequest): Outcome<string> {
  if (id === "") return refuse(serverError("session-id-missing"), 400);
  return id.length === 36 ? id.toLowerCase() : refuseOfRows(serverError("session-of-lock-invalid"));
}

/** Who ends or renews a session must be allowed to write those of its node. */
function rightsToChange({ sessions }: ServerState): (id: string, rows: Rows) => readonly Right[] {
  return (id, rows) => {
    const session = rows.get(sessions.table, id);
    return session === undefined ? [] : [right("session", "write", session.value.Node)];
  };
}

function destroyEndpoint({ state, config }: ServerContext): Endpoint {
  return endpoint<string>({
    decode(request) {
      const id = decodeId(request);
      // With access control the session is looked up first for who may write it, and that is told.
      return id instanceof Refusal && request.rest !== "" && config.acl.enabled
        ? refuseOfRows(serverError("session-to-end-invalid"))
        : id;
    },
    rights: rightsToChange(state),
    async answer(id, granted) {
      const written = await granted.writeInSteps((draft) => destroySession(state, draft, id));
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function renewEndpoint({ state }: ServerContext, timers: SessionTimers): Endpoint {
  return endpoint<string>({
    decode: decodeId,
    rights: rightsToChange(state),
    answer(id) {
      const session = state.sessions.table.get(id);
      if (session === undefined) return refusal(refuse(serverError("session-not-found", id), 404));
      timers.renew(id);
      return json([sessionShape(session)]);
    },
  });
}

/** Sessions by what stands in the path; those are shown that may be read. */
function listEndpoint(
  { state }: ServerContext,
  decode: (request: ApiRequest) => Outcome<string>,
  read: (rest: string) => readonly Row<SessionRecord>[],
  /** Where who waits is not woken by all sessions. */
  newsAtOf: (found: readonly Row<SessionRecord>[]) => number | undefined = () => undefined,
): Endpoint {
  return endpoint<string, Row<SessionRecord>>({
    decode,
    rights: openToAll,
    visible: (row) => [right("session", "read", row.value.Node)],
    answer: (rest, granted) =>
      blockingJson({
        topics: [SESSIONS_TOPIC],
        shareKey: rest,
        run() {
          const found = read(rest);
          const newsAt = newsAtOf(found);
          return {
            index: state.sessions.table.index,
            ...(newsAt === undefined ? {} : { newsAt }),
            value: granted.visible(found).map(sessionShape),
          };
        },
      }),
  });
}

function sessionShape(row: Row<SessionRecord>): Readonly<Record<string, unknown>> {
  return { ...row.value, CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
