/** Numbers in [0, 1) from a seed (mulberry32), so that a failing round can be played again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const SEED = Number(process.env.TUTTI_TEST_SEED ?? 1);
export const ROUNDS = Number(process.env.TUTTI_TEST_ROUNDS ?? 12);
