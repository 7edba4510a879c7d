import { createProviderRegistry } from "@tutti/operation";
import type { ProviderSchema } from "@tutti/plugin";
import type { CommandContext } from "../../command/command.ts";

/** The schemas of these providers, in their order; those that are not there have none. */
export async function loadSchemas(
  { runtime }: CommandContext,
  sources: Iterable<string>,
): Promise<ReadonlyMap<string, ProviderSchema>> {
  const registry = createProviderRegistry(runtime);
  const schemas = new Map<string, ProviderSchema>();
  for (const source of sources) {
    const schema = await (await registry.load(source))?.schema();
    if (schema !== undefined) schemas.set(source, schema);
  }
  return schemas;
}
