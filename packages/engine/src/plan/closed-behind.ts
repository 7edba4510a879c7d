import type { ConfigGraph } from "../graph/config-node.ts";

/** Steps of apply, as far as they are there already. */
interface Steps {
  /** After which all of a block is there; undefined where it has none. */
  readonly endsOf: (node: number) => readonly number[] | undefined;
  /** Blocks, each with a step at which what goes of it has gone. */
  readonly gone: Iterable<readonly [string, number]>;
  /** What keeps that which goes of a block. */
  readonly providerOf: (config: string) => string;
}

/**
 * By ephemeral block that is opened, the steps behind which it is closed: all that use it have
 * ended, and all that their providers destroy has gone. `users` by ephemeral block.
 */
export function closedBehind(
  graph: ConfigGraph,
  users: ReadonlyMap<number, Iterable<number>>,
  { endsOf, gone, providerOf }: Steps,
): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, ReadonlySet<number>>();
  for (const [node, all] of users) {
    const opened = endsOf(node);
    if (opened === undefined) continue;
    const after = new Set(opened);
    const ids = new Set<string>();
    for (const user of all) {
      for (const end of endsOf(user) ?? []) after.add(end);
      ids.add(graph.nodes[user]?.id ?? "");
    }
    for (const [config, step] of gone) if (ids.has(config) || ids.has(providerOf(config))) after.add(step);
    found.set(node, after);
  }
  return found;
}
