import { isRecord } from "@tutti/plugin";
import { type EngineClient, EngineError } from "./engine-client.ts";

/**
 * What an engine says while something else goes: a container that uses the
 * thing, or, of an image, a layer of it that went with another image whose
 * removal it was in the middle of.
 */
const NOT_YET = /has active endpoints|volume is in use|is being used by|unrecognized image ID/;
const POLL_MS = 100;
/** So long may the engine's list of containers lag behind what it refuses. */
const SETTLE_MS = 3_000;
/** So long may an engine take to clear away what it was told to, on a busy machine. */
const CLEARING_MS = 60_000;
/** After so long, what holds a network is an end whose container is gone: nothing but force takes it away. */
const STALE_MS = 10_000;

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
  let cleared = false;
  for (;;) {
    try {
      await engine.call("DELETE", path, { signal });
      return;
    } catch (error) {
      if (!(error instanceof EngineError && NOT_YET.test(error.message))) throw error;
      const waited = clock.monotonic() - began;
      if (waited >= CLEARING_MS) throw error;
      if (waited >= SETTLE_MS && (await isUsed(engine, usedBy, signal))) throw error;
      if (waited >= STALE_MS && !cleared && usedBy.filter === "network") {
        cleared = true;
        await clearEnds(engine, path, signal);
      }
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

/**
 * Takes away ends of a network whose containers are gone. An engine keeps one
 * where the caller was killed while it started a container, and refuses for
 * ever; force takes by name what has no container.
 */
async function clearEnds(engine: EngineClient, path: string, signal: AbortSignal): Promise<void> {
  const { Containers: ends } = await engine.get(path, { signal });
  for (const [key, end] of isRecord(ends) ? Object.entries(ends) : []) {
    if (!isRecord(end) || typeof end.Name !== "string") continue;
    // An end stands under its container's id, or under one of its own.
    if (!key.startsWith("ep-") && (await engine.find(`/containers/${key}/json`, { signal })) !== undefined)
      continue;
    await engine.call("POST", `${path}/disconnect`, { body: { Container: end.Name, Force: true }, signal });
  }
}
