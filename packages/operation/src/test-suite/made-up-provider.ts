import type {
  ActionCalls,
  BlockSchema,
  EphemeralCalls,
  Provider,
  ProviderSchema,
  Schema,
} from "@tutti/plugin";
import type { Random } from "@tutti/runtime";
import type { Type, Value } from "@tutti/values";
import { operationError } from "../errors.ts";
import { type Filling, fillObject, madeUp } from "./made-up-values.ts";

/** What is given in place of what a provider would compute. */
export interface MockedValues {
  readonly values: Value | undefined;
  /** They are there in plans already. */
  readonly inPlan: boolean;
}

/** Finds what is given for objects of a type. */
export type MockOf = (mode: "managed" | "data", type: string) => MockedValues;

/**
 * A provider that makes nothing: it checks configurations as the real one
 * does, and makes up what that would compute.
 */
export function mockProvider(real: Provider, random: Random, mockOf: MockOf): Provider {
  const make = (type: Type): Value => madeUp(type, random);
  const all: Filling = { isOpen: (value) => value.isUnknown || value.isNull, make };
  const unknown: Filling = { isOpen: (value) => value.isUnknown, make };
  const later: Filling = { isOpen: (value) => value.isNull, make: undefined };
  const blockOf = (mode: "managed" | "data", type: string): BlockSchema =>
    known(schemasOf(real.schema(), mode).get(type)).block;
  return {
    schema: () => real.schema(),
    ...(real.functions && { functions: async () => (await real.functions?.()) ?? new Map() }),
    validateProvider: (request) => real.validateProvider(request),
    validateResource: (request) => real.validateResource(request),
    validateData: (request) => real.validateData(request),
    configure: async () => ({ diagnostics: [] }),
    upgradeState: (request) => real.upgradeState(request),
    read: async ({ state, private: kept }) => ({ diagnostics: [], value: { state, private: kept } }),
    async plan({ type, prior, proposed, private: kept }) {
      const { values, inPlan } = mockOf("managed", type);
      const filling = inPlan ? { ...all, isOpen: (value: Value) => value.isNull } : later;
      const planned = prior.isNull
        ? fillObject(blockOf("managed", type), proposed, values, filling)
        : proposed;
      return { diagnostics: [], value: { planned, requiresReplace: [], private: kept } };
    },
    async apply({ type, planned, private: kept }) {
      const state = planned.isNull
        ? planned
        : fillObject(blockOf("managed", type), planned, mockOf("managed", type).values, unknown);
      return { diagnostics: [], value: { state, private: kept } };
    },
    async import({ type }) {
      const { code, summary } = operationError("mocked-provider-has-nothing-to-import");
      const detail = `The provider of ${type} is mocked in this test, so nothing can be imported. Override the resource, or take the import block out of what is tested.`;
      return { diagnostics: [{ severity: "error", code, summary, detail }], value: undefined };
    },
    async readData({ type, config }) {
      const state = fillObject(blockOf("data", type), config, mockOf("data", type).values, all);
      return { diagnostics: [], value: { state } };
    },
    standInFor: (provider) => mockProvider(provider, random, mockOf),
    ...(real.actions && { actions: idleActions(real.actions) }),
    ...(real.ephemeral && { ephemeral: mockEphemeral(real.ephemeral, real.schema(), all) }),
    close: () => real.close(),
  };
}

/** What is mocked does nothing. */
function idleActions(real: ActionCalls): ActionCalls {
  return {
    validate: (request) => real.validate(request),
    plan: (request) => real.plan(request),
    invoke: async () => ({ diagnostics: [] }),
  };
}

/** Nothing is opened: what a real one would tell is made up. */
function mockEphemeral(real: EphemeralCalls, schema: ProviderSchema, all: Filling): EphemeralCalls {
  return {
    validate: (request) => real.validate(request),
    async open({ type, config }) {
      const { block } = known(schema.ephemeralTypes?.get(type));
      const value = fillObject(block, config, undefined, all);
      return { diagnostics: [], value: { value, private: undefined, renewAt: undefined } };
    },
    renew: async () => ({ diagnostics: [], value: { private: undefined, renewAt: undefined } }),
    close: async () => ({ diagnostics: [] }),
  };
}

/** Configurations are checked before anything is asked for. */
function known(schema: Schema | undefined): Schema {
  if (schema === undefined) throw new Error("a type without a schema was planned");
  return schema;
}

function schemasOf(schema: ProviderSchema, mode: "managed" | "data"): ReadonlyMap<string, Schema> {
  return mode === "managed" ? schema.resourceTypes : schema.dataSources;
}
