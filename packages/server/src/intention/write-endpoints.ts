import { INTENTIONS_KIND } from "../config-entry/intentions-entry.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { type Endpoint, endpoint, type Rows } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Right } from "../rights/right.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { putSources, rightsToWriteIn, sourceOf, sourcesIn, withSource } from "./entry-sources.ts";
import { decodeBody, EXACT, type IntentionBody, OLDER } from "./intention-body.ts";
import type { Intention, IntentionSource } from "./intentions.ts";
import { intentionsOf } from "./intentions.ts";
import { entryName, rightsToWrite } from "./rights.ts";

/** What writes intentions the older way, by ID. */
export function writeEndpoints(context: ServerContext): Endpoints {
  return {
    "connect.intention-create": createEndpoint(context),
    "connect.intention-update": updateEndpoint(context),
    "connect.intention-delete": deleteEndpoint(context),
  };
}

function createEndpoint({ state, runtime, config }: ServerContext): Endpoint {
  return endpoint<IntentionBody & { readonly id: string }>({
    decode: (request) => decodeBody(request, OLDER),
    rights: ({ destination }, rows) => rightsToWriteIn(state, rows, destination),
    async answer({ id: given, source, destination, content, mistake }, granted) {
      // Nobody has a right to what has no name.
      if (config.acl.enabled && destination === "")
        return refusal(refuse(serverError("permission-denied"), 403));
      if (given !== "") return refusal(refuse(serverError("new-intention-with-an-id")));
      if (mistake !== undefined) return refusal(mistake);
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
      const body = await decodeBody(request, EXACT);
      if (body instanceof Refusal) return body;
      return request.rest.length === 36 ? { ...body, id: request.rest } : lookupFailed();
    },
    rights: ({ id }, rows) => rightsById(state, rows, id),
    async answer(asked, granted) {
      const written = await granted.write((draft): Outcome<true> => {
        const existing = byId(state, draft, asked.id);
        if (existing === undefined) return refuse(serverError("intention-to-change-not-found", asked.id));
        const { source: was, destination } = existing;
        if (asked.destination !== destination)
          return refuse(serverError("intention-destination-cannot-change"));
        if (asked.mistake !== undefined) return asked.mistake;
        const edited = editedElsewhere(
          sourcesIn(state, draft, destination),
          entryName(state, draft, destination),
        );
        if (edited !== undefined) return edited;
        const source = sourceOf({ source: asked.source, destination }, asked.content, {
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

function deleteEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => (rest.length === 36 ? rest : lookupFailed()),
    rights: (id, rows) => rightsById(state, rows, id),
    async answer(id, granted) {
      const written = await granted.write((draft): Outcome<true> => {
        const existing = byId(state, draft, id);
        if (existing === undefined) return refuse(serverError("intention-to-delete-not-found", id));
        const { destination } = existing;
        const edited = editedElsewhere(
          sourcesIn(state, draft, destination),
          entryName(state, draft, destination),
        );
        if (edited !== undefined) return edited;
        const left = sourcesIn(state, draft, destination).filter((one) => one.LegacyID !== id);
        putSources(state, draft, destination, left);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function lookupFailed(): Refusal {
  return refuse(serverError("intention-id-invalid", "Intention lookup failed"));
}

function insertSource(
  state: ServerState,
  draft: Draft,
  destination: string,
  source: IntentionSource,
): Outcome<true> {
  const sources = sourcesIn(state, draft, destination);
  const edited = editedElsewhere(sources, entryName(state, draft, destination));
  if (edited !== undefined) return edited;
  if (sources.some((one) => one.Name === source.Name)) return definedTwice(sources, source);
  putSources(state, draft, destination, withSource(sources, source, never));
  return true;
}

/** What was written by names, or as a config entry, has no IDs, and would lose what IDs cannot say. */
function editedElsewhere(sources: readonly IntentionSource[], destination: string): Refusal | undefined {
  return sources.every(({ LegacyID }) => LegacyID !== undefined)
    ? undefined
    : refuse(serverError("intentions-edited-as-entry", JSON.stringify(destination)));
}

const never = (): boolean => false;

/** Its place is that behind its double, since they are kept in order. */
function definedTwice(others: readonly IntentionSource[], { Name }: IntentionSource): Refusal {
  const at = others.findIndex((one) => one.Name === Name) + 1;
  return refuse(serverError("intention-source-twice", at, JSON.stringify(Name)));
}

/** Who replaces or deletes by ID must be allowed to write what the ID stands for. */
function rightsById(state: ServerState, rows: Rows, id: string): readonly Right[] {
  const existing = byId(state, rows, id);
  return existing === undefined ? [] : rightsToWrite(existing.destination);
}

function byId({ configEntries }: ServerState, rows: Rows, id: string): Intention | undefined {
  // no mutant: entries of no other kind have such sources, and would be walked for nothing
  const entries = rows.list<ConfigEntry>(configEntries.table, `${INTENTIONS_KIND}/`);
  return intentionsOf(entries).find(({ source }) => source.LegacyID === id);
}
