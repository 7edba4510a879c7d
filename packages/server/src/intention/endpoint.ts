import { routeOf } from "@tutti/agent-api";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { CONFIG_ENTRIES_TOPIC, configEntryId } from "../config-entry/view.ts";
import { parseReadOptions, readHeaders } from "../endpoint/blocking.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import type { Fields } from "../endpoint/json-body.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { authorizeConnection } from "./authorize.ts";
import type { Intention, IntentionSource } from "./intentions.ts";
import {
  decidingIntention,
  INTENTIONS_KIND,
  intentionShape,
  listIntentions,
  matchIntentions,
  precedenceOf,
  sourcesOf,
} from "./intentions.ts";

const NOT_FOUND = "Intention not found";

/** `/v1/connect/intentions` and `/v1/agent/connect/authorize`: who may connect to whom. */
export function createIntentionPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "agent.connect-authorize": (request) => authorizeConnection(context, request),
      "connect.intention-list": (request) => list(context, request),
      "connect.intention-create": (request) => create(context, request),
      "connect.intention-match": (request) => match(context, request),
      "connect.intention-check": (request) => check(context, request),
      "connect.intention-exact-read": (request) => readExact(context, request),
      "connect.intention-exact-write": (request) => writeExact(context, request),
      "connect.intention-exact-delete": (request) => deleteExact(context, request),
      "connect.intention-read": (request) => readById(context, request),
      "connect.intention-update": (request) => update(context, request),
      "connect.intention-delete": (request) => removeById(context, request),
    },
  };
}

function list({ state }: ServerContext, { authorizer }: ApiRequest): Reply {
  return blockingJson({
    topics: [CONFIG_ENTRIES_TOPIC],
    run: () => ({
      index: state.configEntries.table.index,
      value: listIntentions(state.configEntries)
        .filter(({ destination }) => authorizer.allows("intention", "read", destination))
        .map(intentionShape),
    }),
  });
}

async function create({ state, runtime }: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await decodeBody(request);
  if (body instanceof Refusal) return refusal(body);
  const id = runtime.random.uuid();
  const now = new Date(runtime.clock.now()).toISOString();
  const source = sourceOf(body, body.string("SourceName"), body.string("DestinationName"), {
    LegacyID: id,
    LegacyCreateTime: now,
    LegacyUpdateTime: now,
  });
  const written = await writeSource(state, request, body.string("DestinationName"), source, "insert");
  return written instanceof Refusal ? refusal(written) : json({ ID: id });
}

async function update({ state, runtime }: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await decodeBody(request);
  if (body instanceof Refusal) return refusal(body);
  const existing = byId(state, request.rest);
  if (existing === undefined) return text(404, NOT_FOUND);
  const { source: was, destination } = existing;
  const source = sourceOf(body, was.Name, destination, {
    LegacyID: request.rest,
    ...(was.LegacyCreateTime === undefined ? {} : { LegacyCreateTime: was.LegacyCreateTime }),
    LegacyUpdateTime: new Date(runtime.clock.now()).toISOString(),
  });
  const written = await writeSource(state, request, destination, source, "replace");
  return written instanceof Refusal ? refusal(written) : json({ ID: request.rest });
}

