/** Intentions as sources of their destination's config entry: read, laid in, written. */
import { INTENTIONS_KIND, precedenceOf, withPrecedence } from "../config-entry/intentions-entry.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { configEntryId } from "../config-entry/view.ts";
import type { Rows } from "../endpoint/endpoint.ts";
import { serverError } from "../errors.ts";
import type { Right } from "../rights/right.ts";
import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, refuse } from "../state/refusal.ts";
import type { Content } from "./intention-body.ts";
import { type IntentionSource, sourcesOf } from "./intentions.ts";
import type { IntentionNames } from "./names.ts";
import { entryName, rightsToWrite } from "./rights.ts";

/** A source that is left out is all of them. */
export function sourceOf(
  { source, destination }: IntentionNames,
  content: Content,
  legacy: Partial<IntentionSource>,
): IntentionSource {
  const name = source === "" ? "*" : source;
  return { Name: name, Precedence: precedenceOf(name, destination), Type: "consul", ...content, ...legacy };
}

/** The sources with one of them replaced in its place, or one more. */
export function withSource(
  sources: readonly IntentionSource[],
  source: IntentionSource,
  isIt: (one: IntentionSource) => boolean,
): readonly IntentionSource[] {
  const at = sources.findIndex(isIt);
  return at < 0 ? [...sources, source] : sources.with(at, source);
}

/**
 * The sources as they are once one of them was written by its name: none has an ID from then on. Metadata of
 * the older way keeps that from happening, as in Consul: the text says which source has any.
 */
export function withoutIds(sources: readonly IntentionSource[]): Outcome<readonly IntentionSource[]> {
  const at = sources.findIndex(({ LegacyMeta = {} }) => Object.keys(LegacyMeta).length > 0);
  if (at >= 0)
    return refuse(serverError("config-entry-invalid", `Sources[${at}].LegacyMeta must be omitted`));
  return sources.map(
    ({ LegacyID: _, LegacyMeta: __, LegacyCreateTime: ___, LegacyUpdateTime: ____, ...source }) => source,
  );
}

/** The destination's entry may be there with another letter case: then its rights are needed as well. */
export function rightsToWriteIn(state: ServerState, rows: Rows, destination: string): readonly Right[] {
  return [...new Set([destination, entryName(state, rows, destination)])].flatMap(rightsToWrite);
}

/** Those of a destination. */
export function sourcesIn(state: ServerState, draft: Draft, destination: string): readonly IntentionSource[] {
  return sourcesOf(draft.get(state.configEntries.table, configEntryId(INTENTIONS_KIND, destination))?.value);
}

/** Sets those of a destination; an entry without any goes. */
export function putSources(
  state: ServerState,
  draft: Draft,
  destination: string,
  sources: readonly IntentionSource[],
): void {
  const { table } = state.configEntries;
  const id = configEntryId(INTENTIONS_KIND, destination);
  if (sources.length === 0) draft.delete(table, id);
  else draft.put(table, id, entryWith(draft.get(table, id)?.value, destination, sources));
}

/** The entry of a destination with these sources in place of its own. */
export function entryWith(
  there: ConfigEntry | undefined,
  destination: string,
  sources: readonly IntentionSource[],
): ConfigEntry {
  const entry = there ?? { Kind: INTENTIONS_KIND, Name: destination };
  return withPrecedence({ ...entry, Sources: sources });
}
