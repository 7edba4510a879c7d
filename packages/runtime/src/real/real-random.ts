import type { Random } from "../random.ts";

/** The global Web Crypto object comes to life at its first use; `node:crypto` would cost every start 5 ms. */
export function createRealRandom(): Random {
  const bytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
  return {
    float: () => Math.random(),
    integer: (below) => Math.floor(Math.random() * below),
    bytes,
    uuid: () => crypto.randomUUID(),
  };
}
