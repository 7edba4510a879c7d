import { type Config, validateConfig as validate } from "@tutti/config";
import { runtimeScope } from "@tutti/functions";
import type { Diagnostic } from "@tutti/hcl";
import type { Provider, ProviderSchema } from "@tutti/plugin";
import type { CommandContext } from "../../command/command.ts";
import { missingProvider } from "./missing-provider.ts";
import { createProviderRegistry, isInHouse } from "./provider-registry.ts";
import { providerSources } from "./terraform-config.ts";
import { loadUsedFunctions } from "./used-functions.ts";
import { currentWorkspace } from "./workspace.ts";

/** What goes beyond the shape of the files: providers, schemas, references and types. */
export async function validateConfig(
  context: CommandContext,
  config: Config,
): Promise<readonly Diagnostic[]> {
  const sources = providerSources(config.root);
  const missing = sources.filter((source) => !isInHouse(source));
  if (missing.length > 0) return missing.map(missingProvider);
  const registry = createProviderRegistry(context.runtime);
  const schemas = new Map<string, ProviderSchema>();
  const providers = new Map<string, Provider>();
  for (const source of sources) {
    const factory = await registry.load(source);
    if (factory === undefined) continue;
    schemas.set(source, await factory.schema());
    providers.set(source, await factory.create());
  }
  const library = await loadUsedFunctions(config);
  const planTimestamp = new Date(context.runtime.clock.now()).toISOString();
  const functions = library.table(runtimeScope(context.runtime, { pure: true, planTimestamp }));
  const diagnostics = await validate(config, {
    schemas: (source) => schemas.get(source),
    providers: (source) => providers.get(source),
    functions: () => functions,
    workspace: (await currentWorkspace(context.runtime)).name,
    workingDirectory: context.runtime.environment.directory,
  });
  for (const provider of providers.values()) await provider.close();
  return diagnostics;
}
