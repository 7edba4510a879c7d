import type { Action, ActionGraph, ActionWork } from "../plan.ts";

/**
 * With targets, what goes is destroyed only where it is a target itself, or
 * where something that is done waits for it, as in Terraform. So an object
 * that was replaced by creating first, of a block that a target only needs,
 * stays beside the new one (deposed), and the next plan destroys it.
 */
export function withoutUnreachedDeletes(
  graph: ActionGraph,
  isTarget: (change: number) => boolean,
): ActionGraph {
  const { actions } = graph;
  const reached = new Set<number>();
  const stack = [...actions.keys()].filter((step) => {
    const work = actions[step]?.work;
    return work !== undefined && (!servesDeleting(work) || ("change" in work && isTarget(work.change)));
  });
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if (reached.has(step)) continue;
    reached.add(step);
    stack.push(...(actions[step]?.after ?? []));
  }
  return reached.size === actions.length ? graph : { ...graph, actions: only(actions, reached) };
}

function servesDeleting(work: ActionWork): boolean {
  if (work.kind === "block") return work.part === "gone" || work.part === "unused";
  return work.kind === "delete" || work.kind === "deregister";
}

/** Those steps alone, in their order; what one of them waits for is among them. */
function only(actions: readonly Action[], steps: ReadonlySet<number>): readonly Action[] {
  const places = new Map([...steps].sort((a, b) => a - b).map((step, place) => [step, place]));
  return [...places.keys()].flatMap((step) => {
    const action = actions[step];
    if (action === undefined) return [];
    return [{ ...action, after: action.after.flatMap((other) => places.get(other) ?? []) }];
  });
}
