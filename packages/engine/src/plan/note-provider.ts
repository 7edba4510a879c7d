import { type AbsoluteResource, formatResource, instanceAt } from "@tutti/addresses";
import { objectsOf } from "@tutti/state";
import type { ResourceNode } from "../graph/config-node.ts";
import type { PlanRun } from "./plan-run.ts";

/**
 * The state names the provider configuration beside the resource, for all its
 * instances: it is the one that the block names now, also where nothing else
 * changes, and where only one of the instances is a target. Else the
 * configuration before could never be taken out. Instances of a provider stand
 * beside instances of the resource; `noteRelations` sees to those.
 */
export function noteProvider(run: PlanRun, { provider }: ResourceNode, resource: AbsoluteResource): void {
  if (provider.choice !== undefined || resource.mode !== "managed" || run.request.mode === "destroy") return;
  const text = formatResource(resource);
  if (run.state.resources.get(text)?.provider === provider.text) return;
  const stored = run.prior.state().resources.get(text);
  for (const [key, instance] of stored?.instances ?? []) {
    for (const [deposedKey, object] of objectsOf(instance)) {
      run.prior.apply({
        kind: "object",
        operationId: undefined,
        address: instanceAt(resource, key),
        deposedKey,
        provider: provider.text,
        object,
      });
      return;
    }
  }
}
