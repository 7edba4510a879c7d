import { formatBlockOf, formatInstance, type ResourceInstance } from "@tutti/addresses";
import { instancesOf } from "@tutti/operation";
import { type InstanceObject, instanceProvider, NO_ADDRESSES, type State, StateFold } from "@tutti/state";

export interface Move {
  readonly from: ResourceInstance;
  readonly to: ResourceInstance;
}

/**
 * Both states after the moves. Within one state (`source` is `target`) the
 * result is `target` alone. What depends on a moved object there loses its
 * dependencies until the next apply, as with Terraform: they name a block that
 * is no more.
 */
export function moveInstances(
  source: State,
  target: State,
  moves: readonly Move[],
): { readonly source: State; readonly target: State } {
  const there = new StateFold(target);
  if (source === target) {
    dropDependencies(source, there, moves);
    for (const move of moves) there.apply({ kind: "move", ...move });
    return { source: there.state(), target: there.state() };
  }
  const here = new StateFold(source);
  const byAddress = new Map(instancesOf(source).map((found) => [formatInstance(found.address), found]));
  for (const { from, to } of moves) {
    const found = byAddress.get(formatInstance(from));
    if (found === undefined) continue;
    const provider = instanceProvider(found.resource, found.instance);
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

function dropDependencies(state: State, fold: StateFold, moves: readonly Move[]): void {
  const gone = new Set(moves.map(({ from }) => formatBlockOf(from)));
  for (const { address, resource, instance } of instancesOf(state)) {
    const { current } = instance;
    if (current === undefined || ![...current.dependencies].some((dependency) => gone.has(dependency)))
      continue;
    const provider = instanceProvider(resource, instance);
    const object = { ...current, dependencies: NO_ADDRESSES };
    fold.apply({ kind: "object", operationId: undefined, address, deposedKey: undefined, provider, object });
  }
}
