import { type Clock, every } from "@tutti/runtime";
import type { LocalState } from "./local-state.ts";

/** How often critical services are looked at; an age is met at most this late. */
const LOOK_INTERVAL_MS = 1000;

/** Removes services whose check is critical for longer than its `DeregisterCriticalServiceAfter`. */
export function startReaper(
  local: LocalState,
  clock: Clock,
  release: (serviceId: string, why: string) => void,
): () => void {
  const timer = every(
    clock,
    LOOK_INTERVAL_MS,
    () => {
      const now = clock.monotonic();
      for (const { record, definition, criticalSinceMs } of [...local.checks.values()]) {
        const afterMs = definition?.deregisterAfterMs ?? 0;
        if (afterMs <= 0 || criticalSinceMs === undefined || record.ServiceID === "") continue;
        if (now - criticalSinceMs >= afterMs && local.services.has(record.ServiceID)) {
          release(record.ServiceID, `Check ${record.CheckID} is critical for more than ${afterMs / 1000}s`);
        }
      }
    },
    { unref: true },
  );
  return () => timer.cancel();
}
