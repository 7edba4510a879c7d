/** How the providers of stored objects are configured, where resources are what the state says of them. */

import { callsProviders, type InputValue } from "@tutti/config";
import { emptyBlock, type ProviderRegistry, type ProviderSchema } from "@tutti/plugin";
import { instanceProvider, type State, storedInstances } from "@tutti/state";
import type { Value } from "@tutti/values";
import { buildGraph } from "../graph/build-graph.ts";
import type { ConfigNode } from "../graph/config-node.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { isImpliedProvider } from "../graph/stored-providers.ts";
import { storedResources, visitWith } from "../object/visit-stored.ts";
import type { Surroundings } from "../request.ts";
import { providerConfig, providerInstances } from "../scope/provider-config.ts";
import { loadSchemas } from "../scope/provider-pool.ts";
import { Walk } from "../scope/walk.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carryingTypes } from "../service/carrying-types.ts";

/** Whose objects are looked at, and how their providers are configured. */
export interface LooksRequest extends Surroundings {
  readonly state: State;
  readonly variables: ReadonlyMap<string, InputValue>;
}

/** What is needed to start them; one without a configuration cannot be. */
export interface StoredProviders {
  readonly registry: ProviderRegistry;
  readonly schemas: ReadonlyMap<string, ProviderSchema>;
  /** By the address that an instance of the state names. */
  readonly configs: ReadonlyMap<string, Value>;
}

/** All that can be told; what is wrong in the configuration is a plan's to tell. */
export async function storedProviders(request: LooksRequest): Promise<StoredProviders> {
  const { config, state } = request;
  const registry = carryingRegistry(request.providers, carryingTypes(config, state), request.connectAgent);
  const needed = new Set(
    [...storedInstances(state)].map((one) => instanceProvider(one.resource, one.instance)),
  );
  const { schemas, functions } = await loadSchemas(
    registry,
    sourcesOf(config, state),
    callsProviders(config),
  );
  const { graph } = buildGraph(config, schemas, needed);
  const walk = new Walk("console", request, graph, functions);
  const configs = new Map<string, Value>();
  const setResource = storedResources(state);
  const schedule = createSchedule(graph.after);
  while (!(schedule instanceof ScheduleCycle) && !schedule.finished) {
    for (const step of schedule.takeReady(graph.nodes.length)) {
      const node = graph.nodes[step];
      if (node?.kind === "provider") configure(walk, node, configs);
      else if (node !== undefined) visitWith(walk, node, request.variables, setResource);
      schedule.end(step, "done");
    }
  }
  for (const text of needed) {
    const schema = schemas.get(providerSourceOf(text));
    if (schema !== undefined && !configs.has(text) && !graph.byId.has(text) && isImpliedProvider(text))
      configs.set(text, emptyBlock(schema.provider.block));
  }
  return { registry, schemas, configs };
}

type ProviderNode = Extract<ConfigNode, { readonly kind: "provider" }>;

function configure(walk: Walk, node: ProviderNode, configs: Map<string, Value>): void {
  for (const { text, repetition } of providerInstances(walk, node) ?? []) {
    const config = providerConfig(walk, node, repetition);
    if (config?.isWhollyKnown === true) configs.set(text, config);
  }
}
