import type { ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import {
  emptyBlock,
  functionsOf,
  type Provider,
  type ProviderRegistry,
  type ProviderSchema,
  schemaOf,
} from "@tutti/plugin";
import { type Func, unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import type { StandIn } from "../request.ts";
import { providerDiagnostics } from "./provider-diagnostics.ts";

/** Providers in use, one for each configuration of one, by the text of its address. */
export class ProviderPool {
  readonly #registry: ProviderRegistry;
  readonly #started = new Map<string, Provider>();
  readonly #providers = new Map<string, Provider>();
  readonly #signal: AbortSignal;
  readonly #standIn: StandIn | undefined;

  constructor(registry: ProviderRegistry, signal: AbortSignal, standIn?: StandIn) {
    this.#registry = registry;
    this.#signal = signal;
    this.#standIn = standIn;
  }

  /** True where it was started, whatever came of it; undefined of one that was never asked for. */
  wasStarted(text: string): boolean {
    return this.#started.has(text);
  }

  /** A configured one. */
  get(text: string): Provider | undefined {
    return this.#providers.get(text);
  }

  /** The one that answers for an object: a stand-in, where there is one. */
  for(text: string, address: ResourceInstance): Provider | undefined {
    const provider = this.#providers.get(text);
    return provider === undefined ? undefined : (this.#standIn?.(address, provider) ?? provider);
  }

  /** Starts and configures one. */
  async configure(
    text: string,
    config: Value,
    place: Parameters<typeof providerDiagnostics>[1] = {},
  ): Promise<readonly Diagnostic[]> {
    const source = providerSourceOf(text);
    const factory = await this.#registry.load(source);
    if (factory === undefined) return [missingProvider(source)];
    const provider = await factory.create(text);
    this.#started.set(text, provider);
    const bare = unmarkDeep(config).value;
    const checked = await provider.validateProvider({ config: bare });
    const found = [...providerDiagnostics(checked.diagnostics, place)];
    if (!hasErrors(found)) {
      const configured = await provider.configure({ config: bare, signal: this.#signal });
      found.push(...providerDiagnostics(configured.diagnostics, place));
    }
    if (!hasErrors(found)) this.#providers.set(text, provider);
    return found;
  }

  /** One that only the state knows: there is no configuration for it. */
  async configureEmpty(text: string, schema: ProviderSchema): Promise<readonly Diagnostic[]> {
    if (this.#started.has(text)) return [];
    return this.configure(text, emptyBlock(schema.provider.block));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#started.values()].map((provider) => provider.close()));
  }
}

function missingProvider(source: string): Diagnostic {
  return errorDiagnostic(
    engineError("inconsistent-dependency-lock-file"),
    `The following dependency selections recorded in the lock file are inconsistent with the current configuration:\n  - provider ${source}: required by this configuration but no version is selected\n\nTo make the initial dependency selections that will initialize the dependency lock file, run:\n  <tutti> init`,
  );
}

export interface LoadedSchemas {
  readonly schemas: ReadonlyMap<string, ProviderSchema>;
  readonly functions: ReadonlyMap<string, ReadonlyMap<string, Func>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The schemas of all sources and, where an expression may call them, the functions of those that have any. */
export async function loadSchemas(
  registry: ProviderRegistry,
  sources: Iterable<string>,
  withFunctions = false,
): Promise<LoadedSchemas> {
  const schemas = new Map<string, ProviderSchema>();
  const functions = new Map<string, ReadonlyMap<string, Func>>();
  const diagnostics: Diagnostic[] = [];
  for (const source of sources) {
    const factory = await registry.load(source);
    if (factory === undefined) {
      diagnostics.push(missingProvider(source));
      continue;
    }
    const found = await schemaOf(factory);
    if (!found.ok) {
      diagnostics.push(found.diagnostic);
      continue;
    }
    const { schema } = found;
    schemas.set(source, schema);
    if (!withFunctions || schema.functions === undefined) continue;
    const own = await functionsOf(factory);
    if (own.ok) functions.set(source, own.functions);
    else diagnostics.push(own.diagnostic);
  }
  return { schemas, functions, diagnostics };
}
