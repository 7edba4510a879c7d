import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import type { ActionGraph } from "../plan.ts";
import {
  ActionGraphBuilder,
  type ActionGraphInput,
  type DependenciesOf,
  type GoingOrder,
} from "./action-graph-builder.ts";

/**
 * The order in which things go follows what is written and what they were made
 * with. The two may contradict each other (`a` was made of `b`, and is written
 * to be what `b` is made of), and the state itself may, where some of it was
 * made before a change and some after. What contradicts is given up step by
 * step, so that there is always an order, and nothing is kept from being
 * destroyed; what is written alone has no circle.
 */
export function buildActionGraph(input: ActionGraphInput): ActionGraph {
  const { writtenDependenciesOf: written, storedDependenciesOf: stored } = input;
  const both: DependenciesOf = (config) => [...written(config), ...stored(config)];
  const build = (order: GoingOrder): [ActionGraph, boolean] => {
    const builder = new ActionGraphBuilder(input, order);
    const graph = builder.build();
    return [graph, builder.destroys && isCircular(graph)];
  };
  let [graph, circular] = build({ dependenciesOf: both, waitForGone: true });
  for (const dependenciesOf of [both, stored, written]) {
    if (!circular) break;
    [graph, circular] = build({ dependenciesOf, waitForGone: false });
  }
  return graph;
}

function isCircular({ actions }: ActionGraph): boolean {
  return createSchedule(actions.map(({ after }) => after)) instanceof ScheduleCycle;
}
