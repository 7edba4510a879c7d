import { formatModulePath, formatResourceName } from "@tutti/addresses";
import { type Expression, sameExpression, traversalsOf } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Module, ModuleNode } from "../module/module.ts";
import { type ProviderReference, providerKey } from "../module/provider.ts";
import { checkStatic } from "./static-references.ts";

/** The rules of providers that have `for_each`: each use names one instance, of a block in the same module. */
export function checkProviderInstances(node: ModuleNode, diagnostics: DiagnosticList): void {
  const { module, path } = node;
  for (const [key, { forEach }] of module.providerConfigs)
    if (forEach !== undefined) checkStatic(node, forEach, `provider.${key}.for_each`, diagnostics);
  for (const call of module.moduleCalls.values()) {
    const target = formatModulePath([...path, call.name]);
    for (const { inChild, inParent } of call.providers) {
      refuseKeyOnTheLeft(inChild, diagnostics);
      checkReference(module, inParent, "module", diagnostics);
      warnSame(module, inParent, { kind: "module", target, forEach: call.forEach }, diagnostics);
    }
  }
  for (const { provider } of module.actions.values())
    if (provider !== undefined) checkReference(module, provider, "action", diagnostics);
  for (const { provider } of module.imports)
    if (provider !== undefined) checkReference(module, provider, "import", diagnostics);
  for (const { mode, type, name, provider, forEach } of module.resources.values()) {
    if (provider === undefined) continue;
    checkReference(module, provider, "resource", diagnostics);
    if (mode !== "managed") continue;
    const own = formatResourceName({ mode, type, name });
    const target = path.length === 0 ? own : `${formatModulePath(path)}.${own}`;
    warnSame(module, provider, { kind: "resource", target, forEach }, diagnostics);
  }
}

function refuseKeyOnTheLeft({ key }: ProviderReference, diagnostics: DiagnosticList): void {
  if (key === undefined) return;
  diagnostics.error(
    configError("invalid-provider-configuration-of-block", "module"),
    "Instance keys are not allowed on the left side of a provider configuration assignment.",
    key.range,
  );
}

function checkReference(
  module: Module,
  reference: ProviderReference,
  kind: "module" | "resource" | "action" | "import",
  diagnostics: DiagnosticList,
): void {
  const { key, name, alias = "", nameRange } = reference;
  const config = module.providerConfigs.get(providerKey(reference));
  const isRepeated = config?.forEach !== undefined;
  if ((key !== undefined) === isRepeated) return;
  const invalid = configError("invalid-provider-configuration-of-block", kind);
  if (key === undefined) {
    const detail =
      "A reference to a provider configuration which uses for_each requires an instance key. Passing a collection of provider instances into a child module is not allowed.";
    diagnostics.error(invalid, detail, nameRange);
  } else if (config === undefined) {
    const detail = `This module doesn't declare a provider "${name}" block with alias = "${alias}", which is required for use with for_each.`;
    diagnostics.error(invalid, detail, nameRange);
  } else {
    const detail = "An instance key can be specified only for a provider configuration that uses for_each.";
    diagnostics.error(invalid, detail, key.range);
  }
}

interface Repeated {
  readonly kind: "module" | "resource";
  /** Its address, as `-target` takes it. */
  readonly target: string;
  readonly forEach: Expression | undefined;
}

/** What is repeated by the same collection loses its provider with its key, and could not be destroyed any more. */
function warnSame(
  module: Module,
  reference: ProviderReference,
  { kind, target, forEach }: Repeated,
  diagnostics: DiagnosticList,
): void {
  const own = module.providerConfigs.get(providerKey(reference))?.forEach;
  if (reference.key === undefined || own === undefined || forEach === undefined) return;
  // What is written out changes by an edit of both.
  if (traversalsOf(forEach).length === 0 || !sameExpression(forEach, own)) return;
  diagnostics.warning(
    configError("provider-for-each-matches", kind),
    `This provider configuration uses the same for_each expression as a ${kind}, which means that subsequent removal of elements from this collection would cause a planning error.\n\n<Tutti> relies on a provider instance to destroy resource instances that are associated with it, and so the provider instance must outlive all of its resource instances by at least one plan/apply round. For removal of instances to succeed in future you must structure the configuration so that the provider block's for_each expression can produce a superset of the instances of the resources associated with the provider configuration.\n\nTo destroy this object before removing the provider configuration, consider first performing a targeted destroy:\n    <tutti> apply -destroy -target=${target}`,
    forEach.range,
  );
}
