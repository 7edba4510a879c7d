import { INTENTIONS_KIND } from "../config-entry/intentions-entry.ts";
import { configEntryId } from "../config-entry/view.ts";
import type { Rows } from "../endpoint/endpoint.ts";
import { type Need, type Right, right } from "../rights/right.ts";
import type { ServerState } from "../server-state.ts";
import type { Intention } from "./intentions.ts";

/** To see an intention: who may see one end may know why it does or does not connect. */
export function rightsToSee({ source, destination }: Intention): readonly Need[] {
  return [{ anyOf: [[right("intention", "read", source.Name)], [right("intention", "read", destination)]] }];
}

/** To write an intention: it belongs to its destination. */
export function rightsToWrite(destination: string): readonly Right[] {
  return [right("intention", "write", destination)];
}

/** The name that a destination's entry has: that asked for, or the same in another letter case. */
export function entryName({ configEntries }: ServerState, rows: Rows, destination: string): string {
  const row = rows.get(configEntries.table, configEntryId(INTENTIONS_KIND, destination));
  return row?.value.Name ?? destination;
}
