import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { instancesOf } from "@tutti/operation";
import { type InstanceObject, type State, StateFold } from "@tutti/state";

export interface Move {
  readonly from: ResourceInstance;
  readonly to: ResourceInstance;
}

/**
 * Both states after the moves. Within one state (`source` is `target`) the
 * result is `target` alone: what refers to the moved object there follows it.
 */
export function moveInstances(
  source: State,
  target: State,
  moves: readonly Move[],
): { readonly source: State; readonly target: State } {
  const there = new StateFold(target);
  if (source === target) {
    for (const move of moves) there.apply({ kind: "move", ...move });
    return { source: there.state(), target: there.state() };
  }
  const here = new StateFold(source);
  const byAddress = new Map(instancesOf(source).map((found) => [formatInstance(found.address), found]));
  for (const { from, to } of moves) {
    const found = byAddress.get(formatInstance(from));
    if (found === undefined) continue;
    const { provider } = found.resource;
    const put = (
      fold: StateFold,
      address: ResourceInstance,
      object: InstanceObject | undefined,
      deposedKey?: string,
    ) => fold.apply({ kind: "object", operationId: undefined, address, deposedKey, provider, object });
    put(there, to, found.instance.current);
    put(here, from, undefined);
    for (const [key, object] of found.instance.deposed) {
      put(there, to, object, key);
      put(here, from, undefined, key);
    }
  }
  return { source: here.state(), target: there.state() };
}
