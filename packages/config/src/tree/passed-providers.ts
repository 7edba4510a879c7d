import { formatModulePath } from "@tutti/addresses";
import type { SourceRange } from "@tutti/hcl";
import { shortProviderSource } from "../address/provider-source.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Module, ModuleNode } from "../module/module.ts";
import type { PassedProvider } from "../module/module-call.ts";
import {
  type ProviderConfig,
  type ProviderReference,
  providerKey,
  type RequiredProvider,
} from "../module/provider.ts";

/**
 * The rules of `providers = {…}` and of provider blocks in modules that are called. Where reading the tree failed,
 * Terraform has not `resolved` what the names in calls stand for, and takes each for the provider of that name.
 */
export function checkPassedProviders(node: ModuleNode, resolved: boolean, diagnostics: DiagnosticList): void {
  const { module, parent, call } = node;
  for (const { providers } of module.moduleCalls.values()) {
    for (const passed of providers) warnUnconfiguredInParent(node, passed, diagnostics);
  }
  if (parent === undefined || call === undefined) return;
  const repeated = repetitionOf(node);
  const configured = [...module.providerConfigs.values()].filter((config) => !isEmptyConfig(config));
  warnEmptyBlocks(node, diagnostics);
  if (configured.length > 0 && repeated !== undefined) {
    diagnostics.error(
      configError("module-with-own-provider-configuration"),
      `The module at ${formatModulePath(node.path)} is a legacy module which contains its own local provider configurations, and so calls to it may not use ${repeated.by}.\n\nIf you also control the module "${call.source ?? ""}", consider updating this module to instead expect provider configurations to be passed by its caller.`,
      repeated.range,
    );
  }
  for (const passed of call.providers) checkPassed(node, parent, { ...passed, resolved }, diagnostics);
  requireAliases(node, configured, diagnostics);
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

/** What a local name stands for that nothing explains: outside of resources, `terraform` is no exception. */
const ofThatName = (name: string): string => `registry.terraform.io/hashicorp/${name}`;

function sourceOf(module: Module, name: string): string {
  return module.requiredProviders.get(name)?.source ?? ofThatName(name);
}

/** Of what a module passes on: it is named there, and there will be a configuration of it. */
function warnUnconfiguredInParent(
  node: ModuleNode,
  { inParent }: PassedProvider,
  diagnostics: DiagnosticList,
): void {
  const { module, call, parent } = node;
  const { name } = inParent;
  if (inParent.alias !== undefined) return;
  const own = module.providerConfigs.get(name);
  if (own !== undefined && !isEmptyConfig(own)) return;
  const source = shortProviderSource(ofThatName(name));
  const above = nameOf(parent ?? node);
  if (!module.requiredProviders.has(name)) {
    diagnostics.warning(
      configError("reference-to-undefined-provider"),
      `There is no explicit declaration for local provider name "${name}" in ${nameOf(node)}, so <Tutti> is assuming you mean to pass a configuration for provider "${source}".\n\nTo clarify your intent and silence this warning, add to ${above} a required_providers entry named "${name}" with source = "${source}", or a different source address if appropriate.`,
      inParent.nameRange,
    );
  } else if (call !== undefined && !call.providers.some(({ inChild }) => providerKey(inChild) === name)) {
    diagnostics.warning(
      configError("missing-required-provider-configuration"),
      `The configuration for ${nameOf(node)} expects to inherit a configuration for provider ${source} with local name "${name}", but ${above} doesn't pass a configuration under that name.\n\nTo satisfy this requirement, add an entry for "${name}" to the "providers" argument in the module "${call.name}" block.`,
      call.declRange,
    );
  }
}

/** One warning for all empty blocks of a name, at the first of them. */
function warnEmptyBlocks(node: ModuleNode, diagnostics: DiagnosticList): void {
  const empty = [...node.module.providerConfigs.values()].filter(isEmptyConfig);
  for (const name of new Set(empty.map((config) => config.name))) {
    const blocks = empty.filter((config) => config.name === name);
    // Terraform looks for what the module requires by the whole name of one of them.
    const isAliased = blocks.every(({ alias }) => alias !== undefined);
    const source = shortProviderSource(isAliased ? ofThatName(name) : sourceOf(node.module, name));
    const keys = blocks.map(providerKey).sort();
    const aliases = blocks.every(({ alias }) => alias === undefined)
      ? ""
      : `\n      configuration_aliases = [\n${keys.map((key) => `        ${key},\n`).join("")}      ]`;
    diagnostics.warning(
      configError("redundant-empty-provider-block"),
      `Earlier versions of Terraform used empty provider blocks ("proxy provider configurations") for child modules to declare their need to be passed a provider configuration by their callers. That approach was ambiguous and is now deprecated.\n\nIf you control this module, you can migrate to the new declaration syntax by removing all of the empty provider "${name}" blocks and then adding or updating an entry like the following to the required_providers block of ${formatModulePath(node.path)}:\n    ${name} = {\n      source = "${source}"${aliases}\n    }`,
      blocks[0]?.declRange,
    );
  }
}

/** A provider that is passed, and whether what its names stand for is known. */
interface Passed extends PassedProvider {
  readonly resolved: boolean;
}

function checkPassed(
  node: ModuleNode,
  parent: ModuleNode,
  { inChild, inParent, resolved }: Passed,
  diagnostics: DiagnosticList,
): void {
  const { module } = node;
  const key = providerKey(inChild);
  const own = module.providerConfigs.get(key);
  if (own !== undefined && !isEmptyConfig(own)) {
    diagnostics.error(
      configError("cannot-override-provider-configuration"),
      `The configuration of ${formatModulePath(node.path)} has its own local configuration for ${key}, and so it cannot accept an overridden configuration provided by ${nameOf(parent)}.`,
      inChild.nameRange,
    );
  }
  const named = ({ module }: ModuleNode, name: string) =>
    resolved ? sourceOf(module, name) : ofThatName(name);
  const required = module.requiredProviders.get(key) ?? requiredAliases(module).get(key);
  const wanted =
    required?.source ?? (resolved ? wantedSource(node, parent, inChild.name) : named(node, inChild.name));
  // By the name of the child, as Terraform does.
  const given = parent.module.requiredProviders.get(key)?.source ?? named(parent, inParent.name);
  if (required === undefined && (own === undefined || !isEmptyConfig(own)))
    reportUndeclared(node, inChild, wanted, diagnostics);
  if (wanted !== given) reportMismatch(node, parent, { inChild, inParent, wanted, given }, diagnostics);
}

/** What a name of a child stands for; where that does not say so, what it stands for in another child, as Terraform has it. */
function wantedSource(node: ModuleNode, parent: ModuleNode, name: string): string {
  const explains = ({ module }: ModuleNode): boolean =>
    module.requiredProviders.has(name) ||
    [...module.providerConfigs.values()].some((config) => config.name === name);
  const one = [node, ...parent.children.values()].find(explains) ?? node;
  return sourceOf(one.module, name);
}

/** A name of the child that nothing there explains is taken where it is that of a provider without a namespace. */
function reportUndeclared(
  node: ModuleNode,
  inChild: ProviderReference,
  wanted: string,
  diagnostics: DiagnosticList,
): void {
  const key = providerKey(inChild);
  const short = shortProviderSource(wanted);
  const kind = configError("reference-to-undefined-provider");
  if (wanted === ofThatName(inChild.name)) {
    diagnostics.warning(
      kind,
      `There is no explicit declaration for local provider name "${key}" in ${formatModulePath(node.path)}, so <Tutti> is assuming you mean to pass a configuration for "${short}".\n\nIf you also control the child module, add a required_providers entry named "${key}" with the source address "${short}".`,
      inChild.nameRange,
    );
  } else {
    diagnostics.error(
      kind,
      `The child module does not declare any provider requirement with the local name "${key}".\n\nIf you also control the child module, you can add a required_providers entry named "${key}" with the source address "${short}" to accept this provider configuration.`,
      inChild.nameRange,
    );
  }
}

function reportMismatch(
  node: ModuleNode,
  parent: ModuleNode,
  { inChild, inParent, ...sources }: PassedProvider & { readonly wanted: string; readonly given: string },
  diagnostics: DiagnosticList,
): void {
  const wanted = shortProviderSource(sources.wanted);
  const given = shortProviderSource(sources.given);
  const child = formatModulePath(node.path);
  const kind = configError("provider-type-mismatch");
  const other = [...node.module.requiredProviders.values()].find(({ source }) => source === sources.given);
  if (other !== undefined) {
    diagnostics.error(
      kind,
      `The assigned configuration is for provider "${given}", but local name "${inChild.name}" in ${nameOf(parent)} represents "${wanted}".\n\nTo pass this configuration to the child module, use the local name "${other.name}" instead.`,
      inChild.nameRange,
    );
    return;
  }
  diagnostics.error(
    kind,
    `The local name "${providerKey(inParent)}" in ${nameOf(parent)} represents provider "${given}", but "${providerKey(inChild)}" in ${child} represents "${wanted}".\n\nEach provider has its own distinct configuration schema and provider types, so this module's "${providerKey(inChild)}" can be assigned only a configuration for ${wanted}, which is not required by ${child}.`,
    inParent.nameRange,
  );
}

/** What `configuration_aliases` of a module declare, each with its provider. */
function requiredAliases(module: Module): ReadonlyMap<string, RequiredProvider> {
  return new Map(
    [...module.requiredProviders.values()].flatMap((required) =>
      required.aliases.map((alias) => [providerKey(alias), required] as const),
    ),
  );
}

function requireAliases(
  { module, call }: ModuleNode,
  configured: readonly ProviderConfig[],
  diagnostics: DiagnosticList,
): void {
  if (call === undefined) return;
  const there = new Set([...configured, ...call.providers.map(({ inChild }) => inChild)].map(providerKey));
  for (const [key, { source }] of requiredAliases(module)) {
    if (there.has(key)) continue;
    diagnostics.error(
      configError("missing-required-provider-configuration"),
      `The child module requires an additional configuration for provider ${shortProviderSource(source)}, with the local name "${key}".\n\nRefer to the module's documentation to understand the intended purpose of this additional provider configuration, and then add an entry for ${key} in the "providers" meta-argument in the module block to choose which provider configuration the module should use for that purpose.`,
      call.declRange,
    );
  }
}
