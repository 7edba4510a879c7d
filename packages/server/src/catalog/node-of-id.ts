import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import type { Row } from "../state/table.ts";
import type { NodeRecord } from "./records.ts";

/** The node that has an ID (in lower case) by what a draft has made of the catalog so far; "" is nobody's. */
export function nodeOfId({ catalog }: ServerState, draft: Draft, id: string): Row<NodeRecord> | undefined {
  if (id === "") return undefined;
  // The view finds it by an index, and no range of rows is what was read of that.
  draft.watch(catalog.nodes, "");
  const written = draft.written(catalog.nodes).find(({ value }) => value.ID === id);
  if (written !== undefined) return written;
  const known = catalog.nodeById(id);
  const row = known === undefined ? undefined : draft.get(catalog.nodes, known.id);
  return row?.value.ID === id ? row : undefined;
}
