import type { ProcessSignal } from "@tutti/runtime";

/** What a program can be asked to end with. */
export const SIGNALS: readonly ProcessSignal[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"];
