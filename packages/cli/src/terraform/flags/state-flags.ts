import { boolFlag, durationFlag, textFlag } from "../../command/flags.ts";

/** Flags of commands that lock the state. */
export const LOCK_FLAGS = { lock: boolFlag(true), "lock-timeout": durationFlag() } as const;
/** Flags that say where the files of a state are. */
export const STATE_FLAGS = { state: textFlag(), "state-out": textFlag(), backup: textFlag() } as const;
