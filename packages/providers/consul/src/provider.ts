import {
  block,
  defineProvider,
  definitionSchema,
  optional,
  type ProviderDefinition,
  type ProviderFactory,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { STRING } from "@tutti/values";
import { NODES_DATA, SERVICE_DATA, SERVICES_DATA } from "./catalog-data.ts";
import { ConsulClient } from "./consul-client.ts";
import { CONSUL_KEY_PREFIX, CONSUL_KEYS, CONSUL_KEYS_DATA } from "./consul-keys.ts";
import { CONSUL_NODE } from "./consul-node.ts";
import { CONSUL_SERVICE } from "./consul-service.ts";

/** `hashicorp/consul`: services, nodes and keys of an agent, ours or Consul's. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const definition: ProviderDefinition<ConsulClient> = {
    block: block({
      address: optional(STRING, { description: "By default CONSUL_HTTP_ADDR, else 127.0.0.1:8500." }),
      scheme: optional(STRING, { description: "`http` (the default) or `https`." }),
      datacenter: optional(STRING, { description: "By default the agent's." }),
      token: optional(STRING, { sensitive: true, description: "By default CONSUL_HTTP_TOKEN." }),
    }),
    resources: {
      consul_service: CONSUL_SERVICE,
      consul_node: CONSUL_NODE,
      consul_keys: CONSUL_KEYS,
      consul_key_prefix: CONSUL_KEY_PREFIX,
    },
    dataSources: {
      consul_service: SERVICE_DATA,
      consul_services: SERVICES_DATA,
      consul_nodes: NODES_DATA,
      consul_keys: CONSUL_KEYS_DATA,
    },
    configure: async (config) => new ConsulClient(runtime, config),
  };
  return {
    source: "registry.terraform.io/hashicorp/consul",
    version: "2.22.0",
    schema: async () => definitionSchema(definition),
    create: async () => defineProvider(definition),
  };
}
