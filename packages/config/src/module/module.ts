import type { ModulePath } from "@tutti/addresses";
import type { SourceRange } from "@tutti/hcl";
import type { Action } from "./action.ts";
import type { Check } from "./check.ts";
import type { Backend, CloudBlock, EncryptionBlock, ModuleCall } from "./module-call.ts";
import type { Local, Output, Variable } from "./named-value.ts";
import type { ProviderConfig, ProviderMeta, RequiredProvider } from "./provider.ts";
import type { Import, Moved, Removed } from "./refactoring.ts";
import type { Resource } from "./resource.ts";
import type { Version } from "./version.ts";

/** All that the files of one directory declare, merged. */
export interface Module {
  /** As the source names it: relative to where the command was started, `.` for the root. */
  readonly directory: string;
  readonly requiredVersions: readonly Version[];
  /** By local name; providers that are only used by name are not among them. */
  readonly requiredProviders: ReadonlyMap<string, RequiredProvider>;
  readonly requiredProvidersRange: SourceRange | undefined;
  /** By `name` or `name.alias`. */
  readonly providerConfigs: ReadonlyMap<string, ProviderConfig>;
  readonly providerMetas: ReadonlyMap<string, ProviderMeta>;
  readonly backend: Backend | undefined;
  readonly cloud: CloudBlock | undefined;
  /** Those of override files stand behind the others, and are laid over them. */
  readonly encryptions: readonly EncryptionBlock[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly locals: ReadonlyMap<string, Local>;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly moduleCalls: ReadonlyMap<string, ModuleCall>;
  /** Of every mode, by `formatResourceName`: `a.b`, `data.a.b`, `ephemeral.a.b`. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly moved: readonly Moved[];
  readonly removed: readonly Removed[];
  readonly imports: readonly Import[];
  /** By `action.TYPE.NAME`. */
  readonly actions: ReadonlyMap<string, Action>;
}

/** One module of the tree. */
export interface ModuleNode {
  readonly path: ModulePath;
  readonly module: Module;
  readonly parent: ModuleNode | undefined;
  /** The block that calls it; undefined for the root. */
  readonly call: ModuleCall | undefined;
  readonly children: ReadonlyMap<string, ModuleNode>;
  /** Of a registry module, as installed. */
  readonly version: string | undefined;
}

/** A loaded configuration: the module tree from its root. */
export interface Config {
  readonly root: ModuleNode;
  /** Text of every file read, by name, for showing diagnostics. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The node and all below it, parents first, siblings by name. */
export function* modulesOf(node: ModuleNode): Generator<ModuleNode> {
  yield node;
  for (const name of [...node.children.keys()].sort()) {
    const child = node.children.get(name);
    if (child !== undefined) yield* modulesOf(child);
  }
}

/** The node at a path, if the configuration has it. */
export function moduleAt(root: ModuleNode, path: ModulePath): ModuleNode | undefined {
  let node: ModuleNode | undefined = root;
  for (const name of path) node = node?.children.get(name);
  return node;
}
