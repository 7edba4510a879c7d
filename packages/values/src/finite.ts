import type { Value } from "./value.ts";

/** False where an infinite number is known to be in it: JSON, and with it a state, cannot hold one. */
export function isFiniteInside(value: Value): boolean {
  if (!value.isKnown) return true;
  const { data } = value;
  if (typeof data === "number") return Number.isFinite(data);
  if (Array.isArray(data)) return (data as readonly Value[]).every(isFiniteInside);
  return !(data instanceof Map) || [...(data as ReadonlyMap<string, Value>).values()].every(isFiniteInside);
}
