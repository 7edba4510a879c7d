import type { Random } from "@tutti/runtime";

/**
 * A small fast counting generator (Chris Doty-Humphrey's sfc32, seeded by
 * splitmix32): the same seed gives the same run, on every machine.
 */
export function createSeededRandom(seed: number): Random {
  let [a, b, c, counter] = [...splitmix(seed), 1] as [number, number, number, number];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => next() & 0xff);
  return {
    float: () => next() / 0x1_0000_0000,
    integer: (below) => Math.floor((next() / 0x1_0000_0000) * below),
    bytes,
    uuid: () => formatUuid(bytes(16)),
  };
}

function splitmix(seed: number): [number, number, number] {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return [next(), next(), next()];
}

function formatUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, index) => {
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return fixed.toString(16).padStart(2, "0");
  }).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
