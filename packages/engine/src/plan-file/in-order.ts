/** Parts of a plan in an order of their own: which of them was there first is chance, and a file is not to tell of it. */

import { compareModules } from "@tutti/addresses";
import type { Plan, PlannedModule } from "../plan.ts";

type Ordered = Pick<Plan, "modules" | "providerConfigs" | "pendingConditions">;

export function inOrder({ modules, providerConfigs, pendingConditions }: Ordered): Ordered {
  return {
    modules: modules.toSorted((a, b) => compareModules(a.instance, b.instance)).map(orderedModule),
    providerConfigs: byName(providerConfigs),
    pendingConditions: byName(pendingConditions),
  };
}

function orderedModule({
  instance,
  variables,
  locals,
  outputs,
  resources,
  calls,
}: PlannedModule): PlannedModule {
  return {
    instance,
    variables: byName(variables),
    locals: byName(locals),
    outputs: byName(outputs),
    resources: byName(resources),
    calls: byName(calls),
  };
}

function byName<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
