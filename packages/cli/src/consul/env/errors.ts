import { declareErrors } from "@tutti/errors";

/** The kinds of errors that `env` makes. */
export const envError = declareErrors({
  /** The command needs a program. Write `env -prefix=PATH PROGRAM`. */
  "env-program-missing": "The program to run must be specified",
  /** The program could not be started. Correct its name, or the PATH. */
  "env-program-failed": "Failed to run the program: {}",
  /** Nothing says where variables come from. Give `-prefix` or `-secret`. */
  "env-source-missing": "Where the variables come from must be specified (-prefix or -secret)",
  /** Keys or secrets could not be read; without `-once` they are asked for again. The text says why. */
  "env-source-unread": 'Failed to read "{}": {}',
  /** `-wait` is a time. Give 0 or more. */
  "env-wait-negative": "Wait must be positive",
});
