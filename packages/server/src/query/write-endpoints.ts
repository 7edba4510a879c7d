import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { empty, json, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { sessionOf } from "../kv/commands.ts";
import type { ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { sessionGuard } from "../state/guards.ts";
import { type Outcome, Refusal, refuse, refuseOfRows } from "../state/refusal.ts";
import { nameId, type Row } from "../state/table.ts";
import { PREPARED_QUERY } from "./bodies.ts";
import { decodeQuery, queryMistake } from "./decode.ts";
import type { QueryRecord } from "./records.ts";
import { HIDDEN_TOKEN, rightsToWriteQuery } from "./rights.ts";
import { templateMistake } from "./template.ts";

export function createEndpoint({ state, runtime }: ServerContext): Endpoint {
  return endpoint<QueryRecord>({
    async decode(request) {
      const body = await readBodyAs(request, PREPARED_QUERY);
      if (body instanceof Refusal) return body;
      if (body.ID !== "") return refuseOfRows(serverError("new-query-with-an-id"));
      return withoutHiddenToken(decodeQuery(body, runtime.random.uuid()));
    },
    rights: rightsToWriteQuery,
    async answer(query, granted) {
      const written = await granted.write((draft) => insert(state, draft, query));
      return written instanceof Refusal ? refusal(written) : json({ ID: query.ID });
    },
  });
}

export function updateEndpoint({ state }: ServerContext): Endpoint {
  const { table } = state.queries;
  return endpoint<QueryRecord>({
    async decode(request) {
      const body = await readBodyAs(request, PREPARED_QUERY, { mayBeEmpty: true });
      if (body instanceof Refusal) return body;
      if (request.rest.length !== 36) return refuseOfRows(serverError("query-id-invalid"));
      return withoutHiddenToken(decodeQuery(body, request.rest.toLowerCase()));
    },
    rights: (query, rows) => [
      ...rightsToWriteQuery(query),
      ...rightsToWriteQuery(rows.get(table, query.ID)?.value),
    ],
    async answer(query, granted) {
      const written = await granted.write((draft) =>
        draft.get(table, query.ID) === undefined ? missing(query.ID) : insert(state, draft, query),
      );
      return written instanceof Refusal ? refusal(written) : empty();
    },
  });
}

/** What is shown in place of a secret must not become one. */
function withoutHiddenToken(query: QueryRecord): Outcome<QueryRecord> {
  if (query.Token !== HIDDEN_TOKEN) return query;
  const shown = JSON.stringify(HIDDEN_TOKEN);
  return refuse(serverError("query-token-is-hidden", shown), 400);
}

function insert(state: ServerContext["state"], draft: Draft, query: QueryRecord): Outcome<true> {
  const mistake = queryMistake(query);
  if (mistake !== undefined) return refuse(serverError("query-invalid", mistake));
  const taken = nameRefusal(query, draft.list(state.queries.table, ""));
  if (taken !== undefined) return taken;
  if (query.Session !== "") {
    if (query.Session.length !== 36) return refuse(serverError("session-of-query-invalid"));
    const held = sessionOf(state, draft, query.Session);
    if (typeof held !== "boolean") return held;
    if (!held) return refuse(serverError("session-unknown", JSON.stringify(query.Session)));
    // Whoever ends the session at the same time must see this query.
    draft.touch(state.guards, sessionGuard(query.Session), true);
  }
  const template = templateMistake(query);
  if (template !== undefined) return refuse(serverError("query-invalid", template));
  draft.put(state.queries.table, query.ID, query);
  return true;
}

/** A query is found by its name as well as by its ID: no two have one name, and no name is another's ID. */
function nameRefusal(query: QueryRecord, all: readonly Row<QueryRecord>[]): Refusal | undefined {
  const { ID, Name, Template } = query;
  const others = all.filter(({ id }) => id !== ID).map(({ value }) => value);
  const isTemplate = Template.Type !== "";
  if (Name === "")
    return isTemplate && others.some((other) => other.Name === "" && other.Template.Type !== "")
      ? refuse(serverError("query-template-for-all-is-there"))
      : undefined;
  if (others.some((other) => nameId(other.Name) === nameId(Name)))
    return refuse(serverError("query-name-taken", Name));
  return all.some(({ id }) => id === Name.toLowerCase())
    ? refuse(serverError("query-name-is-an-id", Name))
    : undefined;
}

export function deleteEndpoint({ state }: ServerContext): Endpoint {
  const { table } = state.queries;
  return endpoint<string>({
    decode: ({ rest }) =>
      rest.length === 36 ? rest.toLowerCase() : refuseOfRows(serverError("query-id-invalid")),
    rights: (id, rows) => rightsToWriteQuery(rows.get(table, id)?.value),
    async answer(id, granted) {
      const written = await granted.write((draft) => {
        if (draft.get(table, id) === undefined) return missing(id);
        draft.delete(table, id);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : empty();
    },
  });
}

function missing(id: string): Refusal {
  return refuse(serverError("query-to-change-not-found", id));
}
