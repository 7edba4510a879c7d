/** What the modules of a configuration ask of each provider together. */

import {
  formatVersionConstraint,
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
}

/** Of one tree or several, in the order of their sources. */
export function requirementsOf(...roots: readonly ModuleNode[]): readonly Requirement[] {
  const found = new Map<string, Requirement>();
  for (const { module, path } of roots.flatMap((root) => [...modulesOf(root)]))
    for (const [source, constraint] of providerRequirements(module)) {
      const before = found.get(source);
      const by = path.length === 0 ? "the root module" : path.map((name) => `module.${name}`).join(".");
      const asked = constraint.length === 0 ? [] : [{ by, constraint: formatVersionConstraint(constraint) }];
      found.set(source, {
        source,
        constraint: [...(before?.constraint ?? []), ...constraint],
        asked: [...(before?.asked ?? []), ...asked],
      });
    }
  return [...found.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}
