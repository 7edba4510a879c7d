import type { InstanceKey } from "./address.ts";

/**
 * At which place of a list each key stands, where no key stands twice. Mostly
 * keys are asked for one after the other, or some of them in that order: so the
 * search goes on behind the last one found, and no map of all is made before as
 * many were passed over as a map would cost.
 */
export class KeyPlaces {
  readonly #keys: readonly InstanceKey[];
  #next = 0;
  #passed = 0;
  #places: ReadonlyMap<InstanceKey, number> | undefined;

  constructor(keys: readonly InstanceKey[]) {
    this.#keys = keys;
  }

  /** Undefined where it is not among them. */
  placeOf(key: InstanceKey): number | undefined {
    const keys = this.#keys;
    const from = this.#next;
    if (from < keys.length && keys[from] === key) {
      this.#next = from + 1;
      return from;
    }
    if (this.#places === undefined && this.#passed < PASSED_MAX * keys.length) return this.#search(key);
    this.#places ??= new Map(keys.map((one, at) => [one, at]));
    return this.#places.get(key);
  }

  /** From the last one on, and around. */
  #search(key: InstanceKey): number | undefined {
    const { length } = this.#keys;
    for (let step = 0, at = this.#next; step < length; step += 1, at += 1) {
      if (at >= length) at = 0;
      if (this.#keys[at] !== key) continue;
      this.#passed += step;
      this.#next = at + 1;
      return at;
    }
    this.#passed += length;
    return undefined;
  }
}

/** Times that all keys are passed over at most. */
const PASSED_MAX = 2;
