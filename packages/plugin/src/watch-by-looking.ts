import type { Clock } from "@tutti/runtime";

/** So often: what happens is seen well within two seconds, and a thousand files cost a few hundredths of a processor. */
const LOOK_MS = 500;

/** Who hears that something may have changed, until it is aborted. */
interface Listening {
  readonly signal: AbortSignal;
  readonly hint: () => void;
}

/**
 * Hints at once, and whenever a cheap look gives another text than the one
 * before: for files and processes. The system's own events for files are left
 * aside: they come neither from network file systems nor from a folder that
 * another took the place of, and a look costs microseconds.
 */
export async function watchByLooking(
  clock: Clock,
  look: () => Promise<string>,
  { signal, hint }: Listening,
): Promise<void> {
  let before = await look();
  if (signal.aborted) return;
  hint();
  for (;;) {
    await clock.sleep(LOOK_MS, signal).catch(() => {});
    if (signal.aborted) return;
    const now = await look();
    if (now !== before) hint();
    before = now;
  }
}

/** Hints once, of an object that nobody but we can change. */
export async function watchUnchanging({ signal, hint }: Listening): Promise<void> {
  hint();
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
