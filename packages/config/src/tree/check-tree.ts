import { formatModulePath } from "@tutti/addresses";
import { shortProviderSource } from "../address/provider-source.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import { checkPassedProviders } from "./passed-providers.ts";
import { checkProviderInstances } from "./provider-instances.ts";

/** Rules between a module and the one that calls it; `resolved`: all modules could be read. */
export function checkTree(root: ModuleNode, resolved: boolean, diagnostics: DiagnosticList): void {
  for (const node of calledFirst(root)) {
    checkPassedProviders(node, resolved, diagnostics);
    checkProviderInstances(node, diagnostics);
    checkRequiredOnce(node, diagnostics);
    checkImpliedProviders(node, diagnostics);
    if (node.parent !== undefined) checkChild(node, diagnostics);
  }
}

/** What is told of a call comes, as in Terraform, before what is told of the module that it stands in. */
function* calledFirst(node: ModuleNode): Generator<ModuleNode> {
  for (const child of node.children.values()) yield* calledFirst(child);
  yield node;
}

/** One provider under several names. Each is told beside the one before it; Terraform takes them in an order of chance. */
function checkRequiredOnce({ module }: ModuleNode, diagnostics: DiagnosticList): void {
  const named = new Map<string, string>();
  for (const { name, source, valueRange } of module.requiredProviders.values()) {
    const before = named.get(source);
    named.set(source, name);
    if (before === undefined) continue;
    diagnostics.warning(
      configError("duplicate-required-provider"),
      `Provider ${shortProviderSource(source)} with the local name "${name}" was previously required as "${before}". A provider can only be required once within required_providers.`,
      valueRange,
    );
  }
}

/**
 * A resource that names no provider has the one of its type's prefix. Where the
 * module requires the same provider by another name, it probably means that one.
 */
function checkImpliedProviders({ module }: ModuleNode, diagnostics: DiagnosticList): void {
  const names = new Map<string, string[]>();
  for (const [name, { source }] of module.requiredProviders)
    names.set(source, [...(names.get(source) ?? []), name].sort());
  for (const { mode, type, key, provider, providerSource, declRange } of module.resources.values()) {
    if (mode === "ephemeral" || provider !== undefined) continue;
    const [implied = ""] = type.split("_");
    if (module.requiredProviders.has(implied)) continue;
    for (const name of names.get(providerSource) ?? [])
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
