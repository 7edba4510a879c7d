import {
  block,
  defineProvider,
  definitionSchema,
  type ProviderDefinition,
  type ProviderFactory,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

type Parts = Omit<ProviderDefinition<Runtime>, "block" | "configure">;

/** A provider of `hashicorp/<type>` that takes no configuration: what its handlers need is the runtime alone. */
export function utilityFactory(type: string, parts: Parts, runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<Runtime> = {
    ...parts,
    block: block({}),
    configure: async () => runtime,
  };
  const schema = definitionSchema(definition);
  return {
    source: `registry.terraform.io/hashicorp/${type}`,
    version: undefined,
    schema: async () => schema,
    create: async () => defineProvider(definition),
  };
}
