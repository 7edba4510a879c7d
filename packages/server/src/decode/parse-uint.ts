import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

const MAX = (1n << 64n) - 1n;

/** An unsigned 64-bit number in decimal, or Go's words for what is wrong. */
export function parseUint(text: string): Outcome<bigint> {
  const quoted = JSON.stringify(text);
  if (!/^\d+$/.test(text)) return refuse(serverError("no-unsigned-number", quoted));
  const value = BigInt(text);
  return value > MAX ? refuse(serverError("unsigned-number-out-of-range", quoted)) : value;
}
