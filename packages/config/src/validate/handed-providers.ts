import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import { formatAbsoluteProvider, sourceOf } from "../tree/resolve-provider.ts";

/**
 * A call can hand on what its module has: the provider of a block, the one without an alias that the root module
 * requires, and what was handed to the module itself; not what a module has of its caller without a word. Nothing
 * else is judged where one is missing, and of several the first is told, as in Terraform.
 */
export function checkHandedProviders(root: ModuleNode, diagnostics: DiagnosticList): void {
  const missing = missingIn(root, new Set());
  if (missing !== undefined) diagnostics.error(configError("handed-provider-missing", missing), "");
}

/** `had`: what was handed to the module. */
function missingIn(node: ModuleNode, handed: ReadonlySet<string>): string | undefined {
  const { module, path } = node;
  const had = new Set(handed);
  if (path.length === 0)
    for (const { source } of module.requiredProviders.values()) had.add(name(node, source, undefined));
  for (const block of module.providerConfigs.values())
    had.add(name(node, sourceOf(node, block.name), block.alias));
  for (const child of node.children.values()) {
    const own = new Set<string>();
    for (const { inChild, inParent } of child.call?.providers ?? []) {
      const source = sourceOf(child, inChild.name);
      const given = name(node, source, inParent.alias);
      if (!had.has(given)) return given;
      own.add(name(child, source, inChild.alias));
    }
    const missing = missingIn(child, own);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function name({ path }: ModuleNode, source: string, alias: string | undefined): string {
  return formatAbsoluteProvider({ module: path, source, alias });
}
