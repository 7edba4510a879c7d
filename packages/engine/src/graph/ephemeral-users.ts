import type { ConfigGraph } from "./config-node.ts";

/**
 * By step of an ephemeral block: the steps that must have ended before it may
 * be closed. Its value goes on through locals, variables, outputs, modules,
 * providers and other ephemeral blocks; what is kept in the state holds
 * nothing of it any more.
 */
export function ephemeralUsers(graph: ConfigGraph): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, ReadonlySet<number>>();
  const ephemeral = [...graph.nodes.keys()].filter((step) => isEphemeral(graph, step));
  if (ephemeral.length === 0) return found;
  const dependents = dependentsOf(graph);
  for (const step of ephemeral) {
    const users = new Set<number>();
    const stack = [step];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const user of dependents.get(at) ?? []) {
        if (users.has(user)) continue;
        users.add(user);
        if (goesOn(graph, user)) stack.push(user);
      }
    }
    found.set(step, users);
  }
  return found;
}

function isEphemeral({ nodes }: ConfigGraph, step: number): boolean {
  const node = nodes[step];
  return node?.kind === "resource" && node.resource.mode === "ephemeral";
}

function goesOn(graph: ConfigGraph, step: number): boolean {
  return graph.nodes[step]?.kind !== "resource" || isEphemeral(graph, step);
}

function dependentsOf({ after }: ConfigGraph): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [step, before] of after.entries()) {
    for (const other of before) {
      const list = found.get(other);
      if (list === undefined) found.set(other, [step]);
      else list.push(step);
    }
  }
  return found;
}
