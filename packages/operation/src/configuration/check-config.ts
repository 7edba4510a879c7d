import { type Config, validateConfig } from "@tutti/config";
import { runtimeScope } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import type { Provider, ProviderRegistry, ProviderSchema } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { missingProvider } from "../providers/missing-provider.ts";
import { createProviderRegistry, isInHouse } from "../providers/provider-registry.ts";
import { providerSources } from "./load-root.ts";
import { loadUsedFunctions } from "./used-functions.ts";
import { currentWorkspace } from "./workspace.ts";

/** What goes beyond the shape of the files: providers, schemas, references and types. */
export async function checkConfig(
  runtime: Runtime,
  config: Config,
  given?: ProviderRegistry,
): Promise<readonly Diagnostic[]> {
  const sources = providerSources(config.root);
  const missing = given === undefined ? sources.filter((source) => !isInHouse(source)) : [];
  if (missing.length > 0) return missing.map(missingProvider);
  const registry = given ?? createProviderRegistry(runtime);
  const schemas = new Map<string, ProviderSchema>();
  const providers = new Map<string, Provider>();
  for (const source of sources) {
    const factory = await registry.load(source);
    if (factory === undefined) continue;
    schemas.set(source, await factory.schema());
    providers.set(source, await factory.create());
  }
  const library = await loadUsedFunctions(config);
  const planTimestamp = new Date(runtime.clock.now()).toISOString();
  const functions = library.table(runtimeScope(runtime, { pure: true, planTimestamp }));
  const diagnostics = await validateConfig(config, {
    schemas: (source) => schemas.get(source),
    providers: (source) => providers.get(source),
    functions: () => functions,
    workspace: (await currentWorkspace(runtime)).name,
    workingDirectory: runtime.environment.directory,
  });
  for (const provider of providers.values()) await provider.close();
  return diagnostics;
}
