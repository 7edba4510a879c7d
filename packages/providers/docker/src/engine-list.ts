/** What lists of the engine's objects have in common: how they are asked for. */

import { Fields, isList, isRecord, optional } from "@tutti/plugin";
import { mapType, STRING } from "@tutti/values";
import type { DockerClient } from "./docker-client.ts";

/** Arguments that each list takes. */
export const LIST_ARGUMENTS = {
  host: optional(STRING, { description: "The engine that is asked; else the provider's." }),
  labels: optional(mapType(STRING), {
    description: "Labels that the object has; an empty text: with whatever value.",
  }),
} as const;

/** A filter of the engine by its name; what is undefined does not filter. */
type Filters = Readonly<Record<string, string | undefined>>;

/** What the engine lists at a path. */
export async function engineList(
  config: Fields,
  { client, signal }: { readonly client: DockerClient; readonly signal: AbortSignal },
  path: string,
  filters: Filters,
  more: Readonly<Record<string, boolean>> = {},
): Promise<readonly Fields[]> {
  const engine = client.engineOf(config);
  const query = { ...more, filters: JSON.stringify(filtersOf(config, filters)) };
  const answer = await engine.call("GET", path, { query, signal });
  // Volumes stand in a member of the answer.
  const list = isRecord(answer) ? answer.Volumes : answer;
  return isList(list) ? list.filter((one) => isRecord(one)).map((one) => new Fields(one)) : [];
}

function filtersOf(config: Fields, filters: Filters): Readonly<Record<string, readonly string[]>> {
  const labels = [...config.map("labels")].map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  const given = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value]] as const],
  );
  return Object.fromEntries(labels.length === 0 ? given : [...given, ["label", labels] as const]);
}

/** By the names, which stay while the engine's order does not. */
export function byName<T extends { readonly displayName: string }>(found: readonly T[]): readonly T[] {
  return found.toSorted((a, b) => (a.displayName < b.displayName ? -1 : 1));
}
