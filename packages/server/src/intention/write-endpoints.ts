import { severalMistakes } from "../catalog/service-mistake.ts";
import { INTENTIONS_KIND, precedenceOf } from "../config-entry/intentions-entry.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { configEntryId } from "../config-entry/view.ts";
import type { Decoded } from "../decode/shape.ts";
import { type BodyOptions, readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, type Rows } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Right } from "../rights/right.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { INTENTION } from "./bodies.ts";
import type { Intention, IntentionSource } from "./intentions.ts";
import { intentionsOf, sourcesOf } from "./intentions.ts";
import { type IntentionNames, namesOfQuery, namespaceRefusal, parseName } from "./names.ts";
import { entryName, rightsToWrite } from "./rights.ts";

/** What is said of an intention beside its two ends. */
type Content = Pick<IntentionSource, "Action" | "Description" | "LegacyMeta">;

/** An intention as a body describes it. */
interface IntentionBody extends IntentionNames {
  readonly content: Content;
}

/** What writes intentions: by the names of their ends, or, the older way, by ID. */
export function writeEndpoints(context: ServerContext): Endpoints {
  return {
    "connect.intention-create": createEndpoint(context),
    "connect.intention-update": updateEndpoint(context),
    "connect.intention-delete": deleteEndpoint(context),
    "connect.intention-exact-write": writeExactEndpoint(context),
    "connect.intention-exact-delete": deleteExactEndpoint(context),
  };
}

function createEndpoint({ state, runtime }: ServerContext): Endpoint {
  return endpoint<IntentionBody>({
    async decode(request) {
      const body = await decodeBody(request);
      if (body instanceof Refusal || body.destination !== "") return body;
      return refuse(serverError("intention-without-a-destination"));
    },
    rights: ({ destination }, rows) => rightsToWriteIn(state, rows, destination),
    async answer({ source, destination, content }, granted) {
      const id = runtime.random.uuid();
      const now = new Date(runtime.clock.now()).toISOString();
      const legacy = { LegacyID: id, LegacyCreateTime: now, LegacyUpdateTime: now };
      const written = await granted.write((draft) =>
        insertSource(state, draft, destination, sourceOf({ source, destination }, content, legacy)),
      );
      return written instanceof Refusal ? refusal(written) : json({ ID: id });
    },
  });
}

