/** What is to be done before a program ends, by those that started something for all of it. */

import type { Processes } from "./processes.ts";

const endings = new WeakMap<Processes, (() => Promise<void>)[]>();

/** `run` is called once by the next `endAll` of the same processes. */
export function atEnd(processes: Processes, run: () => Promise<void>): void {
  endings.set(processes, [...(endings.get(processes) ?? []), run]);
}

/** Ends all that was started so; costs nothing where nothing was. */
export async function endAll(processes: Processes): Promise<void> {
  const found = endings.get(processes) ?? [];
  endings.delete(processes);
  await Promise.all(found.map((run) => run()));
}
