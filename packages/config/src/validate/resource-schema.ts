import type { BlockSchema, ProviderSchema } from "@tutti/plugin";
import type { Resource } from "../module/resource.ts";

/** The schema of a resource's body. */
export function resourceBlockSchema(
  provider: ProviderSchema,
  resource: Pick<Resource, "mode" | "type">,
): BlockSchema | undefined {
  if (resource.mode === "data") return provider.dataSources.get(resource.type)?.block;
  if (resource.mode === "ephemeral") return undefined;
  return provider.resourceTypes.get(resource.type)?.block;
}
