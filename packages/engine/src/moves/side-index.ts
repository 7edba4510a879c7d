/** Sides of moves by what they name, so that four thousand of them are no four thousand squared. */

import { formatKey, formatResourceName } from "@tutti/addresses";
import { isModuleSide, type MoveSide, type SideStep } from "./move-side.ts";

interface Entry {
  readonly steps: readonly SideStep[];
  readonly value: number;
}

interface SameNames {
  /** By the keys of the modules, where all of them are given. */
  readonly exact: Map<string, Entry[]>;
  /** Where any key will do for one of them. */
  readonly loose: Entry[];
}

export class SideIndex {
  readonly #entries = new Map<string, SameNames>();

  add(side: MoveSide, value: number): void {
    const names = namesOf(side.steps, thingOf(side));
    let same = this.#entries.get(names);
    if (same === undefined) {
      same = { exact: new Map(), loose: [] };
      this.#entries.set(names, same);
    }
    const entry = { steps: side.steps, value };
    const keys = keysOf(side.steps);
    if (keys === undefined) same.loose.push(entry);
    else {
      const list = same.exact.get(keys);
      if (list === undefined) same.exact.set(keys, [entry]);
      else list.push(entry);
    }
  }

  /** Sides of that thing in a module that can be the same one. */
  *matching(steps: readonly SideStep[], thing: string): Generator<number> {
    const same = this.#entries.get(namesOf(steps, thing));
    if (same === undefined) return;
    const keys = keysOf(steps);
    const exact = keys === undefined ? [...same.exact.values()].flat() : (same.exact.get(keys) ?? []);
    for (const entry of exact) if (keys !== undefined || canMatch(entry.steps, steps)) yield entry.value;
    for (const entry of same.loose) if (canMatch(entry.steps, steps)) yield entry.value;
  }

  /** Sides that can be one step of a chain with that one. */
  chained(side: MoveSide): Generator<number> {
    return this.matching(side.steps, thingOf(side));
  }

  /** Sides in which that one can lie: modules around it, and the block of an instance. */
  *around(side: MoveSide): Generator<number> {
    const modules = isModuleSide(side) ? side.steps.length - 1 : side.steps.length;
    for (let length = 1; length <= modules; length++)
      yield* this.matching(side.steps.slice(0, length), MODULE);
    if (side.kind === "instance" && side.resource !== undefined)
      yield* this.matching(side.steps, `block ${formatResourceName(side.resource)}`);
  }
}

const MODULE = "module";

/** What it is inside of its modules. */
function thingOf({ kind, resource, key }: MoveSide): string {
  if (resource === undefined) return MODULE;
  const name = formatResourceName(resource);
  return kind === "resource" ? `block ${name}` : `instance ${name}${formatKey(key)}`;
}

function namesOf(steps: readonly SideStep[], thing: string): string {
  return `${steps.map(({ name }) => name).join(".")} ${thing}`;
}

function keysOf(steps: readonly SideStep[]): string | undefined {
  return steps.some(({ anyKey }) => anyKey) ? undefined : steps.map(({ key }) => formatKey(key)).join(".");
}

/** Of the same names: no key contradicts the other. */
function canMatch(a: readonly SideStep[], b: readonly SideStep[]): boolean {
  return a.every((step, at) => {
    const other = b[at];
    return step.anyKey || other === undefined || other.anyKey || step.key === other.key;
  });
}
