/** What of a rollout decides in which phase it is. */
export interface PhaseFacts {
  readonly Status: string;
  readonly WaitsFor: string;
}

/** The phase that a rollout came into, as user events name it; undefined: it is in none other than before. */
export function rolloutPhase(before: PhaseFacts | undefined, now: PhaseFacts): string | undefined {
  if (before === undefined) return "started";
  if (before.Status !== now.Status) return now.Status === "running" ? "resumed" : now.Status;
  if (before.WaitsFor === now.WaitsFor) return undefined;
  if (now.WaitsFor !== "") return `waits-for-${now.WaitsFor}`;
  return before.WaitsFor === "promotion" ? "promoted" : "resumed";
}
