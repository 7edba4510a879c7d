/** What a plan carries out finds its parts: a plan, its configuration and its state belong together. */

import { formatBlockOf, formatInstance } from "@tutti/addresses";
import type { Provider } from "@tutti/plugin";
import type { ObjectPlace } from "../object/conditions.ts";
import type { ResourceChange } from "../plan.ts";
import { PlanMisfit } from "../plan-misfit.ts";
import { repetitionOf } from "../scope/repetition.ts";
import type { ApplyRun } from "./apply-run.ts";

export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new PlanMisfit(`${what} is not there, though the plan needs it`);
  return value;
}

/** The instance behind a change, in the configuration. */
export function instanceOf({ nodes, walk }: ApplyRun, { address }: ResourceChange): ObjectPlace {
  const block = formatBlockOf(address);
  const node = present(nodes.get(block), block);
  const scope = present(walk.scopeAt(address.module), `the module of ${formatInstance(address)}`);
  const expansion = scope.expansions.get(node.resource.key) ?? { kind: "single" };
  return { node, scope, address, repetition: repetitionOf(expansion, address.key) };
}

/** The one that answers for an object: whatever needs it waits until it is configured. */
export function providerOf(run: ApplyRun, text: string, address: ResourceChange["address"]): Provider {
  return present(run.providers.for(text, address), text);
}