async function writeExact({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const names = exactNames(request);
  if (names instanceof Refusal) return refusal(names);
  const body = await decodeBody(request);
  if (body instanceof Refusal) return refusal(body);
  const source = sourceOf(body, names.source, names.destination, {});
  const written = await writeSource(state, request, names.destination, source, "replace");
  return written instanceof Refusal ? refusal(written) : json(true);
}

async function deleteExact({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const names = exactNames(request);
  if (names instanceof Refusal) return refusal(names);
  return removeSource(state, request, names.destination, (source) => source.Name === names.source);
}

async function removeById({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const existing = byId(state, request.rest);
  if (existing === undefined) return text(404, NOT_FOUND);
  return removeSource(state, request, existing.destination, (source) => source.LegacyID === request.rest);
}

function readById({ state }: ServerContext, request: ApiRequest): Reply {
  return show(byId(state, request.rest), request);
}

function readExact({ state }: ServerContext, request: ApiRequest): Reply {
  const names = exactNames(request);
  if (names instanceof Refusal) return refusal(names);
  const found = listIntentions(state.configEntries).find(
    ({ source, destination }) => source.Name === names.source && destination === names.destination,
  );
  return show(found, request);
}

function match({ state }: ServerContext, request: ApiRequest): Reply {
  const { query, authorizer } = request;
  const by = query.get("by");
  if (by !== "source" && by !== "destination")
    return text(
      500,
      by === ""
        ? "required query parameter 'by' not set"
        : "'by' parameter must be one of 'source' or 'destination'",
    );
  const names = query.all("name");
  if (names.length === 0) return text(500, "required query parameter 'name' not set");
  const options = parseReadOptions(request);
  if (options instanceof Refusal) return refusal(options);
  const found = names.map((name) => [
    name,
    matchIntentions(state.configEntries, by, name)
      .filter(() => authorizer.allows("intention", "read", name))
      .map(intentionShape),
  ]);
  const { index } = state.configEntries.table;
  const headers = readHeaders({ ...routeOf("connect.intention-match"), consistency: true }, index, options);
  return json(Object.fromEntries(found), { headers });
}

function check({ state, config }: ServerContext, request: ApiRequest): Reply {
  const names = exactNames(request);
  if (names instanceof Refusal) return refusal(names);
  if (!request.authorizer.allows("intention", "read", names.destination)) return text(403, PERMISSION_DENIED);
  const deciding = decidingIntention(state.configEntries, names.source, names.destination);
  const byDefault = !config.acl.enabled || config.acl.defaultPolicy === "allow";
  return json({ Allowed: deciding === undefined ? byDefault : deciding.source.Action === "allow" });
}

async function decodeBody(request: ApiRequest): Promise<Fields | Refusal> {
  const body = await readFields(request, { prefix: "Failed to decode request body: " });
  if (body instanceof Refusal) return refuse(body.text, body.status === 400 ? 500 : body.status);
  const action = body.string("Action");
  if (action !== "allow" && action !== "deny")
    return refuse("1 error occurred:\n\t* Action must be set to 'allow' or 'deny'\n\n");
  return body;
}

function sourceOf(
  body: Fields,
  source: string,
  destination: string,
  legacy: Partial<IntentionSource>,
): IntentionSource {
  const description = body.string("Description");
  const meta = body.stringMap("Meta");
  return {
    Name: source === "" ? "*" : source,
    Action: body.string("Action"),
    Precedence: precedenceOf(source, destination),
    Type: "consul",
    ...(description === "" ? {} : { Description: description }),
    ...(meta === null ? {} : { LegacyMeta: meta }),
    ...legacy,
  };
}

async function writeSource(
  state: ServerState,
  { authorizer }: ApiRequest,
  destination: string,
  source: IntentionSource,
  how: "insert" | "replace",
): Promise<Refusal | undefined> {
  if (destination === "") return refuse("1 error occurred:\n\t* DestinationName must be set\n\n");
  if (!authorizer.allows("intention", "write", destination)) return refuse(PERMISSION_DENIED, 403);
  const written = await state.writeExclusive((draft) => {
    const sources = [...sourcesOf(entryOf(state, draft, destination))];
    const at = sources.findIndex((one) => one.Name === source.Name);
    if (at >= 0 && how === "insert")
      return refuse(`Sources[${sources.length}] defines ${JSON.stringify(source.Name)} more than once`);
    if (at >= 0) sources[at] = source;
    else sources.push(source);
    putSources(state, draft, destination, sources);
    return true;
  });
  return written instanceof Refusal ? written : undefined;
}

async function removeSource(
  state: ServerState,
  { authorizer }: ApiRequest,
  destination: string,
  isIt: (source: IntentionSource) => boolean,
): Promise<Reply> {
  if (!authorizer.allows("intention", "write", destination)) return text(403, PERMISSION_DENIED);
  const written = await state.writeExclusive((draft) => {
    const left = sourcesOf(entryOf(state, draft, destination)).filter((source) => !isIt(source));
    putSources(state, draft, destination, left);
  });
  return written instanceof Refusal ? refusal(written) : json(true);
}

function entryOf(state: ServerState, draft: Draft, destination: string): ConfigEntry | undefined {
  return draft.get(state.configEntries.table, configEntryId(INTENTIONS_KIND, destination))?.value;
}

function putSources(
  state: ServerState,
  draft: Draft,
  destination: string,
  sources: readonly IntentionSource[],
): void {
  const id = configEntryId(INTENTIONS_KIND, destination);
  const sorted = [...sources].sort((a, b) => b.Precedence - a.Precedence);
  if (sources.length === 0) draft.delete(state.configEntries.table, id);
  else
    draft.put(state.configEntries.table, id, { Kind: INTENTIONS_KIND, Name: destination, Sources: sorted });
}

function byId(state: ServerState, id: string): Intention | undefined {
  return listIntentions(state.configEntries).find(({ source }) => source.LegacyID === id);
}

function show(intention: Intention | undefined, { authorizer }: ApiRequest): Reply {
  if (intention === undefined) return text(404, NOT_FOUND);
  if (!authorizer.allows("intention", "read", intention.destination)) return text(403, PERMISSION_DENIED);
  return json(intentionShape(intention));
}

function exactNames({
  query,
}: ApiRequest): { readonly source: string; readonly destination: string } | Refusal {
  for (const name of ["source", "destination"])
    if (query.get(name) === "") return refuse(`required query parameter '${name}' not set`);
  return { source: query.get("source"), destination: query.get("destination") };
}
