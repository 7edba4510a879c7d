/** What waits for what, in a configuration of modules: a reference reaches resources beside it, and modules as wholes. */

import { modulePathOf, parseTarget } from "@tutti/addresses";
import type { ModuleShape } from "./wanted-objects.ts";

/** The line that says so; nothing where nothing is waited for. */
export function dependsOn(references: ReadonlySet<string>): string {
  return references.size === 0 ? "" : `  depends_on = [${[...references].join(", ")}]\n`;
}

/** What a resource of the module at `path` waits for there: resources beside it, and modules that hold others. */
export function dependenciesWithin(
  dependencies: readonly string[],
  path: readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { at, name } of dependencies.flatMap(placeOf)) {
    if (!startsWith(at, path)) continue;
    const [child] = at.slice(path.length);
    found.add(child === undefined ? name : `module.${child}`);
  }
  return found;
}

/** What a module as a whole waits for in the one that calls it. */
export function dependenciesOfCall(
  shape: ModuleShape,
  own: readonly string[],
  path: readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = ({ resources, calls }: ModuleShape): void => {
    for (const { dependencies } of resources.values()) {
      const outside = [...dependencies].filter((text) =>
        placeOf(text).some(({ at }) => !startsWith(at, own)),
      );
      for (const reference of dependenciesWithin(outside, path)) found.add(reference);
    }
    for (const { shape: inner } of calls.values()) visit(inner);
  };
  visit(shape);
  return found;
}

/** What each resource and each module waits for, in the module at `path`. */
export function waitsOf(
  { resources, calls }: ModuleShape,
  path: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const waits = new Map<string, ReadonlySet<string>>();
  for (const [name, { dependencies }] of resources)
    waits.set(name, dependenciesWithin([...dependencies], path));
  for (const [name, { shape }] of calls)
    waits.set(`module.${name}`, dependenciesOfCall(shape, [...path, name], path));
  return waits;
}

/** Those that wait for each other, and what waits for them; nobody where there is an order. */
export function circleIn(waits: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const left = new Set(waits.keys());
  let before: number;
  do {
    before = left.size;
    for (const name of left)
      if (![...(waits.get(name) ?? [])].some((other) => left.has(other))) left.delete(name);
  } while (left.size < before);
  return [...left];
}

/** The module and the name of a managed resource; nothing for what is only read. */
function placeOf(text: string): readonly { readonly at: readonly string[]; readonly name: string }[] {
  const target = parseTarget(text);
  if (!target.ok || target.value.kind !== "resource" || target.value.resource.mode !== "managed") return [];
  const { module, type, name } = target.value.resource;
  return [{ at: modulePathOf(module), name: `${type}.${name}` }];
}

function startsWith(path: readonly string[], front: readonly string[]): boolean {
  return front.every((name, at) => path[at] === name);
}
