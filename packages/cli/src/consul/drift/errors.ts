import { declareErrors } from "@tutti/errors";

/** The kinds of errors that `drift status` makes. */
export const driftCommandError = declareErrors({
  /** The command takes one name at most. Flags come first. */
  "drift-arguments-too-many": "Error! Too many arguments (expected 1, got {})",
  /** The agent knows no watch of that name. `drift status` lists those that it knows. */
  "drift-watch-unknown": "Error! There is no watch of drift {}",
  /** The agent did not tell what drifted; its reason stands behind. */
  "drift-refused": "Error! {}",
});
