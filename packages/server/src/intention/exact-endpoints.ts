import { isDeepStrictEqual } from "node:util";
import { INTENTIONS_KIND } from "../config-entry/intentions-entry.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { configEntryMistake } from "../config-entry/validate.ts";
import { configEntryId } from "../config-entry/view.ts";
import { recordOf } from "../decode/loose-value.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { INTENTION } from "./bodies.ts";
import {
  entryWith,
  putSources,
  rightsToWriteIn,
  sourceOf,
  sourcesIn,
  withoutIds,
  withSource,
} from "./entry-sources.ts";
import { type Content, contentOf, EXACT, endsOf } from "./intention-body.ts";
import { sourcesOf } from "./intentions.ts";
import { type IntentionNames, namesOfQuery } from "./names.ts";

/** What writes intentions by the names of their ends. */
export function exactEndpoints(context: ServerContext): Endpoints {
  return {
    "connect.intention-exact-write": writeExactEndpoint(context),
    "connect.intention-exact-delete": deleteExactEndpoint(context),
  };
}

interface ExactBody extends IntentionNames {
  readonly content: Content & { readonly Type: string };
  /** That of the destination's entry, which an intention cannot change. */
  readonly meta: Readonly<Record<string, string>>;
}

/** The rules are those of the entry that the intention becomes a source of. */
function writeExactEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<ExactBody>({
    async decode(request) {
      const names = namesOfQuery(request.query.of("connect.intention-exact-write"));
      if (names instanceof Refusal) return names;
      const body = await readBodyAs(request, INTENTION, EXACT);
      if (body instanceof Refusal) return body;
      const ends = endsOf(body);
      if (ends instanceof Refusal) return ends;
      const { LegacyMeta: meta = {}, ...content } = contentOf(body);
      return { ...names, content: { ...content, Type: body.SourceType || "consul" }, meta };
    },
    rights: ({ destination }, rows) => rightsToWriteIn(state, rows, destination),
    async answer({ source, destination, content, meta }, granted) {
      const written = await granted.write((draft): Outcome<true> => {
        const { table } = state.configEntries;
        const there = draft.get(table, configEntryId(INTENTIONS_KIND, destination))?.value;
        const metaMistake = changedMeta(meta, there);
        if (metaMistake !== undefined) return refuse(serverError("intention-invalid", metaMistake));
        const wanted = { ...sourceOf({ source, destination }, {}, {}), ...content };
        const sources = withoutIds(withSource(sourcesOf(there), wanted, (one) => one.Name === wanted.Name));
        if (sources instanceof Refusal) return sources;
        const entry = entryWith(there, destination, sources);
        const mistake = configEntryMistake(state.configEntries, draft, entry);
        if (mistake !== undefined) return refuse(serverError("config-entry-invalid", mistake));
        draft.put(table, configEntryId(INTENTIONS_KIND, destination), entry);
        return true;
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
      const written = await granted.write((draft): Outcome<true> => {
        const before = sourcesIn(state, draft, destination);
        const others = before.filter((one) => one.Name !== source);
        if (others.length === before.length) return true;
        const left = withoutIds(others);
        if (left instanceof Refusal) return left;
        putSources(state, draft, destination, left);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function changedMeta(
  meta: Readonly<Record<string, string>>,
  there: ConfigEntry | undefined,
): string | undefined {
  if (Object.keys(meta).length === 0) return undefined;
  if (there === undefined) return "Meta must not be specified";
  return isDeepStrictEqual({ ...recordOf(there["Meta"]) }, { ...meta })
    ? undefined
    : "Meta must not be specified, or should be unchanged during an update.";
}
