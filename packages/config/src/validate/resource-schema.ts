import { type BlockSchema, type ProviderSchema, typesOfMode } from "@tutti/plugin";
import type { Resource } from "../module/resource.ts";

/** The schema of a resource's body. */
export function resourceBlockSchema(
  provider: ProviderSchema,
  resource: Pick<Resource, "mode" | "type">,
): BlockSchema | undefined {
  return typesOfMode(provider, resource.mode).get(resource.type)?.block;
}
