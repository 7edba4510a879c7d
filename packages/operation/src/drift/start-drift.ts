import type { DriftRequest } from "./request.ts";

/** Watches until it is aborted. The state is never locked and never written, but to heal. */
export async function watchDrift(request: DriftRequest, signal: AbortSignal): Promise<void> {
  // One command does this, and those that share this room's bundle need none of it.
  const { runDrift } = await import("./watch-drift.ts");
  await runDrift(request, signal);
}
