/** What the modules of a configuration ask of each provider together. */

import { join } from "node:path";
import {
  formatVersionConstraint,
  isLocalProvider,
  type Module,
  type ModuleNode,
  modulesOf,
  providerRequirements,
  type VersionConstraint,
} from "@tutti/config";

/** One provider, as it is needed. */
export interface Requirement {
  readonly source: string;
  readonly constraint: VersionConstraint;
  /** Which module asks for what, where it asks for anything: `module.a` and `~> 3.0`. */
  readonly asked: readonly { readonly by: string; readonly constraint: string }[];
  /** Where modules say that it lies, of one that lies beside the configuration; more than one is a mistake. */
  readonly folders?: readonly string[];
}

/** Of one tree or several, in the order of their sources. */
export function requirementsOf(...roots: readonly ModuleNode[]): readonly Requirement[] {
  const found = new Map<string, Requirement>();
  for (const { module, path } of roots.flatMap((root) => [...modulesOf(root)]))
    for (const [source, constraint] of providerRequirements(module)) {
      const before = found.get(source);
      const by = path.length === 0 ? "the root module" : path.map((name) => `module.${name}`).join(".");
      const folders = isLocalProvider(source) ? foldersOf(module, source) : [];
      const asked = constraint.length === 0 ? [] : [{ by, constraint: formatVersionConstraint(constraint) }];
      found.set(source, {
        source,
        constraint: [...(before?.constraint ?? []), ...constraint],
        asked: [...(before?.asked ?? []), ...asked],
        ...(isLocalProvider(source)
          ? { folders: [...new Set([...(before?.folders ?? []), ...folders])] }
          : {}),
      });
    }
  return [...found.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}

function foldersOf({ requiredProviders, directory }: Module, source: string): readonly string[] {
  return [...requiredProviders.values()].flatMap((one) =>
    one.source === source && one.sourceText !== undefined ? [join(directory, one.sourceText)] : [],
  );
}
