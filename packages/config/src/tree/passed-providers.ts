import { formatModulePath } from "@tutti/addresses";
import type { SourceRange } from "@tutti/hcl";
import { shortProviderSource } from "../address/provider-source.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Module, ModuleNode } from "../module/module.ts";
import type { PassedProvider } from "../module/module-call.ts";
import { type ProviderConfig, providerKey } from "../module/provider.ts";

/** The rules of `providers = {…}` and of provider blocks in modules that are called. */
export function checkPassedProviders(node: ModuleNode, diagnostics: DiagnosticList): void {
  const { module, parent, call } = node;
  for (const { providers } of module.moduleCalls.values()) {
    for (const passed of providers) warnUndeclaredInParent(node, passed, diagnostics);
  }
  if (parent === undefined || call === undefined) return;
  const repeated = repetitionOf(node);
  for (const config of module.providerConfigs.values()) {
    if (isEmptyConfig(config)) warnEmptyBlock(node, config, diagnostics);
  }
  const configured = [...module.providerConfigs.values()].some((config) => !isEmptyConfig(config));
  if (configured && repeated !== undefined) {
    diagnostics.error(
      configError("module-with-own-provider-configuration"),
      `The module at ${formatModulePath(node.path)} is a legacy module which contains its own local provider configurations, and so calls to it may not use ${repeated.by}.\n\nIf you also control the module "${call.source ?? ""}", consider updating this module to instead expect provider configurations to be passed by its caller.`,
      repeated.range,
    );
  }
  for (const passed of call.providers) checkPassed(node, parent, passed, diagnostics);
  requireAliases(node, diagnostics);
}

/** Where the call, or one around it, is repeated or ordered, and by what. */
function repetitionOf(node: ModuleNode): { readonly range: SourceRange; readonly by: string } | undefined {
  for (let at: ModuleNode | undefined = node; at?.call !== undefined; at = at.parent) {
    const { count, forEach, lifecycle, dependsOn } = at.call;
    const range = count?.range ?? forEach?.range ?? dependsOn[0]?.range;
    if (range !== undefined) return { range, by: "the count, for_each, or depends_on arguments" };
    const { enabled } = lifecycle;
    if (enabled !== undefined) return { range: enabled.range, by: "enabled in a lifecycle block" };
  }
  return undefined;
}

function isEmptyConfig(config: ProviderConfig): boolean {
  if (config.version !== undefined || config.forEach !== undefined) return false;
  const { attributes, diagnostics } = config.config.justAttributes();
  return attributes.size === 0 && diagnostics.length === 0;
}

function nameOf(node: ModuleNode): string {
  return node.path.length === 0 ? "the root module" : formatModulePath(node.path);
}

/** What a local name stands for: outside of resources, `terraform` is no exception. */
function sourceOf(module: Module, name: string): string {
  return module.requiredProviders.get(name)?.source ?? `registry.terraform.io/hashicorp/${name}`;
}

function warnUndeclaredInParent(
  node: ModuleNode,
  { inParent }: PassedProvider,
  diagnostics: DiagnosticList,
): void {
  const { module } = node;
  const { name } = inParent;
  if (inParent.alias !== undefined) return;
  if (module.requiredProviders.has(name) || module.providerConfigs.has(name)) return;
  const source = `hashicorp/${name}`;
  diagnostics.warning(
    configError("reference-to-undefined-provider"),
    `There is no explicit declaration for local provider name "${name}" in ${nameOf(node)}, so <Tutti> is assuming you mean to pass a configuration for provider "${source}".\n\nTo clarify your intent and silence this warning, add to ${nameOf(node.parent ?? node)} a required_providers entry named "${name}" with source = "${source}", or a different source address if appropriate.`,
    inParent.nameRange,
  );
}

function warnEmptyBlock(node: ModuleNode, config: ProviderConfig, diagnostics: DiagnosticList): void {
  const { name, alias } = config;
  const source = shortProviderSource(sourceOf(node.module, name));
  const aliases =
    alias === undefined ? "" : `\n      configuration_aliases = [\n        ${name}.${alias},\n      ]`;
  diagnostics.warning(
    configError("redundant-empty-provider-block"),
    `Earlier versions of Terraform used empty provider blocks ("proxy provider configurations") for child modules to declare their need to be passed a provider configuration by their callers. That approach was ambiguous and is now deprecated.\n\nIf you control this module, you can migrate to the new declaration syntax by removing all of the empty provider "${name}" blocks and then adding or updating an entry like the following to the required_providers block of ${formatModulePath(node.path)}:\n    ${name} = {\n      source = "${source}"${aliases}\n    }`,
    config.declRange,
  );
}

function checkPassed(
  node: ModuleNode,
  parent: ModuleNode,
  { inChild, inParent }: PassedProvider,
  diagnostics: DiagnosticList,
): void {
  const { module } = node;
  const key = providerKey(inChild);
  const own = module.providerConfigs.get(key);
  const required = module.requiredProviders.get(inChild.name);
  const childSource = sourceOf(module, inChild.name);
  const parentSource = sourceOf(parent.module, inParent.name);
  if (own !== undefined && !isEmptyConfig(own)) {
    diagnostics.error(
      configError("cannot-override-provider-configuration"),
      `The configuration of ${formatModulePath(node.path)} has its own local configuration for ${key}, and so it cannot accept an overridden configuration provided by ${nameOf(parent)}.`,
      inChild.nameRange,
    );
  }
  if (required === undefined) {
    const short = shortProviderSource(childSource);
    diagnostics.warning(
      configError("reference-to-undefined-provider"),
      `There is no explicit declaration for local provider name "${key}" in ${formatModulePath(node.path)}, so <Tutti> is assuming you mean to pass a configuration for "${short}".\n\nIf you also control the child module, add a required_providers entry named "${key}" with the source address "${short}".`,
      inChild.nameRange,
    );
  }
  if (childSource !== parentSource) reportMismatch(node, parent, { inChild, inParent }, diagnostics);
}

function reportMismatch(
  node: ModuleNode,
  parent: ModuleNode,
  { inChild, inParent }: PassedProvider,
  diagnostics: DiagnosticList,
): void {
  const source = sourceOf(node.module, inChild.name);
  const wanted = shortProviderSource(source);
  const given = shortProviderSource(sourceOf(parent.module, inParent.name));
  const child = formatModulePath(node.path);
  diagnostics.error(
    configError("provider-type-mismatch"),
    `The local name "${providerKey(inParent)}" in ${nameOf(parent)} represents provider "${given}", but "${providerKey(inChild)}" in ${child} represents "${wanted}".\n\nEach provider has its own distinct configuration schema and provider types, so this module's "${providerKey(inChild)}" can be assigned only a configuration for ${wanted}, which is not required by ${child}.`,
    inParent.nameRange,
  );
}

function requireAliases(node: ModuleNode, diagnostics: DiagnosticList): void {
  const { module, call } = node;
  if (call === undefined) return;
  const passed = new Set(call.providers.map(({ inChild }) => providerKey(inChild)));
  for (const { aliases, source } of module.requiredProviders.values()) {
    for (const alias of aliases) {
      const key = providerKey(alias);
      if (passed.has(key)) continue;
      diagnostics.error(
        configError("missing-required-provider-configuration"),
        `The child module requires an additional configuration for provider ${shortProviderSource(source)}, with the local name "${key}".\n\nRefer to the module's documentation to understand the intended purpose of this additional provider configuration, and then add an entry for ${key} in the "providers" meta-argument in the module block to choose which provider configuration the module should use for that purpose.`,
        call.declRange,
      );
    }
  }
}
