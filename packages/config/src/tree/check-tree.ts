import { formatModulePath } from "@tutti/addresses";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { type ModuleNode, modulesOf } from "../module/module.ts";
import { checkPassedProviders } from "./passed-providers.ts";
import { checkProviderInstances } from "./provider-instances.ts";

/** Rules between a module and the one that calls it. */
export function checkTree(root: ModuleNode, diagnostics: DiagnosticList): void {
  const resolved = !diagnostics.hasErrors;
  for (const node of modulesOf(root)) {
    checkPassedProviders(node, resolved, diagnostics);
    checkProviderInstances(node, diagnostics);
    checkImpliedProviders(node, diagnostics);
    if (node.parent !== undefined) checkChild(node, diagnostics);
  }
}

/**
 * A resource that names no provider has the one of its type's prefix. Where the
 * module requires the same provider by another name, it probably means that one.
 */
function checkImpliedProviders({ module }: ModuleNode, diagnostics: DiagnosticList): void {
  const named = new Map<string, string>();
  for (const [name, { source }] of module.requiredProviders) named.set(source, name);
  for (const { mode, type, key, provider, providerSource, declRange } of module.resources.values()) {
    if (mode === "ephemeral" || provider !== undefined) continue;
    const [implied = ""] = type.split("_");
    const name = named.get(providerSource);
    if (name === undefined || module.requiredProviders.has(implied)) continue;
    diagnostics.warning(
      configError("duplicate-required-provider"),
      `Provider "${providerSource}" was implicitly required via resource "${key}", but listed in required_providers as "${name}". Either the local name in required_providers must match the resource name, or the "${name}" provider must be assigned within the resource block.`,
      declRange,
    );
  }
}

/** What only the root module may have. */
function checkChild({ module, path }: ModuleNode, diagnostics: DiagnosticList): void {
  if (module.backend !== undefined) {
    diagnostics.warning(
      configError("backend-configuration-ignored"),
      "Any selected backend applies to the entire configuration, so <Tutti> expects provider configurations only in the root module.\n\nThis is a warning rather than an error because it's sometimes convenient to temporarily call a root module as a child module for testing purposes, but this backend configuration block will have no effect.",
      module.backend.declRange,
    );
  }
  for (const { declRange } of module.imports) {
    diagnostics.error(
      configError("invalid-import-configuration"),
      `An import block was detected in "${formatModulePath(path)}". Import blocks are only allowed in the root module.`,
      declRange,
    );
  }
}
