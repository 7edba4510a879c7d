/** `-exclude` of what is nowhere: most often a slip of the pen, and what was meant to be left alone would go. */

import { formatInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { type State, storedInstances } from "@tutti/state";
import { engineError } from "../errors.ts";
import type { ConfigGraph } from "../graph/config-node.ts";
import { coversAny, coversNode, parseTargets } from "./covers.ts";

/**
 * An error for each address that names no block of the configuration and no
 * object of the state. A key counts by the state only where it has the block:
 * an instance may still be to come.
 */
export function excludeMistakes(
  graph: ConfigGraph,
  state: State,
  excludes: readonly string[],
): readonly Diagnostic[] {
  return excludes.flatMap((text) => {
    const [target] = parseTargets([text]);
    if (target === undefined || graph.nodes.some((node) => coversNode(target, node))) return [];
    for (const { address } of storedInstances(state)) if (coversAny(target, address)) return [];
    return [
      errorDiagnostic(
        engineError("excluded-address-not-found"),
        `Neither the configuration nor the state has ${text}, so leaving it out would leave nothing alone: what was meant might be changed or destroyed. Correct the address given with -exclude, or leave the option out.${nearest(state)}`,
      ),
    ];
  });
}

const EXAMPLES_MAX = 3;

/** A few addresses that there are. */
function nearest(state: State): string {
  const found: string[] = [];
  for (const { address } of storedInstances(state)) {
    if (found.length === EXAMPLES_MAX) return ` The state has ${found.join(", ")} and others.`;
    found.push(formatInstance(address));
  }
  return found.length === 0 ? "" : ` The state has ${found.join(", ")}.`;
}
