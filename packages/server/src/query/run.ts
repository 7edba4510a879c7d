import type { ServiceInstance } from "../catalog/records.ts";
import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import { executeQuery, type QueryAnswer, type ResolvedQuery } from "./execute.ts";

/** Whose eyes a query is run with: the rows that they may see, or those of another token. */
export interface QueryViewer {
  visible(rows: Iterable<ServiceInstance>): readonly ServiceInstance[];
  as(token: string): QueryViewer | undefined;
}

/**
 * Runs a query as whoever asks, or, where one is stored in it, as its token;
 * a stored token that is no longer there shows nothing to nobody.
 */
export function runQuery(
  state: ServerState,
  { query }: Pick<ResolvedQuery, "query">,
  viewer: QueryViewer,
  randomInteger: (below: number) => number,
): Outcome<QueryAnswer> {
  const own = query.Token === "" ? viewer : viewer.as(query.Token);
  if (own === undefined) return refuse(serverError("acl-token-not-found"), 403);
  const answer = executeQuery(state, query, randomInteger);
  return { ...answer, instances: own.visible(answer.instances) };
}
