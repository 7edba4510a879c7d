import { formatConfigResource, formatModulePath, type ModulePath } from "@tutti/addresses";
import { type Config, modulesOf, type Provisioner, type Removed } from "@tutti/config";

/** A `removed` block, and what it speaks of from the root. */
export interface RemovedStatement {
  readonly block: Removed;
  readonly from: Removed["from"];
  /** As texts name it. */
  readonly text: string;
}

/** By that text; of several for one thing the first counts, of outer modules before inner ones. */
export type RemovedStatements = ReadonlyMap<string, RemovedStatement>;

export function removedStatements(config: Config): RemovedStatements {
  let found = known.get(config);
  if (found === undefined) {
    found = findRemovedStatements(config);
    known.set(config, found);
  }
  return found;
}

const known = new WeakMap<Config, RemovedStatements>();

function findRemovedStatements(config: Config): RemovedStatements {
  const found = new Map<string, RemovedStatement>();
  for (const { path, module } of modulesOf(config.root)) {
    for (const block of module.removed) {
      const from = inModule(path, block.from);
      const text = from.kind === "module" ? formatModulePath(from.path) : formatConfigResource(from.resource);
      if (!found.has(text)) found.set(text, { block, from, text });
    }
  }
  return found;
}

function inModule(path: ModulePath, from: Removed["from"]): Removed["from"] {
  if (from.kind === "module") return { kind: "module", path: [...path, ...from.path] };
  return { kind: "resource", resource: { ...from.resource, module: [...path, ...from.resource.module] } };
}

/** True where a block for the resource, or for a module around it, wants its objects left alone. */
export function isForgotten(statements: RemovedStatements, config: string, path: ModulePath): boolean {
  if (statements.get(config)?.block.destroy === false) return true;
  for (let length = path.length; length > 0; length--)
    if (statements.get(formatModulePath(path.slice(0, length)))?.block.destroy === false) return true;
  return false;
}

/** What the resource's own block runs before its objects go. */
export function removedProvisioners(statements: RemovedStatements, config: string): readonly Provisioner[] {
  return statements.get(config)?.block.provisioners ?? [];
}
