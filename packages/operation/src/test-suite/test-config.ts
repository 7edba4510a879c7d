/** The configuration as a run sees it: with the providers of the test, and without the modules that it replaces. */

import { formatModulePath, modulePathOf } from "@tutti/addresses";
import {
  type Config,
  type Module,
  type ModuleNode,
  type Output,
  type ProviderConfig,
  providerKey,
  type TestRun,
} from "@tutti/config";
import { NULL, type Value } from "@tutti/values";

/** Values of outputs, by the text of a module's path. */
export type ModuleOverrides = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** A run's own view of what is tested. */
export function configOfRun(
  config: Config,
  providers: ReadonlyMap<string, ProviderConfig>,
  overrides: ModuleOverrides,
): Config {
  const { root } = config;
  const module: Module = {
    ...root.module,
    providerConfigs: new Map([...root.module.providerConfigs, ...providers]),
  };
  return { ...config, root: rebuild({ ...root, module }, undefined, overrides) };
}

/** The providers that a run hands to its module: all of the file, or those that it names. */
export function providersOfRun<T>(
  of: ReadonlyMap<string, T>,
  { providers }: TestRun,
  rename: (item: T, name: string, alias: string | undefined) => T,
): ReadonlyMap<string, T> {
  if (providers === undefined) return of;
  return new Map(
    providers.flatMap(({ inChild, inParent }) => {
      const item = of.get(providerKey(inParent));
      return item === undefined
        ? []
        : [[providerKey(inChild), rename(item, inChild.name, inChild.alias)] as const];
    }),
  );
}

function rebuild(node: ModuleNode, parent: ModuleNode | undefined, overrides: ModuleOverrides): ModuleNode {
  const given = overrides.get(formatModulePath(node.path));
  const children = new Map<string, ModuleNode>();
  const made: ModuleNode = {
    ...node,
    parent,
    module: given === undefined ? node.module : hollow(node.module, given),
    children,
  };
  if (given === undefined)
    for (const [name, child] of node.children) children.set(name, rebuild(child, made, overrides));
  return made;
}

/** The module with nothing in it but its variables and the outputs that are given; others are null. */
function hollow(module: Module, given: ReadonlyMap<string, Value>): Module {
  const outputs = new Map(
    [...module.outputs].map(([name, output]) => [name, fixed(output, given.get(name))] as const),
  );
  return {
    ...module,
    outputs,
    locals: new Map(),
    resources: new Map(),
    moduleCalls: new Map(),
    checks: new Map(),
    moved: [],
    removed: [],
    imports: [],
  };
}

function fixed(output: Output, value: Value | undefined): Output {
  const expression = { kind: "literal", value: value ?? NULL, range: output.declRange } as const;
  return { ...output, expression, dependsOn: [], preconditions: [] };
}

/** The path of a module as overrides name it. */
export function modulePathText(module: Parameters<typeof modulePathOf>[0]): string {
  return formatModulePath(modulePathOf(module));
}
