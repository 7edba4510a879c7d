/** Who depends on what goes, by the configuration and by the state. */

import { formatBlockOf } from "@tutti/addresses";
import type { AddressList } from "@tutti/state";
import { isKeptPart, movingChanges } from "../change-parts.ts";
import type { ChangePart } from "../plan.ts";
import { directDependents } from "./direct-dependents.ts";

interface Known {
  readonly changes: readonly ChangePart[];
  /** Config addresses that a config address depends on. */
  readonly dependenciesOf: (configAddress: string) => Iterable<AddressList>;
}

export class Dependents {
  readonly #known: Known;
  #goingOf: ReadonlyMap<string, readonly string[]> | undefined;
  #replacedOf: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(known: Known) {
    this.#known = known;
  }

  /** Those of a block that go themselves, and not only because others of them do; `going`: all blocks of which something goes. */
  ofGoing(config: string, going: ReadonlyMap<string, number>): readonly string[] {
    this.#goingOf ??= directDependents([...going.keys()], this.#known.dependenciesOf);
    return this.#goingOf.get(config) ?? [];
  }

  /** All that change and depend on a block of which an object is replaced by creating first. */
  ofReplaced(config: string): readonly string[] {
    this.#replacedOf ??= this.#dependentsOfReplaced();
    return this.#replacedOf.get(config) ?? [];
  }

  #dependentsOfReplaced(): ReadonlyMap<string, readonly string[]> {
    const { changes, dependenciesOf } = this.#known;
    const map = new Map<string, string[]>();
    for (const change of movingChanges(changes))
      if (change.action === "create-then-delete") map.set(formatBlockOf(change.address), []);
    if (map.size === 0) return map;
    for (const config of new Set(
      changes.map((part) => formatBlockOf(isKeptPart(part) ? part.resource : part.address)),
    )) {
      for (const dependency of textsOf(dependenciesOf(config)))
        if (dependency !== config) map.get(dependency)?.push(config);
    }
    return map;
  }
}

/** What stands in any of the lists, each text once. */
export function textsOf(lists: Iterable<AddressList>): Iterable<string> {
  const [first, ...others] = lists;
  if (first === undefined || others.length === 0) return first ?? [];
  return new Set([...first, ...others.flatMap((list) => [...list])]);
}
