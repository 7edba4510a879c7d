import type { ResourceInstance } from "@tutti/addresses";
import { every } from "@tutti/runtime";
import type { ChangeAction } from "../plan.ts";
import type { ApplyRun } from "./apply-run.ts";

export interface Operation {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
  readonly action: ChangeAction;
  readonly id: string | undefined;
}

const PROGRESS_INTERVAL_MS = 10_000;

/** Tells the start of an operation, that it still goes on every ten seconds, and its end. */
export async function withProgress<T>(
  run: ApplyRun,
  operation: Operation,
  work: (
    progress: (text: string) => void,
    complete: (ok: boolean, id: string | undefined) => void,
  ) => Promise<T>,
): Promise<T> {
  const { clock, onEvent } = run.request;
  const started = clock.monotonic();
  const elapsedMs = (): number => clock.monotonic() - started;
  let text: string | undefined;
  onEvent?.({ kind: "apply-start", ...operation });
  const tell = (): void => onEvent?.({ kind: "apply-progress", ...operation, elapsedMs: elapsedMs(), text });
  const timer = every(clock, PROGRESS_INTERVAL_MS, tell, { unref: true });
  try {
    return await work(
      (words) => {
        text = words;
      },
      (ok, id) => {
        timer.cancel();
        const kind = ok ? "apply-complete" : "apply-errored";
        onEvent?.({ kind, ...operation, id: id ?? operation.id, elapsedMs: elapsedMs() });
      },
    );
  } finally {
    timer.cancel();
  }
}
