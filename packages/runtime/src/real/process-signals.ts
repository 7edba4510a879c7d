import { readFileSync } from "node:fs";
import { fromUnknown } from "../errors.ts";
import type { ProcessSignal } from "../processes.ts";

export function kill(pid: number, signal: ProcessSignal, options?: { readonly group?: boolean }): void {
  try {
    process.kill(options?.group === true ? -pid : pid, signal);
  } catch (error) {
    const wrapped = fromUnknown(error, `process ${pid}`);
    if (wrapped.code !== "ESRCH") throw wrapped;
  }
}

/** Linux tells in /proc when a process started; elsewhere only that it is there. */
export function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") {
    try {
      process.kill(pid, 0);
      return "alive";
    } catch {
      return undefined;
    }
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
