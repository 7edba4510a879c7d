import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, moot, textFlag } from "../../command/flags.ts";

/** Flags of commands that lock the state. */
export const LOCK_FLAGS = { lock: boolFlag(true), "lock-timeout": durationFlag() } as const;
/** Flags that say where the files of a state are. */
export const STATE_FLAGS = { state: textFlag(), "state-out": textFlag(), backup: textFlag() } as const;

/** Of remote backends alone. */
export const REMOTE_VERSION = moot(
  boolFlag(),
  "versions are compared by remote backends, of which there are none",
);

/** Where test files are, beside those of the root module. */
export const TEST_DIRECTORY = textFlag("tests");
