import type { Random } from "@tutti/runtime";

/** Decimal digits of 63 random bits: what Go's `rand.Int` gives, as a text. */
export function randomNumber(random: Random): string {
  const bytes = random.bytes(8);
  return (new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) >> 1n).toString();
}
