/** `a.b` becomes `a.b[0]` when it gets a `count`, and the other way round. */

import { formatResourceName, type InstanceKey, modulePathOf } from "@tutti/addresses";
import { type Config, moduleAt, type Resource } from "@tutti/config";
import type { ResourceState, State } from "@tutti/state";
import { instanceSide } from "./move-side.ts";
import type { MoveStatement } from "./move-statement.ts";
import { SideIndex } from "./side-index.ts";

export function impliedMoves(
  config: Config,
  state: State,
  written: readonly MoveStatement[],
): readonly MoveStatement[] {
  const spoken = new SideIndex();
  for (const [at, statement] of written.entries())
    for (const side of [statement.from, statement.to])
      if (side.resource !== undefined) spoken.add({ ...side, kind: "resource" }, at);
  const found: MoveStatement[] = [];
  for (const stored of state.resources.values()) {
    const { address } = stored;
    const resource = moduleAt(config.root, modulePathOf(address.module))?.module.resources.get(
      formatResourceName(address),
    );
    const keys = resource === undefined ? undefined : keysOf(resource, stored);
    if (resource === undefined || keys === undefined) continue;
    const [from, to] = keys.map((key) => instanceSide(address.module, address, key));
    // What a block speaks of stays where the block says.
    if (from === undefined || to === undefined || isSpokenOf(spoken, from)) continue;
    found.push({
      path: [],
      from,
      to,
      declRange: resource.count?.range ?? resource.declRange,
      implied: true,
    });
  }
  return found;
}

function isSpokenOf(spoken: SideIndex, side: MoveStatement["from"]): boolean {
  return spoken.chained({ ...side, kind: "resource" }).next().done !== true;
}

function keysOf(
  { count, forEach }: Resource,
  { instances }: ResourceState,
): readonly [InstanceKey, InstanceKey] | undefined {
  if (count !== undefined) return instances.has(undefined) ? [undefined, 0] : undefined;
  return forEach === undefined && instances.has(0) ? [0, undefined] : undefined;
}
