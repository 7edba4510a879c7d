import { formatModulePath, type ModulePath } from "@tutti/addresses";
import { impliedProviderName } from "../merge/build-module.ts";
import type { ModuleNode } from "../module/module.ts";
import { type ProviderConfig, providerKey } from "../module/provider.ts";

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
  readonly type: string;
  readonly provider: { readonly name: string; readonly alias: string | undefined } | undefined;
  readonly providerSource: string;
}

/** The provider configuration that a resource of this module uses. */
export function resolveProvider(node: ModuleNode, resource: Named): AbsoluteProvider {
  const name = resource.provider?.name ?? impliedProviderName(resource.type);
  return resolveProviderName(node, name, resource.provider?.alias, resource.providerSource);
}

/** By local name: goes up the calls as long as configurations are inherited or passed. */
function resolveProviderName(
  node: ModuleNode,
  name: string,
  alias: string | undefined,
  source: string,
): AbsoluteProvider {
  let at = node;
  let local = { name, alias };
  for (;;) {
    const key = providerKey(local);
    const { call, parent } = at;
    const passed = call?.providers.find(({ inChild }) => providerKey(inChild) === key);
    if (passed !== undefined && parent !== undefined) {
      local = { name: passed.inParent.name, alias: passed.inParent.alias };
      at = parent;
      continue;
    }
    const config = at.module.providerConfigs.get(key);
    if (config !== undefined || parent === undefined) {
      const missing = config === undefined && local.alias !== undefined;
      return { source, alias: local.alias, module: at.path, config, missing };
    }
    // Only default configurations are inherited without being passed.
    if (local.alias !== undefined) {
      return { source, alias: local.alias, module: at.path, config: undefined, missing: true };
    }
    const inherited = [...parent.module.requiredProviders.values()].find((entry) => entry.source === source);
    local = { name: inherited?.name ?? local.name, alias: undefined };
    at = parent;
  }
}
