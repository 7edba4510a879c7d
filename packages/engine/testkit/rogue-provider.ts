import { declareErrors } from "@tutti/errors";
import {
  block,
  computed,
  defineProvider,
  definitionSchema,
  optional,
  type Provider,
  type ProviderDefinition,
  type ProviderDiagnostic,
  type ProviderFactory,
  type RecoveringProvider,
  required,
} from "@tutti/plugin";
import { STRING, Value } from "@tutti/values";

const told = declareErrors({ "it-went-wrong": "It went wrong" });

/** What a provider says when something went wrong, or might have. */
export function says(severity: "error" | "warning", detail: string): ProviderDiagnostic {
  return { severity, ...told("it-went-wrong"), detail };
}

export const ROGUE = "registry.terraform.io/hashicorp/rogue";

const definition: ProviderDefinition<object> = {
  block: block({ region: optional(STRING) }),
  configure: async () => ({}),
  dataSources: {
    rogue_thing: { block: block({ name: required(STRING) }), read: async () => ({}) },
  },
  resources: {
    rogue_thing: {
      block: block({ id: computed(STRING), name: required(STRING), size: optional(STRING) }),
      create: async (planned) => ({ id: `id of ${planned.text("name")}` }),
      read: async () => ({}),
      update: async () => ({}),
      delete: async () => undefined,
    },
  },
};

/** A provider that keeps nothing anywhere and does as it should, but for what a test has it do. */
export function rogueFactory(behaviour: (itself: Provider) => Partial<RecoveringProvider>): ProviderFactory {
  return {
    source: ROGUE,
    version: "1.0.0",
    schema: async () => definitionSchema(definition),
    create: async () => {
      const itself = defineProvider(definition);
      const { recover: _, ...own } = methodsOf(itself);
      return { ...own, ...behaviour(itself) };
    },
  };
}

function methodsOf(itself: ReturnType<typeof defineProvider>): typeof itself {
  return {
    schema: () => itself.schema(),
    validateProvider: (request) => itself.validateProvider(request),
    validateResource: (request) => itself.validateResource(request),
    validateData: (request) => itself.validateData(request),
    configure: (request) => itself.configure(request),
    upgradeState: (request) => itself.upgradeState(request),
    read: (request) => itself.read(request),
    plan: (request) => itself.plan(request),
    apply: (request) => itself.apply(request),
    import: (request) => itself.import(request),
    readData: (request) => itself.readData(request),
    recover: (request) => itself.recover(request),
    close: () => itself.close(),
  };
}

/** An object with another value in one place. */
export function withValue(object: Value, name: string, value: Value): Value {
  return Value.knownUnchecked(
    object.type,
    new Map([...object.asEntries].map(([key, own]) => [key, key === name ? value : own])),
  );
}
