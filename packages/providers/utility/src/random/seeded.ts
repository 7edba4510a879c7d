import type { Random } from "@tutti/runtime";

/** Draws whole numbers in [0, below). */
export type Draw = (below: number) => number;

/**
 * Numbers that follow from a seed: the same for the same text on every machine
 * and in every version of ours. They are not those that HashiCorp's provider
 * draws by it (its generator is Go's own); a value that is in a state stays.
 * Without a seed they are the system's.
 */
export function drawBy(seed: string | undefined, random: Random): Draw {
  if (seed === undefined || seed === "") return (below) => uniform(below, () => word(random));
  const next = splitMix(hash(seed));
  return (below) => uniform(below, next);
}

/** Fisher and Yates: every order equally often. */
export function shuffled(items: readonly string[], draw: Draw): readonly string[] {
  const out = [...items];
  for (let last = out.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    [out[last], out[other]] = [out[other] ?? "", out[last] ?? ""];
  }
  return out;
}

const MASK = (1n << 64n) - 1n;

/** Every number equally often: what would favour the small ones is drawn again. */
function uniform(below: number, next: () => bigint): number {
  const range = BigInt(below);
  const limit = MASK + 1n - ((MASK + 1n) % range);
  let drawn = next();
  while (drawn >= limit) drawn = next();
  return Number(drawn % range);
}

function word(random: Random): bigint {
  const bytes = random.bytes(8);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

/** FNV-1a of 64 bits (draft-eastlake-fnv). */
function hash(text: string): bigint {
  let out = 0xcbf2_9ce4_8422_2325n;
  for (const byte of new TextEncoder().encode(text)) out = ((out ^ BigInt(byte)) * 0x100_0000_01b3n) & MASK;
  return out;
}

/** SplitMix64 (Steele, Lea, Flood 2014). */
function splitMix(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    state = (state + 0x9e37_79b9_7f4a_7c15n) & MASK;
    let out = state;
    out = ((out ^ (out >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK;
    out = ((out ^ (out >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK;
    return out ^ (out >> 31n);
  };
}
