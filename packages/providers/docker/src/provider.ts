import {
  AGENT_ATTRIBUTES,
  block,
  blockList,
  defineProvider,
  definitionSchema,
  type Fields,
  optional,
  type ProviderDefinition,
  type ProviderFactory,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, STRING } from "@tutti/values";
import { EXEC } from "./container/exec-action.ts";
import { CONTAINER } from "./container/resource.ts";
import { DockerClient } from "./docker-client.ts";
import { parseEngineHost } from "./engine-host.ts";
import { IMAGE, IMAGE_DATA } from "./image/resource.ts";
import { NETWORK, NETWORK_DATA_SOURCE } from "./network/resource.ts";
import { VOLUME } from "./volume/resource.ts";

const PROVIDER_BLOCK = block(
  {
    ...AGENT_ATTRIBUTES,
    host: optional(STRING, {
      description: "`unix://…` or `tcp://…`; by default DOCKER_HOST, else the default socket.",
    }),
  },
  {
    registry_auth: blockList(
      block({
        address: required(STRING, { description: "The registry." }),
        username: optional(STRING, { description: "Who logs in." }),
        password: optional(STRING, { sensitive: true, description: "The password." }),
        auth_disabled: optional(BOOL, { description: "Nobody logs in there." }),
      }),
    ),
  },
);

function dockerDefinition(runtime: Runtime): ProviderDefinition<DockerClient> {
  return {
    block: PROVIDER_BLOCK,
    resources: {
      docker_container: CONTAINER,
      docker_image: IMAGE,
      docker_network: NETWORK,
      docker_volume: VOLUME,
    },
    dataSources: { docker_image: IMAGE_DATA, docker_network: NETWORK_DATA_SOURCE },
    actions: { docker_exec: EXEC },
    async configure(config, complete) {
      const host = DockerClient.hostOf(config, runtime, complete);
      // A host that cannot be is told at once, not with the first resource.
      if (host !== undefined) parseEngineHost(host);
      return new DockerClient(runtime, host, loginsOf(config));
    },
  };
}

function loginsOf(config: Fields): DockerClient["logins"] {
  return config
    .blocks("registry_auth")
    .filter((login) => login.bool("auth_disabled") !== true)
    .map((login) => ({
      address: login.text("address"),
      username: login.text("username"),
      password: login.text("password"),
    }));
}

/** `kreuzwerker/docker`: images, containers, networks and volumes of Docker Engines. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const schema = definitionSchema(dockerDefinition(runtime));
  return {
    source: "registry.terraform.io/kreuzwerker/docker",
    version: "3.6.2",
    schema: async () => schema,
    create: async () => defineProvider(dockerDefinition(runtime)),
  };
}
