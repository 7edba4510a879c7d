/** What is healed, and how often. */
export interface HealRules {
  /** Only objects that are registered as services, or all. */
  readonly what: "services" | "all";
  /** So many objects at most within the window. */
  readonly most: number;
  readonly windowMs: number;
}

/** One object that was healed, or was tried to be; times are milliseconds since 1970. */
export interface Heal {
  readonly address: string;
  readonly at: number;
}

/** After so many heals of one object within the hour something else is at work, and nobody helps it by healing on. */
export const SAME_MOST = 3;
const SAME_WINDOW_MS = 3_600_000;

/** Whether an object may be healed now. */
export type HealVerdict =
  | { readonly kind: "heal" }
  /** The window is full: again after so many milliseconds. */
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "stopped" };

/** By what was healed before. */
export function judgeHeal(
  history: readonly Heal[],
  address: string,
  now: number,
  { most, windowMs }: HealRules,
): HealVerdict {
  const same = history.filter((heal) => heal.address === address && now - heal.at < SAME_WINDOW_MS);
  if (same.length >= SAME_MOST) return { kind: "stopped" };
  const within = history.filter(({ at }) => now - at < windowMs).map(({ at }) => at);
  if (within.length < most) return { kind: "heal" };
  const free = within.toSorted((a, b) => a - b)[within.length - most] ?? now;
  return { kind: "wait", ms: free + windowMs - now };
}

/** What no judgement needs any more is forgotten. */
export function recentHeals(history: readonly Heal[], now: number, { windowMs }: HealRules): readonly Heal[] {
  return history.filter(({ at }) => now - at < Math.max(SAME_WINDOW_MS, windowMs));
}
