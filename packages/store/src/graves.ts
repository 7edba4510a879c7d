import { expect } from "@tutti/runtime";
import type { Entry } from "./store.ts";

/** A range that was deleted at a revision; what lies below and is older is dead. */
export interface Grave {
  readonly prefix: string;
  readonly revision: number;
  /** How far it is swept: dead keys before it are off the disk. */
  readonly from: string;
}

/** The deleted ranges whose keys are still on the disk, the oldest first. */
export class Graves {
  readonly #byPrefix = new Map<string, Grave>();
  /** How many graves have a prefix of a length: a key is looked up once a length, not once a grave. */
  readonly #lengths = new Map<number, number>();

  add(prefix: string, revision: number): void {
    if (!this.#byPrefix.has(prefix))
      this.#lengths.set(prefix.length, (this.#lengths.get(prefix.length) ?? 0) + 1);
    // Swept from its beginning: keys may have come since it was made.
    this.#byPrefix.set(prefix, { prefix, revision, from: prefix });
  }

  /** Whether an entry that is on the disk is dead. */
  covers({ key, modifyRevision }: Pick<Entry, "key" | "modifyRevision">): boolean {
    for (const length of this.#lengths.keys()) {
      const grave = this.#byPrefix.get(key.slice(0, length));
      if (grave !== undefined && modifyRevision < grave.revision) return true;
    }
    return false;
  }

  /** The one to sweep. */
  get next(): Grave | undefined {
    const [first] = this.#byPrefix.values();
    return first;
  }

  /** Notes that a grave is swept up to a key; undefined: wholly, so that it goes. One that was dug again meanwhile stays. */
  swept(grave: Grave, reached: string | undefined): void {
    if (this.#byPrefix.get(grave.prefix) !== grave) return;
    if (reached !== undefined) {
      this.#byPrefix.set(grave.prefix, { ...grave, from: reached });
      return;
    }
    this.#byPrefix.delete(grave.prefix);
    const { length } = grave.prefix;
    const left = expect(this.#lengths.get(length), "the length of a grave") - 1;
    // no mutant: a length too many costs a look-up, and nothing else
    if (left === 0) this.#lengths.delete(length);
    else this.#lengths.set(length, left);
  }

  prefixes(): readonly string[] {
    return [...this.#byPrefix.keys()];
  }

  clear(): void {
    this.#byPrefix.clear();
    this.#lengths.clear();
  }

  copy(): Graves {
    const copy = new Graves();
    for (const { prefix, revision } of this.#byPrefix.values()) copy.add(prefix, revision);
    return copy;
  }
}
