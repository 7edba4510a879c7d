/** Who keeps a stored object whose provider has `for_each`: the instance that made it. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { errorDiagnostic } from "@tutti/hcl";
import type { Provider } from "@tutti/plugin";
import { type InstanceState, instanceProvider, splitProvider } from "@tutti/state";
import { engineError } from "../errors.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { findProviderInstance } from "../scope/provider-instance.ts";
import { repetitionOf } from "../scope/repetition.ts";
import { expansionOfKeys } from "../scope/stored-values.ts";
import { missingProviderInstance } from "./missing-provider-instance.ts";
import type { PlanRun } from "./plan-run.ts";

/** A provider and its address, as the state writes it. */
export interface Keeper {
  readonly provider: Provider;
  readonly providerText: string;
}

/** What is asked for: an instance of a resource, or an object of it that waits to be destroyed. */
export interface StoredPlace {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
}

/** The provider of that address; undefined where there is none: it was reported, here or where it was configured. */
export function keeperAt(run: PlanRun, providerText: string, place: StoredPlace): Keeper | undefined {
  const provider = run.providers.for(providerText, place.address);
  if (provider !== undefined) return { provider, providerText };
  if (!run.providers.wasStarted(providerText))
    run.walk.report([missingProviderInstance({ ...place, text: providerText })]);
  return undefined;
}

/**
 * For what is stored and has its block: the provider that the block names. Which of several
 * instances only the state knows, since the block may have no such key any more.
 */
export function storedKeeper(
  run: PlanRun,
  node: ResourceNode,
  instance: InstanceState,
  place: StoredPlace,
): Keeper | undefined {
  const { text, choice } = node.provider;
  if (choice === undefined) {
    const provider = run.providers.for(text, place.address);
    return provider && { provider, providerText: text };
  }
  const stored = storedProvider(run, place, instance);
  if (splitProvider(stored).provider === text) return keeperAt(run, stored, place);
  const detail = `${formatInstance(place.address)} was made by ${stored}, and its block has ${text} now. Which instance of that should destroy it cannot be told: it has no key for it. Bring the configuration that it was made with back, destroy the object, and then change the provider.`;
  run.walk.report([
    errorDiagnostic(engineError("no-provider-for-what-goes"), detail, node.resource.declRange),
  ]);
  return undefined;
}

/**
 * The same where all goes: nothing of the configuration is worked out but what the providers
 * need, so the instance that made it comes first, and the block's key second.
 */
export function goingKeeper(
  run: PlanRun,
  node: ResourceNode,
  instance: InstanceState,
  place: StoredPlace,
): Keeper | undefined {
  if (node.provider.choice === undefined) return storedKeeper(run, node, instance, place);
  const { address } = place;
  const stored = storedProvider(run, place, instance);
  const scope = run.walk.scopeAt(address.module);
  if (run.providers.get(stored) !== undefined || scope === undefined) return keeperAt(run, stored, place);
  const repetition = repetitionOf(expansionOfKeys(node, [address.key]), address.key);
  const chosen = findProviderInstance(run.walk, { node, scope, address, repetition });
  return keeperAt(run, typeof chosen === "string" ? chosen : stored, place);
}

function storedProvider(run: PlanRun, { address }: StoredPlace, instance: InstanceState): string {
  const { mode, type, name, module } = address;
  const provider = run.state.resources.get(
    formatInstance({ module, mode, type, name, key: undefined }),
  )?.provider;
  return instanceProvider({ provider: provider ?? "" }, instance);
}
