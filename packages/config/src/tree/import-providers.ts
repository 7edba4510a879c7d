/** Imports into resources of the root module that say another provider than their resource does. */

import { formatConfigResource } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { configError } from "../errors.ts";
import { impliedProviderName } from "../merge/build-module.ts";
import type { ModuleNode } from "../module/module.ts";
import { writtenProvider } from "../module/provider.ts";
import type { Import } from "../module/refactoring.ts";
import type { Resource } from "../module/resource.ts";

/** What is wrong with them: which providers a configuration needs cannot be said then. */
export function importProviderMistakes({ module }: ModuleNode): readonly Diagnostic[] {
  return module.imports.flatMap((block) => {
    const resource =
      block.toResource.module.length > 0
        ? undefined
        : module.resources.get(formatConfigResource(block.toResource));
    return (resource === undefined ? undefined : importProviderMistake(block, resource)) ?? [];
  });
}

/** The same of one block whose resource is there. */
export function importProviderMistake(block: Import, resource: Resource): Diagnostic | undefined {
  if (block.providerRange === undefined || namesItsProvider(block, resource)) return undefined;
  return errorDiagnostic(
    configError("invalid-import-provider-argument"),
    "The provider argument can only be specified in import blocks that will generate configuration.\n\nUse the provider argument in the target resource block to configure the provider for a resource with explicit provider configuration.",
    block.providerRange,
  );
}

/**
 * A block may say again which provider its resource says. By identity also where the resource says none,
 * as those do that a query writes.
 */
function namesItsProvider({ identity, provider }: Import, resource: Resource): boolean {
  const implied = identity && { name: impliedProviderName(resource.type), alias: undefined };
  const own = resource.provider ?? implied;
  return provider !== undefined && own !== undefined && writtenProvider(provider) === writtenProvider(own);
}
