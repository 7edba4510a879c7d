import type { Processes } from "./processes.ts";

/** What ends a program from outside: Ctrl-C, and whoever manages it. */
const INTERRUPTS = ["SIGINT", "SIGTERM"] as const;

/** Runs at each interrupt that is sent to ourselves; gives back how to stop listening. */
export function onInterrupt(
  processes: Pick<Processes, "onSignal">,
  run: (signal: (typeof INTERRUPTS)[number]) => void,
): () => void {
  const forget = INTERRUPTS.map((signal) => processes.onSignal(signal, () => run(signal)));
  return () => {
    for (const one of forget) one();
  };
}
