import { type EngineClient, EngineError } from "./engine-client.ts";

const IN_USE = /has active endpoints|volume is in use|is being used by/;
const POLL_MS = 100;
const WAIT_MS = 3_000;

/**
 * Removes what containers use. The engine may still be clearing away one of
 * them, though it is no longer listed: whoever asked for its end was killed
 * and did not wait. So a refusal counts only when it lasts.
 */
export async function removeWhenFree(engine: EngineClient, path: string, signal: AbortSignal): Promise<void> {
  const { clock } = engine.runtime;
  const deadline = clock.monotonic() + WAIT_MS;
  for (;;) {
    try {
      await engine.call("DELETE", path, { signal });
      return;
    } catch (error) {
      const passing = error instanceof EngineError && IN_USE.test(error.message);
      if (!passing || clock.monotonic() >= deadline) throw error;
    }
    await clock.sleep(POLL_MS, signal);
  }
}
