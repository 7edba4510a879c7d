/** Who answers in a test: mocks in place of providers, given values in place of single objects. */

import { formatInstance, formatResource } from "@tutti/addresses";
import type { MockProvider, OverridePhase } from "@tutti/config";
import type { StandIn } from "@tutti/engine";
import type { ProviderRegistry } from "@tutti/plugin";
import type { Random } from "@tutti/runtime";
import { splitProvider } from "@tutti/state";
import type { Value } from "@tutti/values";
import { type MockedValues, mockProvider } from "./made-up-provider.ts";

/** What is given of one object, evaluated. */
export interface ObjectOverride {
  /** Of the object, or of all objects of a resource. */
  readonly address: string;
  readonly values: Value | undefined;
  readonly during: OverridePhase;
}

/** A mocked provider whose values are evaluated: by mode and type, as in `managed docker_image`. */
export interface EvaluatedMock {
  readonly mock: MockProvider;
  readonly values: ReadonlyMap<string, MockedValues>;
}

/** Providers of which those are mocked that `mocks` names by their address in the root module. */
export function mockedRegistry(
  registry: ProviderRegistry,
  mocks: ReadonlyMap<string, EvaluatedMock>,
  random: Random,
): ProviderRegistry {
  if (mocks.size === 0) return registry;
  return {
    async load(source) {
      const factory = await registry.load(source);
      if (factory === undefined) return undefined;
      return {
        ...factory,
        schema: () => factory.schema(),
        async create(configuration) {
          const provider = await factory.create(configuration);
          // All instances of a provider with for_each are mocked alike.
          const found =
            configuration === undefined ? undefined : mocks.get(splitProvider(configuration).provider);
          if (found === undefined) return provider;
          const { mock, values } = found;
          return mockProvider(
            provider,
            random,
            (mode, type) =>
              values.get(`${mode} ${type}`) ?? { values: undefined, inPlan: mock.during === "plan" },
          );
        },
      };
    },
  };
}

/** The first override that an object falls under; the more specific ones come first. */
export function standInFor(overrides: readonly ObjectOverride[], random: Random): StandIn | undefined {
  if (overrides.length === 0) return undefined;
  const byAddress = new Map<string, ObjectOverride>();
  for (const given of overrides) if (!byAddress.has(given.address)) byAddress.set(given.address, given);
  return (address, provider) => {
    const given = byAddress.get(formatInstance(address)) ?? byAddress.get(formatResource(address));
    if (given === undefined) return undefined;
    const mocked = { values: given.values, inPlan: given.during === "plan" };
    // The provider itself is closed where it is kept.
    return { ...mockProvider(provider, random, () => mocked), close: async () => undefined };
  };
}
