/** Who depends on what goes, by the configuration and by the state. */

import { formatBlockOf } from "@tutti/addresses";
import type { AddressList } from "@tutti/state";
import { isKeptPart } from "../change-parts.ts";
import type { ChangePart } from "../plan.ts";
import { directDependents } from "./direct-dependents.ts";

interface Known {
  readonly changes: readonly ChangePart[];
  /** Config addresses that a config address depends on. */
  readonly dependenciesOf: (configAddress: string) => Iterable<AddressList>;
}

/** Blocks of which something goes, before who used it changes or after that. */
interface Going {
  readonly early: ReadonlyMap<string, number>;
  readonly late: ReadonlyMap<string, number>;
}

export class Dependents {
  readonly #known: Known;
  readonly #going: Going;
  #goingOf: ReadonlyMap<string, readonly string[]> | undefined;
  #earlyOf: ReadonlyMap<string, readonly string[]> | undefined;
  #lateOf: ReadonlyMap<string, readonly string[]> | undefined;

  /** What goes is known when the first question is asked. */
  constructor(known: Known, going: Going) {
    this.#known = known;
    this.#going = going;
  }

  /** Those of a block that go themselves, and not only because others of them do. */
  ofGoing(config: string): readonly string[] {
    const { early, late } = this.#going;
    this.#goingOf ??= directDependents(
      [...new Set([...early.keys(), ...late.keys()])],
      this.#known.dependenciesOf,
    );
    return this.#goingOf.get(config) ?? [];
  }

  /** Those of a block that go early, likewise; `all`: the blocks that may be asked for. */
  ofMade(config: string, all: Iterable<string>): readonly string[] {
    const { early } = this.#going;
    this.#earlyOf ??= directDependents(
      [...early.keys()],
      this.#known.dependenciesOf,
      [...all].filter((each) => !early.has(each)),
    );
    return this.#earlyOf.get(config) ?? [];
  }

  /** What a block depends on, each once. */
  needs(config: string): Iterable<string> {
    return textsOf(this.#known.dependenciesOf(config));
  }

  /** All that change and depend on a block of which an object goes late. */
  ofLate(config: string): readonly string[] {
    this.#lateOf ??= this.#dependentsOf(this.#going.late);
    return this.#lateOf.get(config) ?? [];
  }

  #dependentsOf(late: ReadonlyMap<string, number>): ReadonlyMap<string, readonly string[]> {
    const { changes } = this.#known;
    const map = new Map<string, string[]>([...late.keys()].map((config) => [config, []]));
    if (map.size === 0) return map;
    for (const config of new Set(
      changes.map((part) => formatBlockOf(isKeptPart(part) ? part.resource : part.address)),
    )) {
      for (const dependency of this.needs(config))
        if (dependency !== config) map.get(dependency)?.push(config);
    }
    return map;
  }
}

/** What stands in any of the lists, each text once. */
function textsOf(lists: Iterable<AddressList>): Iterable<string> {
  const [first, ...others] = lists;
  if (first === undefined || others.length === 0) return first ?? [];
  return new Set([...first, ...others.flatMap((list) => [...list])]);
}
