import type { ResourceInstance } from "@tutti/addresses";
import { every } from "@tutti/runtime";
import type { ChangeAction } from "../plan.ts";
import type { ApplyRequest } from "../request.ts";

export interface Operation {
  readonly address: ResourceInstance;
  readonly deposedKey: string | undefined;
  readonly action: ChangeAction;
  readonly id: string | undefined;
}

const PROGRESS_INTERVAL_MS = 10_000;
/** The steps of what is done sooner interest nobody. */
const STEPS_AFTER_MS = 3_000;

/** Tells the start of an operation, its steps once it takes long, that it still goes on every ten seconds, and its end. */
export async function withProgress<T>(
  run: { readonly request: Pick<ApplyRequest, "clock" | "onEvent"> },
  operation: Operation,
  work: (
    progress: (text: string) => void,
    complete: (ok: boolean, id: string | undefined) => void,
  ) => Promise<T>,
): Promise<T> {
  const { clock, onEvent } = run.request;
  const started = clock.monotonic();
  const elapsedMs = (): number => clock.monotonic() - started;
  let step: string | undefined;
  let takesLong = false;
  onEvent?.({ kind: "apply-start", ...operation });
  const tell = (): void => onEvent?.({ kind: "apply-progress", ...operation, elapsedMs: elapsedMs() });
  const tellStep = (): void => {
    if (step !== undefined) onEvent?.({ kind: "apply-step", address: operation.address, text: step });
  };
  const patience = clock.after(
    STEPS_AFTER_MS,
    () => {
      takesLong = true;
      tellStep();
    },
    { unref: true },
  );
  const timer = every(clock, PROGRESS_INTERVAL_MS, tell, { unref: true });
  try {
    return await work(
      (words) => {
        step = words;
        if (takesLong) tellStep();
      },
      (ok, id) => {
        timer.cancel();
        patience.cancel();
        const kind = ok ? "apply-complete" : "apply-errored";
        onEvent?.({ kind, ...operation, id: id ?? operation.id, elapsedMs: elapsedMs() });
      },
    );
  } finally {
    timer.cancel();
    patience.cancel();
  }
}
