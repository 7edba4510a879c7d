import { formatBlockOf, instanceAt, type ResourceInstance } from "@tutti/addresses";
import { storedAt } from "@tutti/operation";
import {
  type AddressList,
  type InstanceObject,
  instanceProvider,
  kindsOf,
  NO_ADDRESSES,
  type State,
  StateFold,
} from "@tutti/state";

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
  for (const { from, to } of moves) {
    const found = storedAt(source, from);
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
  // Most lists are shared by many objects.
  const known = new Map<AddressList, boolean>([[NO_ADDRESSES, false]]);
  const names = (list: AddressList): boolean => {
    let answer = known.get(list);
    if (answer === undefined) {
      answer = [...list].some((dependency) => gone.has(dependency));
      known.set(list, answer);
    }
    return answer;
  };
  for (const resource of state.resources.values()) {
    // What all depend on is known without making any.
    if (![...kindsOf(resource.instances)].some(({ dependencies }) => names(dependencies))) continue;
    for (const [key, instance] of resource.instances) {
      const { current } = instance;
      if (current === undefined || !names(current.dependencies)) continue;
      const address = instanceAt(resource.address, key);
      const provider = instanceProvider(resource, instance);
      const object = { ...current, dependencies: NO_ADDRESSES };
      const kind = "object";
      fold.apply({ kind, operationId: undefined, address, deposedKey: undefined, provider, object });
    }
  }
}
