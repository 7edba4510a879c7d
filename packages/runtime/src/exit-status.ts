import type { ProcessResult } from "./processes.ts";

/** The same on Linux and macOS, but for SIGBUS and the SIGUSRs, which are Linux's. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** The status as a shell has it: of a program that a signal ended, 128 and the signal's number. */
export function exitStatus({ exitCode, signal }: Pick<ProcessResult, "exitCode" | "signal">): number {
  return exitCode ?? 128 + (SIGNAL_NUMBERS[signal ?? ""] ?? 0);
}
