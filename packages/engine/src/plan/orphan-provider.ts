/** The provider of what has no block any more: as the configuration still has it, or an implied empty one. */

import { formatInstance, formatResource, instanceAt } from "@tutti/addresses";
import { configError } from "@tutti/config";
import { errorDiagnostic } from "@tutti/hcl";
import type { Provider, ProviderSchema, Schema } from "@tutti/plugin";
import { type InstanceState, instanceProvider, type ResourceState } from "@tutti/state";
import { engineError } from "../errors.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { hasNoBlock, isImpliedProvider } from "../graph/stored-providers.ts";
import type { PlanRun } from "./plan-run.ts";
import { type Keeper, keeperAt, type StoredPlace } from "./stored-keeper.ts";

/** Who keeps an instance, or an object of it; undefined where that cannot be had: it was reported. */
export type KeeperOf = (instance: InstanceState, place: StoredPlace) => Keeper | undefined;

/** What keeps its instances, and how; undefined where that cannot be had: it was reported. */
export async function orphanKeeper(
  run: PlanRun,
  resource: ResourceState,
): Promise<{ readonly keeperOf: KeeperOf; readonly schema: Schema } | undefined> {
  const source = providerSourceOf(resource.provider);
  const own = run.schemas.get(source);
  const schema = schemaOf(run.schemas, source, resource.address);
  if (own === undefined || schema === undefined) {
    const detail = `The provider ${source} has no schema for ${formatResource(resource.address)}, which is in the state.`;
    run.walk.report([errorDiagnostic(engineError("no-schema-available"), detail)]);
    return undefined;
  }
  const { provider: text } = resource;
  const block = run.walk.graph.nodes[run.walk.graph.byId.get(text) ?? -1];
  const isRepeated = block?.kind === "provider" && block.config?.forEach !== undefined;
  if (isRepeated || [...resource.instances.values()].some(({ providerKey }) => providerKey !== undefined))
    return {
      schema,
      keeperOf: (instance, place) => orphanInstance(run, resource, instance, place),
    };
  const provider = await orphanProvider(run, resource, own);
  if (provider === undefined) return undefined;
  const keeperOf: KeeperOf = (_, { address }) => ({
    provider: run.providers.for(text, address) ?? provider,
    providerText: text,
  });
  return { schema, keeperOf };
}

/** Whether the providers of all that has no block any more can be had; as in Terraform nothing is looked at where one cannot. */
export function orphansHaveProviders(run: PlanRun): boolean {
  const { walk, request, state } = run;
  let all = true;
  for (const resource of state.resources.values()) {
    const { address, provider } = resource;
    if (address.mode !== "managed" || walk.graph.byId.has(provider) || isImpliedProvider(provider)) continue;
    if (hasNoBlock(request.config, resource) && reportMissing(run, resource)) all = false;
  }
  return all;
}

/** One of several instances of a provider: which one stands in the state. */
function orphanInstance(
  run: PlanRun,
  resource: ResourceState,
  instance: InstanceState,
  place: StoredPlace,
): Keeper | undefined {
  if (run.walk.graph.byId.has(resource.provider))
    return keeperAt(run, instanceProvider(resource, instance), place);
  reportMissing(run, { ...resource, instances: new Map([[place.address.key, instance]]) });
  return undefined;
}

/** An empty one in the place of one that is gone might destroy elsewhere. */
async function orphanProvider(
  run: PlanRun,
  resource: ResourceState,
  schema: ProviderSchema,
): Promise<Provider | undefined> {
  const { provider: text } = resource;
  // The walk has configured it, or has told why not.
  if (run.walk.graph.byId.has(text)) return run.providers.get(text);
  if (!isImpliedProvider(text)) {
    reportMissing(run, resource);
    return undefined;
  }
  run.walk.report(await run.providers.configureEmpty(text, schema));
  return run.providers.get(text);
}

/** True where something was to be done with what it keeps. */
function reportMissing(run: PlanRun, { address, instances, provider }: ResourceState): boolean {
  let reported = false;
  const goes = run.request.mode === "destroy" ? "destroy" : "orphan";
  for (const [key, { current, deposed }] of instances) {
    const own = instanceAt(address, key);
    if (!run.targets.includes(own) && !run.destroys(own)) continue;
    const objects = [
      ...(current === undefined ? [] : [goes]),
      ...[...deposed.keys()].map((at) => `deposed ${at}`),
    ];
    for (const object of objects) {
      const text = `${formatInstance(own)} (${object})`;
      const detail = `To work with ${text} its original provider configuration at ${provider} is required, but it has been removed. This occurs when a provider configuration is removed while objects created by that provider still exist in the state. Re-add the provider configuration to destroy ${text}, after which you can remove the provider configuration again.`;
      run.walk.report([errorDiagnostic(configError("provider-configuration-not-present"), detail)]);
      reported = true;
    }
  }
  return reported;
}
