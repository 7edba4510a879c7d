/** Which configuration of which provider a resource uses, as the state writes it. */

import { formatModulePath } from "@tutti/addresses";
import { impliedProviderName, type ModuleNode, providerKey, type Resource, sourceOf } from "@tutti/config";
import type { Expression } from "@tutti/hcl";

export interface ProviderAddress {
  /** `module.a.provider["registry.terraform.io/hashicorp/aws"].west` */
  readonly text: string;
  readonly source: string;
  readonly alias: string | undefined;
  /** Where its configuration lives. */
  readonly node: ModuleNode;
  /** Its key in that module's `providerConfigs`, if it has a block. */
  readonly key: string;
  /** Where the block has `for_each`: which of its instances is meant. `text` is the address without a key. */
  readonly choice?: ProviderChoice | undefined;
}

/** What stands between the brackets behind the provider's name. */
interface ProviderChoice {
  readonly key: Expression;
  /** The module whose call says so, evaluated beside the call; undefined: the resource itself says it. */
  readonly module: ModuleNode | undefined;
}

export function providerOf(
  node: ModuleNode,
  resource: Pick<Resource, "type" | "provider" | "providerSource">,
): ProviderAddress {
  const { provider } = resource;
  const name = provider?.name ?? impliedProviderName(resource.type);
  const found = resolveProvider(node, name, provider?.alias, resource.providerSource);
  return provider?.key === undefined ? found : { ...found, choice: { key: provider.key, module: undefined } };
}

/**
 * Follows `providers = {…}` of the module blocks, and inheritance of default configurations, to the block itself. What
 * a provider is called counts in no module but for what it stands for, as `resolveProvider` of the configuration has it.
 */
function resolveProvider(
  start: ModuleNode,
  startName: string,
  startAlias: string | undefined,
  source: string,
): ProviderAddress {
  let node = start;
  let name = startName;
  let alias = startAlias;
  let choice: ProviderChoice | undefined;
  for (;;) {
    const { parent, call } = node;
    const passed = call?.providers.find(
      ({ inChild }) => inChild.alias === alias && sourceOf(node, inChild.name) === source,
    );
    const block = [...node.module.providerConfigs.values()].find(
      (config) => config.alias === alias && sourceOf(node, config.name) === source,
    );
    if (parent === undefined || (passed === undefined && block !== undefined)) {
      const key = providerKey({ name: block?.name ?? name, alias });
      return { text: addressText(node, source, alias), source, alias, node, key, choice };
    }
    if (passed !== undefined) {
      name = passed.inParent.name;
      alias = passed.inParent.alias;
      if (passed.inParent.key !== undefined) choice = { key: passed.inParent.key, module: node };
    } else {
      name = localNameOf(parent, source) ?? name;
    }
    node = parent;
  }
}

function localNameOf(node: ModuleNode, source: string): string | undefined {
  for (const [name, required] of node.module.requiredProviders) if (required.source === source) return name;
  return undefined;
}

function addressText(node: ModuleNode, source: string, alias: string | undefined): string {
  const module = formatModulePath(node.path);
  const own = `provider["${source}"]${alias === undefined ? "" : `.${alias}`}`;
  return module === "" ? own : `${module}.${own}`;
}

/** The source in a provider address as the state writes it. */
export function providerSourceOf(text: string): string {
  return /provider\["([^"]*)"\]/.exec(text)?.[1] ?? text;
}
