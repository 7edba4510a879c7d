import type { Clock } from "@tutti/runtime";

const FIRST_MS = 1000;
const MOST_MS = 10_000;

/** Looks at once, then after a second, then less and less often, until `look` finds something. Who asks says by the signal when it is too late. */
export async function waitUntil<T>(
  clock: Clock,
  signal: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 1.5, MOST_MS)) {
    const found = await look();
    if (found !== undefined) return found;
    await clock.sleep(pause, signal);
  }
}
