/** Names for objects that stand aside until they are destroyed. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import type { PlanRequest } from "../request.ts";

/** One that no object has which stands there deposed: two plans may be made in one second. */
export function freshDeposedKey({ state, timestamp }: PlanRequest, address: ResourceInstance): string {
  const text = formatInstance(address);
  const resource = state.resources.get(formatInstance({ ...address, key: undefined }));
  const held = resource?.instances.get(address.key)?.deposed;
  let key = deposedKey(`${timestamp} ${text}`);
  while (held?.has(key) === true) key = deposedKey(`${key} ${text}`);
  return key;
}

/** Eight hex digits that differ from plan to plan and from object to object. */
function deposedKey(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
