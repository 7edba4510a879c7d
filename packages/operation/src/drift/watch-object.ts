import type { Look, Looks } from "@tutti/engine";
import { type Clock, createStop } from "@tutti/runtime";
import type { StoredObject } from "@tutti/state";
import type { Hearing } from "./events.ts";

/** Hints that come within this time are one: a container that ends makes five. */
const GATHER_MS = 100;
const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 30_000;

/** One object, and who wants to know what it is. */
export interface ObjectWatch {
  readonly stored: StoredObject;
  readonly looks: Pick<Looks, "look" | "watch">;
  readonly clock: Clock;
  /** Ends it. */
  readonly stop: AbortSignal;
  /** How often it is looked at where no events tell of it. */
  readonly refreshEveryMs: number;
  heard(how: Hearing): void;
  /** After so many milliseconds it is to be looked at again; undefined: when something happens. */
  seen(look: Look): Promise<number | undefined>;
}

/** Looks at an object whenever something hints that it changed, and now and then where nothing would. */
export async function watchObject(watch: ObjectWatch): Promise<void> {
  const { stored, looks, clock, stop } = watch;
  let isDue = false;
  let wake = (): void => {};
  const hint = (): void => {
    isDue = true;
    wake();
  };
  stop.addEventListener("abort", () => wake(), { once: true });
  void listen(watch, hint);
  while (!stop.aborted) {
    if (!isDue)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    await clock.sleep(GATHER_MS, stop).catch(() => {});
    if (stop.aborted) return;
    isDue = false;
    const look = await looks.look(stored, stop);
    if (stop.aborted) return;
    const again = await watch.seen(look);
    if (again !== undefined) clock.after(again, hint, { unref: true });
  }
}

/** Listens for as long as it can; while nothing tells, it hints at its pace. */
async function listen(watch: ObjectWatch, hint: () => void): Promise<void> {
  const { clock, stop, refreshEveryMs } = watch;
  let failures = 0;
  let listens = false;
  void pace();
  while (!stop.aborted) {
    const attempt = createStop();
    const end = (): void => attempt.abort();
    stop.addEventListener("abort", end, { once: true });
    const heard = (): void => {
      if (attempt.signal.aborted) return;
      if (!listens) watch.heard("events");
      listens = true;
      failures = 0;
      hint();
    };
    const hasEvents = await watch.looks
      .watch(watch.stored, { signal: attempt.signal, hint: heard })
      .catch(() => true);
    attempt.abort();
    stop.removeEventListener("abort", end);
    if (stop.aborted) return;
    listens = false;
    watch.heard("pace");
    // What nothing tells of is looked at once all the same.
    if (failures === 0) hint();
    if (!hasEvents) return;
    failures += 1;
    const wait = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_MOST_MS);
    await clock.sleep(wait, stop).catch(() => {});
  }

  async function pace(): Promise<void> {
    while (!stop.aborted) {
      await clock.sleep(refreshEveryMs, stop).catch(() => {});
      if (!listens) hint();
    }
  }
}
