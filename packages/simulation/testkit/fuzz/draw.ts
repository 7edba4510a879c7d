import { createSeededRandom } from "../../src/prng.ts";

/** Choices that a seed decides. */
export class Draw {
  readonly #random: ReturnType<typeof createSeededRandom>;

  constructor(seed: number) {
    this.#random = createSeededRandom(seed);
  }

  /** A whole number from 0 up to `count`, without it. */
  below(count: number): number {
    return this.#random.integer(count);
  }

  chance(share: number): boolean {
    return this.#random.float() < share;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  }
}
