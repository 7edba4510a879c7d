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

/** Of a process that is there and no zombie: what no other process of that id will have. */
export function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") {
    try {
      process.kill(pid, 0);
      return "alive";
    } catch {
      return undefined;
    }
  }
  return readStat(pid)?.startedAt;
}

/** True where a text that was noted before names the process of now. */
export function isSameStart(noted: string, found: string): boolean {
  // Earlier versions noted the ticks alone.
  return noted === found || (/^\d+$/.test(noted) && found.startsWith(`${noted}@`));
}

export interface ProcessStat {
  readonly session: number;
  readonly startedAt: string;
}

/** What Linux tells in /proc; undefined for zombies and what is not there. */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name may hold anything, also blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return { session: Number(fields[3]), startedAt: `${fields[19]}${bootSuffix()}` };
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

/** Ids and ticks begin anew with each boot; this tells one from another. Empty where /proc hides it. */
function bootSuffix(): string {
  if (boot !== undefined) return boot;
  try {
    boot = `@${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8)}`;
  } catch {
    boot = "";
  }
  return boot;
}
