/** What keeps Terraform from drawing a graph at all. */

import { formatConfigResource, formatModulePath } from "@tutti/addresses";
import { type Attribute, type Diagnostic, type Expression, errorDiagnostic } from "@tutti/hcl";
import { shortProviderSource } from "../address/provider-source.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { type ModuleNode, moduleAt, modulesOf } from "../module/module.ts";
import { providerKey } from "../module/provider.ts";
import { formatAbsoluteProvider, resolveProvider } from "../tree/resolve-provider.ts";
import { checkHandedProviders } from "./handed-providers.ts";

/** What kind of graph: `import` blocks are in those of plans alone. */
interface GraphKind {
  readonly imports: boolean;
  /** Blocks stand in it as what is to be expanded, and are called so. */
  readonly expanding?: boolean;
  /** No blocks of resources: what is to be destroyed follows from the state. */
  readonly destroying?: boolean;
}

/** What is wrong with a configuration that was loaded without errors, as far as no provider and no value is asked. */
export function graphMistakes(root: ModuleNode, kind: GraphKind): readonly Diagnostic[] {
  const diagnostics = new DiagnosticList();
  findGraphMistakes(root, kind, diagnostics, new Map());
  return diagnostics.all;
}

/** What the root module asks of a caller, which it has not: aliases that nothing configures. Only what plans asks for them. */
export function undefinedProviders({ module }: ModuleNode): readonly Diagnostic[] {
  return [...module.requiredProviders.values()].flatMap(({ source, aliases }) =>
    aliases
      .filter((alias) => !module.providerConfigs.has(providerKey(alias)))
      .map(({ alias }) =>
        errorDiagnostic(
          configError("undefined-provider-configuration"),
          `The root module declares that it requires the caller to pass a configuration for provider ${shortProviderSource(source)} with alias ${JSON.stringify(alias)}.`,
        ),
      ),
  );
}

/** As `graphMistakes`; `given` gets the arguments of each call. */
export function findGraphMistakes(
  root: ModuleNode,
  { imports, expanding, destroying }: GraphKind,
  diagnostics: DiagnosticList,
  given: Map<ModuleNode, ReadonlyMap<string, Expression>>,
): void {
  // In the order in which Terraform finds them: what is wrong with one hides what is wrong with the next.
  const steps: readonly (() => void)[] = [
    () => {
      if (imports) checkImportModules(root, diagnostics);
    },
    () => {
      for (const node of modulesOf(root)) given.set(node, moduleArguments(node, diagnostics));
    },
    () => checkHandedProviders(root, diagnostics),
    () => {
      if (destroying === true) return;
      for (const node of modulesOf(root))
        checkProviders(node, expanding === true ? " (expand)" : "", diagnostics);
    },
  ];
  for (const step of steps) {
    step();
    if (diagnostics.hasErrors) return;
  }
}

/** Blocks that import into modules which nothing calls. */
function checkImportModules(root: ModuleNode, diagnostics: DiagnosticList): void {
  for (const { toResource, to } of root.module.imports) {
    if (moduleAt(root, toResource.module) !== undefined) continue;
    diagnostics.error(
      configError("configuration-for-import-target-does-not-exist"),
      `The configuration for the given import target ${formatConfigResource(toResource)} does not exist. All target instances must have an associated configuration to be imported.`,
      to.range,
    );
  }
}

/** A module's variables are the schema of the block that calls it. */
function moduleArguments(node: ModuleNode, diagnostics: DiagnosticList): ReadonlyMap<string, Expression> {
  if (node.call === undefined) return new Map();
  const attributes = [...node.module.variables.values()].map((variable) => ({
    name: variable.name,
    required: variable.default === undefined,
  }));
  const { content, diagnostics: found } = node.call.config.content({ attributes });
  diagnostics.addAll(found);
  return new Map(
    [...content.attributes].map(([name, { expression }]: [string, Attribute]) => [name, expression]),
  );
}

function checkProviders(node: ModuleNode, suffix: string, diagnostics: DiagnosticList): void {
  const { resources, actions } = node.module;
  const inModule = node.path.length === 0 ? "" : `${formatModulePath(node.path)}.`;
  for (const one of [...resources.values(), ...actions.values()]) {
    const provider = resolveProvider(node, one);
    if (!provider.missing) continue;
    const address = `${inModule}${one.key}${suffix}`;
    diagnostics.error(
      configError("provider-configuration-not-present"),
      `To work with ${address} its original provider configuration at ${formatAbsoluteProvider(provider)} is required, but it has been removed. This occurs when a provider configuration is removed while objects created by that provider still exist in the state. Re-add the provider configuration to destroy ${address}, after which you can remove the provider configuration again.`,
    );
  }
}
