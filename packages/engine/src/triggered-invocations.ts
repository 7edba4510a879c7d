import { InstanceMap } from "./graph/instance-map.ts";
import type { ActionInvocation } from "./plan.ts";

/** Those that changes trigger, by what changes. */
export function triggeredInvocations(
  invocations: readonly ActionInvocation[],
): InstanceMap<readonly ActionInvocation[]> {
  const found = new InstanceMap<ActionInvocation[]>();
  for (const invocation of invocations) {
    if (invocation.trigger === undefined) continue;
    const { resource } = invocation.trigger;
    const own = found.get(resource);
    if (own === undefined) found.set(resource, [invocation]);
    else own.push(invocation);
  }
  return found;
}
