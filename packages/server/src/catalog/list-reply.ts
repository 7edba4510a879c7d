import { nearestFirst } from "../coordinate/nearest-first.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import type { Granted } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import type { ServerContext } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal } from "../state/refusal.ts";
import type { ReadParameters } from "./read-parameters.ts";

/** A list of catalog or health: what it is about, what it is made of, and how a row is shown. */
export interface ListRead<Seen> {
  /** Changes of these change it. */
  readonly topics: readonly string[];
  /** Which list of its route it is: reads of another do not share its answer. */
  readonly of: string;
  /** Read anew each time; refused where what was asked cannot be understood and Consul says so only here. */
  find(): { readonly index: number; readonly rows: Outcome<Iterable<Seen>> };
  /** Where a row is, for `near`. */
  nodeOf(row: Seen): string;
  show(row: Seen): unknown;
}

/** What of a list the token may see, sorted and filtered as was asked, as often as there is news. */
export function listReply<Seen>(
  context: ServerContext,
  { filter, near }: Pick<ReadParameters, "filter" | "near">,
  granted: Pick<Granted<Seen>, "visible">,
  { topics, of, find, nodeOf, show }: ListRead<Seen>,
): Reply {
  const sorted = nearestFirst<Seen>(context, near, nodeOf);
  return blockingJson({
    topics,
    // Coordinates change without a word, so what they sort is not shared.
    ...(near === "" ? { shareKey: of } : {}),
    run() {
      const { index, rows } = find();
      if (rows instanceof Refusal) return { index, value: rows };
      return { index, value: sorted(granted.visible(rows)).map(show).filter(filter) };
    },
  });
}
