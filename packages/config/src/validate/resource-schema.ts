import type { BlockSchema, ProviderSchema } from "@tutti/plugin";
import { SERVICE_BLOCK } from "@tutti/plugin";
import type { Resource } from "../module/resource.ts";

const withServices = new WeakMap<BlockSchema, BlockSchema>();

/** The schema of a resource's body, `service` blocks included where its type carries them. */
export function resourceBlockSchema(
  provider: ProviderSchema,
  resource: Pick<Resource, "mode" | "type">,
): BlockSchema | undefined {
  if (resource.mode === "data") return provider.dataSources.get(resource.type)?.block;
  if (resource.mode === "ephemeral") return undefined;
  const schema = provider.resourceTypes.get(resource.type);
  if (schema?.carriesServices !== true || schema.block.blocks.has("service")) return schema?.block;
  const known = withServices.get(schema.block);
  if (known !== undefined) return known;
  const blocks = new Map([...schema.block.blocks, ["service", SERVICE_BLOCK] as const]);
  const made: BlockSchema = { ...schema.block, blocks };
  withServices.set(schema.block, made);
  return made;
}
