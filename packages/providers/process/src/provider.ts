import {
  block,
  defineProvider,
  definitionSchema,
  type Fields,
  type ProviderDefinition,
  type ProviderFactory,
  type ServiceInstance,
  schemaWithServices,
  withServices,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { PROCESS } from "./process-resource.ts";

/** `tutti/process`: supervised local processes, for systems that never were containers. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<Runtime> = {
    block: block({}),
    resources: { tutti_process: PROCESS },
    dataSources: {},
    configure: async () => runtime,
  };
  const schema = schemaWithServices(definitionSchema(definition));
  return {
    source: "registry.terraform.io/tutti/process",
    version: "0.1.0",
    schema: async () => schema,
    create: async () =>
      withServices(defineProvider(definition), schema, {
        runtime,
        instanceOf: (_, state) => processInstance(state),
      }),
  };
}

/** The supervisor owns the services: it stays the same when the program is restarted, and goes when that has ended for good. */
function processInstance(state: Fields): ServiceInstance {
  const id = state.text("id");
  return {
    key: `process-${id}`,
    owner: {
      Kind: "process",
      ID: String(state.number("supervisor_pid") ?? 0),
      StartedAt: state.text("supervisor_started_at"),
      Resource: `tutti_process ${id}`,
    },
    endpoint: (port) => ({ address: "", port }),
  };
}
