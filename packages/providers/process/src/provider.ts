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
import { agentOf, SECRET, SECRET_DATA, type TuttiClient } from "./tutti-secret.ts";

/** `tutti/process`: supervised local processes, for systems that never were containers, and secrets of the agent. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<TuttiClient> = {
    block: block(AGENT_ATTRIBUTES),
    resources: { tutti_process: PROCESS },
    dataSources: { tutti_secret: SECRET_DATA },
    ephemeral: { tutti_secret: SECRET },
    actions: { tutti_process_restart: RESTART },
    configure: async (config) => ({
      ...runtime,
      agent: agentOf(runtime, {
        address: config.string("agent_address"),
        token: config.string("agent_token"),
      }),
    }),
  };
  const schema = definitionSchema(definition);
  return {
    source: "registry.terraform.io/tutti/process",
    version: "0.1.0",
    schema: async () => schema,
    create: async () => defineProvider(definition),
  };
}
