import type { Fields } from "@tutti/plugin";
import { type EngineClient, EngineError } from "./engine-client.ts";
import { engineFailure } from "./engine-failure.ts";
import { removeWhenFree } from "./remove-when-free.ts";

/** Removes a network or a volume, once nothing uses it; one that is gone already is removed. */
export async function removeObject(
  engine: EngineClient,
  state: Fields,
  { what, path }: { readonly what: "network" | "volume"; readonly path: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await removeWhenFree(engine, path, { filter: what, of: state.text("id") }, signal);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return;
    throw engineFailure(error, `remove the ${what} "${state.text("name")}"`);
  }
}
