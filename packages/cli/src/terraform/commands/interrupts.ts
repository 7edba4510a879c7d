import { createStop, onInterrupt } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";

/** Ctrl-C while something runs. */
export interface Interrupts {
  /** Aborted at the first one: what runs ends, and nothing new starts. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  end(): void;
}

/** The first interrupt is told and stops what runs; the second one ends us at once, which leaves `left`: a sentence. */
export function listenForInterrupts(
  { runtime, stderr }: CommandContext,
  stopping: () => void,
  left: string,
): Interrupts {
  const stop = createStop();
  const end = onInterrupt(runtime.processes, (name) => {
    if (!stop.signal.aborted) {
      stopping();
      stop.abort(new Error("interrupted"));
      return;
    }
    end();
    stderr.note(`\nTwo interrupts received. Exiting immediately. ${left}\n`);
    runtime.processes.kill(runtime.environment.pid, name);
  });
  return { signal: stop.signal, end };
}
