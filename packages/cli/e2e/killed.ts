import { setTimeout as pause } from "node:timers/promises";
import { type Ended, type RunOptions, start } from "./tutti.ts";

/** How a run is ended from outside. */
export interface Kill {
  readonly afterMs: number;
  /** All that it started too. */
  readonly wholeGroup: boolean;
}

/** Starts `tutti …` and kills it by SIGKILL at a moment; it may have ended before. */
export async function runKilled(
  folder: string,
  args: readonly string[],
  { afterMs, wholeGroup }: Kill,
  options: RunOptions = {},
): Promise<Ended> {
  const { child, ended } = start(folder, args, { ...options, ownGroup: true });
  const { pid } = child;
  await Promise.race([pause(afterMs), ended]);
  if (wholeGroup && pid !== undefined) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended a moment ago.
    }
  } else child.kill("SIGKILL");
  return ended;
}
