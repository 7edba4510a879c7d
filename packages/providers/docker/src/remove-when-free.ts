import { type EngineClient, EngineError } from "./engine-client.ts";

const IN_USE = /has active endpoints|volume is in use|is being used by/;
const POLL_MS = 100;
/** So long may the engine's list of containers lag behind what it refuses. */
const SETTLE_MS = 3_000;
/** So long may an engine take to clear away what it was told to, on a busy machine. */
const CLEARING_MS = 60_000;

/** Which containers use a thing, as the engine's list of containers is asked. */
export type UserFilter = "network" | "volume" | "ancestor";

/**
 * Removes what containers use. The engine may still be clearing away one of
 * them: whoever asked for its end was killed and did not wait. So a refusal
 * counts only where it lasts, and where a container that stays is the reason.
 */
export async function removeWhenFree(
  engine: EngineClient,
  path: string,
  usedBy: { readonly filter: UserFilter; readonly of: string },
  signal: AbortSignal,
): Promise<void> {
  const { clock } = engine.runtime;
  const began = clock.monotonic();
  for (;;) {
    try {
      await engine.call("DELETE", path, { signal });
      return;
    } catch (error) {
      if (!(error instanceof EngineError && IN_USE.test(error.message))) throw error;
      const waited = clock.monotonic() - began;
      if (waited >= CLEARING_MS) throw error;
      if (waited >= SETTLE_MS && (await isUsed(engine, usedBy, signal))) throw error;
    }
    await clock.sleep(POLL_MS, signal);
  }
}

async function isUsed(
  engine: EngineClient,
  { filter, of }: { readonly filter: UserFilter; readonly of: string },
  signal: AbortSignal,
): Promise<boolean> {
  const query = { all: true, filters: JSON.stringify({ [filter]: [of] }) };
  const users = await engine.list("/containers/json", { query, signal });
  return users.some((container) => container.State !== "removing");
}