function updateEndpoint({ state, runtime }: ServerContext): Endpoint {
  return endpoint<IntentionBody & { readonly id: string }>({
    async decode(request) {
      const body = await decodeBody(request);
      return body instanceof Refusal ? body : { ...body, id: request.rest };
    },
    rights: ({ id }, rows) => rightsById(state, rows, id),
    async answer(asked, granted) {
      const written = await granted.write((draft) => {
        const existing = byId(state, draft, asked.id);
        if (existing === undefined) return refuse(serverError("intention-not-found"), 404);
        const { source: was, destination } = existing;
        if (asked.destination !== "" && asked.destination !== destination)
          return refuse(serverError("intention-destination-cannot-change"));
        const names = { source: asked.source === "" ? was.Name : asked.source, destination };
        const source = sourceOf(names, asked.content, {
          LegacyID: asked.id,
          ...(was.LegacyCreateTime === undefined ? {} : { LegacyCreateTime: was.LegacyCreateTime }),
          LegacyUpdateTime: new Date(runtime.clock.now()).toISOString(),
        });
        const sources = sourcesIn(state, draft, destination);
        const others = sources.filter((one) => one.LegacyID !== asked.id);
        if (others.some((one) => one.Name === source.Name)) return definedTwice(others, source);
        const inPlace = withSource(sources, source, (one) => one.LegacyID === asked.id);
        putSources(state, draft, destination, inPlace);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json({ ID: asked.id });
    },
  });
}

function writeExactEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<IntentionBody>({
    async decode(request) {
      const names = namesOfQuery(request.query.of("connect.intention-exact-write"));
      if (names instanceof Refusal) return names;
      const body = await decodeBody(request, EXACT, () => {
        const there = sourcesOf(state.configEntries.get(INTENTIONS_KIND, names.destination)?.value);
        const wanted = sourceOf(names, {}, {});
        const sources = withSource(there, wanted, (one) => one.Name === wanted.Name);
        return `Sources[${sources.indexOf(wanted)}].${WRONG_ACTION}`;
      });
      return body instanceof Refusal ? body : { ...names, content: body.content };
    },
    rights: ({ destination }, rows) => rightsToWriteIn(state, rows, destination),
    async answer({ source, destination, content }, granted) {
      const written = await granted.write((draft) => {
        const wanted = sourceOf({ source, destination }, content, {});
        const there = sourcesIn(state, draft, destination);
        const sources = withSource(there, wanted, (one) => one.Name === wanted.Name);
        putSources(state, draft, destination, sources);
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function deleteExactEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<IntentionNames>({
    decode: ({ query }) => namesOfQuery(query.of("connect.intention-exact-delete")),
    rights: ({ destination }, rows) => rightsToWriteIn(state, rows, destination),
    async answer({ source, destination }, granted) {
      const written = await granted.write((draft) => {
        const left = sourcesIn(state, draft, destination).filter((one) => one.Name !== source);
        putSources(state, draft, destination, left);
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function deleteEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => rest,
    rights: (id, rows) => rightsById(state, rows, id),
    async answer(id, granted) {
      const written = await granted.write((draft) => {
        const existing = byId(state, draft, id);
        if (existing === undefined) return refuse(serverError("intention-not-found"), 404);
        const { destination } = existing;
        const left = sourcesIn(state, draft, destination).filter((one) => one.LegacyID !== id);
        putSources(state, draft, destination, left);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

/** How a body that is none is refused: the older routes say it otherwise than the exact one. */
const OLDER = { prefix: "Failed to decode request body: ", status: 500 };
const EXACT = { prefix: "Bad request: Request decode failed: ", status: 400 };

/** What can be said of an intention and is not done here. */
function bodyMistake({ SourceType, Permissions }: IntentionFields): string | undefined {
  if (SourceType !== "" && SourceType !== "consul")
    return "1 error occurred:\n\t* SourceType must be set to 'consul'\n\n";
  return (Permissions ?? []).length > 0
    ? "Permissions of an intention must be set in its service-intentions config entry"
    : undefined;
}

type IntentionFields = Decoded<typeof INTENTION>;

const WRONG_ACTION = "Action must be set to 'allow' or 'deny'";

async function decodeBody(
  request: ApiRequest,
  how: BodyOptions = OLDER,
  wrongAction = () => severalMistakes([WRONG_ACTION]),
): Promise<Outcome<IntentionBody>> {
  const body = await readBodyAs(request, INTENTION, how);
  if (body instanceof Refusal) return body;
  const action = body.Action;
  if (action !== "allow" && action !== "deny")
    return refuse(serverError("intention-action-unknown", wrongAction()));
  const unknown = bodyMistake(body);
  if (unknown !== undefined) return refuse(serverError("intention-invalid", unknown));
  const mistake =
    namespaceRefusal("source", body.SourceNS) ?? namespaceRefusal("destination", body.DestinationNS);
  if (mistake !== undefined) return mistake;
  const source = parseName("SourceName", body.SourceName);
  if (source instanceof Refusal) return source;
  const destination = parseName("DestinationName", body.DestinationName);
  if (destination instanceof Refusal) return destination;
  return { source, destination, content: contentOf(body, action) };
}

function contentOf(body: IntentionFields, action: "allow" | "deny"): Content {
  const { Description: description, Meta: meta } = body;
  return {
    Action: action,
    ...(description === "" ? {} : { Description: description }),
    ...(meta === null ? {} : { LegacyMeta: meta }),
  };
}

/** A source that is left out is all of them. */
function sourceOf(
  { source, destination }: IntentionNames,
  content: Content,
  legacy: Partial<IntentionSource>,
): IntentionSource {
  const name = source === "" ? "*" : source;
  return { Name: name, Precedence: precedenceOf(name, destination), Type: "consul", ...content, ...legacy };
}

function insertSource(
  state: ServerState,
  draft: Draft,
  destination: string,
  source: IntentionSource,
): Outcome<true> {
  const sources = sourcesIn(state, draft, destination);
  if (sources.some((one) => one.Name === source.Name)) return definedTwice(sources, source);
  putSources(state, draft, destination, withSource(sources, source, never));
  return true;
}

const never = (): boolean => false;

/** The sources with one of them replaced in its place, or one more; the most exact first. */
function withSource(
  sources: readonly IntentionSource[],
  source: IntentionSource,
  isIt: (one: IntentionSource) => boolean,
): readonly IntentionSource[] {
  const at = sources.findIndex(isIt);
  const all = at < 0 ? [...sources, source] : sources.with(at, source);
  return all.toSorted((a, b) => b.Precedence - a.Precedence);
}

/** Its place is that behind its double, since they are kept in order. */
function definedTwice(others: readonly IntentionSource[], { Name }: IntentionSource): Refusal {
  const at = others.findIndex((one) => one.Name === Name) + 1;
  return refuse(serverError("intention-source-twice", at, JSON.stringify(Name)));
}

/** The destination's entry may be there with another letter case: then its rights are needed as well. */
function rightsToWriteIn(state: ServerState, rows: Rows, destination: string): readonly Right[] {
  return [...new Set([destination, entryName(state, rows, destination)])].flatMap(rightsToWrite);
}

/** Who replaces or deletes by ID must be allowed to write what the ID stands for. */
function rightsById(state: ServerState, rows: Rows, id: string): readonly Right[] {
  const existing = byId(state, rows, id);
  return existing === undefined ? [] : rightsToWrite(existing.destination);
}

function byId({ configEntries }: ServerState, rows: Rows, id: string): Intention | undefined {
  const entries = rows.list<ConfigEntry>(configEntries.table, `${INTENTIONS_KIND}/`);
  return intentionsOf(entries).find(({ source }) => source.LegacyID === id);
}

function sourcesIn(state: ServerState, draft: Draft, destination: string): readonly IntentionSource[] {
  return sourcesOf(draft.get(state.configEntries.table, configEntryId(INTENTIONS_KIND, destination))?.value);
}

function putSources(
  state: ServerState,
  draft: Draft,
  destination: string,
  sources: readonly IntentionSource[],
): void {
  const { table } = state.configEntries;
  const id = configEntryId(INTENTIONS_KIND, destination);
  const entry = draft.get(table, id)?.value ?? { Kind: INTENTIONS_KIND, Name: destination };
  if (sources.length === 0) draft.delete(table, id);
  else draft.put(table, id, { ...entry, Sources: sources });
}
