/** Randomness; the real one is the operating system's, the simulated one a seeded generator. */
export interface Random {
  /** In [0, 1). */
  float(): number;
  /** A whole number in [0, below). */
  integer(below: number): number;
  bytes(count: number): Uint8Array;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}
