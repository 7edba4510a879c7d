import { formatModulePath, type ModulePath } from "@tutti/addresses";
import { localProviderSource } from "../address/provider-source.ts";
import type { ModuleNode } from "../module/module.ts";
import type { ProviderConfig } from "../module/provider.ts";

/** A provider configuration in the whole tree. */
export interface AbsoluteProvider {
  readonly source: string;
  readonly alias: string | undefined;
  /** The module that it stands in: where the `provider` block is, or the root for one that nobody wrote. */
  readonly module: ModulePath;
  /** Undefined where nobody wrote one: an empty configuration. */
  readonly config: ProviderConfig | undefined;
  /** An alias that is nowhere configured. */
  readonly missing: boolean;
}

/** `module.a.provider["registry.terraform.io/hashicorp/aws"].west` */
export function formatAbsoluteProvider({
  module,
  source,
  alias,
}: Pick<AbsoluteProvider, "module" | "source" | "alias">): string {
  const prefix = module.length === 0 ? "" : `${formatModulePath(module)}.`;
  return `${prefix}provider["${source}"]${alias === undefined ? "" : `.${alias}`}`;
}

interface Named {
  readonly provider: { readonly alias: string | undefined } | undefined;
  readonly providerSource: string;
}

/** The provider configuration that a resource of this module uses. */
export function resolveProvider(node: ModuleNode, resource: Named): AbsoluteProvider {
  return resolveSource(node, resource.providerSource, resource.provider?.alias);
}

/**
 * Goes up the calls as long as configurations are inherited or passed. What they are called counts in no module but for
 * what it stands for: of two names of one provider that are passed the first is taken, as in Terraform.
 */
function resolveSource(node: ModuleNode, source: string, wanted: string | undefined): AbsoluteProvider {
  let at = node;
  let alias = wanted;
  for (;;) {
    const { call, parent } = at;
    const passed = call?.providers.find(
      ({ inChild }) => inChild.alias === alias && sourceOf(at, inChild.name) === source,
    );
    if (passed !== undefined && parent !== undefined) {
      alias = passed.inParent.alias;
      at = parent;
      continue;
    }
    const config = configOf(at, source, alias);
    // Only default configurations are inherited without being passed.
    if (config !== undefined || parent === undefined || alias !== undefined) {
      const missing = config === undefined && alias !== undefined;
      return { source, alias, module: at.path, config, missing };
    }
    at = parent;
  }
}

function configOf(node: ModuleNode, source: string, alias: string | undefined): ProviderConfig | undefined {
  for (const config of node.module.providerConfigs.values())
    if (config.alias === alias && sourceOf(node, config.name) === source) return config;
  return undefined;
}

/** What a local name stands for in a module. */
export function sourceOf({ module }: ModuleNode, local: string): string {
  return localProviderSource(module.requiredProviders, local);
}
