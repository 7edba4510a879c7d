import { type Config, callsProviders, modulesOf, resolveProvider, validateConfig } from "@tutti/config";
import { runtimeScope } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import {
  functionsOf,
  type Provider,
  type ProviderRegistry,
  type ProviderSchema,
  schemaOf,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { Func } from "@tutti/values";
import { providerMistakes } from "../providers/provider-mistakes.ts";
import { createProviderRegistry } from "../providers/provider-registry.ts";
import { providerSources } from "./load-root.ts";
import { callsPureFunctions, loadUsedFunctions } from "./used-functions.ts";
import { currentWorkspace } from "./workspace.ts";

/** What goes beyond the shape of the files: providers, schemas, references and types. */
export async function checkConfig(
  runtime: Runtime,
  config: Config,
  given?: ProviderRegistry,
): Promise<readonly Diagnostic[]> {
  return (await checkWholly(runtime, config, given)).diagnostics;
}

/** The same; `keepsObjects`: as in `ValidateOptions`; `alone`: who checks the same texts again finds the same, for nobody looked at anything else. */
export async function checkWholly(
  runtime: Runtime,
  config: Config,
  given?: ProviderRegistry,
  keepsObjects = false,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly alone: boolean }> {
  const sources = providerSources(config.root);
  const missing = given === undefined ? await providerMistakes(runtime, config, "check") : [];
  if (missing.length > 0) return { diagnostics: missing, alone: false };
  const registry = given ?? createProviderRegistry(runtime);
  const schemas = new Map<string, ProviderSchema>();
  const providers = new Map<string, Provider>();
  const providerFunctions = new Map<string, ReadonlyMap<string, Func>>();
  for (const source of sources) {
    const factory = await registry.load(source);
    if (factory === undefined) continue;
    const found = await schemaOf(factory);
    if (!found.ok) return { diagnostics: [found.diagnostic], alone: false };
    schemas.set(source, found.schema);
    providers.set(source, await factory.create());
    if (found.schema.functions === undefined || !callsProviders(config)) continue;
    const called = await functionsOf(factory);
    if (!called.ok) return { diagnostics: [called.diagnostic], alone: false };
    providerFunctions.set(source, called.functions);
  }
  const library = await loadUsedFunctions(config);
  const planTimestamp = new Date(runtime.clock.now()).toISOString();
  const functions = library.table(runtimeScope(runtime, { pure: true, planTimestamp }));
  const diagnostics = await validateConfig(config, {
    schemas: (source) => schemas.get(source),
    providers: (source) => providers.get(source),
    providerFunctions: (source) => providerFunctions.get(source),
    functions: () => functions,
    workspace: (await currentWorkspace(runtime)).name,
    workingDirectory: runtime.environment.directory,
    keepsObjects,
  });
  for (const provider of providers.values()) await provider.close();
  return { diagnostics, alone: callsPureFunctions(config) && asksAlone(config, providers) };
}

/** A provider that plans from what it is asked alone checks what it is asked by that alone as well. */
function asksAlone({ root }: Config, providers: ReadonlyMap<string, Provider>): boolean {
  for (const node of modulesOf(root))
    for (const resource of node.module.resources.values()) {
      const provider = providers.get(resolveProvider(node, resource).source);
      if (resource.mode !== "managed" || provider?.plansAlone?.(resource.type) !== true) return false;
    }
  return true;
}
