import {
  AGENT_ATTRIBUTES,
  block,
  defineProvider,
  definitionSchema,
  type ProviderDefinition,
  type ProviderFactory,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { PROCESS } from "./process-resource.ts";
import { RESTART } from "./restart-action.ts";

/** `tutti/process`: supervised local processes, for systems that never were containers. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<Runtime> = {
    block: block(AGENT_ATTRIBUTES),
    resources: { tutti_process: PROCESS },
    dataSources: {},
    actions: { tutti_process_restart: RESTART },
    configure: async () => runtime,
  };
  const schema = definitionSchema(definition);
  return {
    source: "registry.terraform.io/tutti/process",
    version: "0.1.0",
    schema: async () => schema,
    create: async () => defineProvider(definition),
  };
}
