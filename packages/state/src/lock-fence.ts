import type { Runtime } from "@tutti/runtime";

/** The greatest number given out by this process, for each machine that it runs on (one, but for tests). */
const lastFences = new WeakMap<Runtime["clock"], number>();

/**
 * A number for a lock whose storage numbers none: microseconds since 1970, or
 * one more than the last. Whether the lock is still the last one is asked of
 * the storage itself.
 */
export function nextFence({ clock }: Runtime): number {
  const fence = Math.max(Math.floor(clock.now() * 1_000), (lastFences.get(clock) ?? 0) + 1);
  lastFences.set(clock, fence);
  return fence;
}
