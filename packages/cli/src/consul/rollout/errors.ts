import { declareErrors } from "@tutti/errors";

/** The kinds of errors that the commands of rollouts make. */
export const rolloutCommandError = declareErrors({
  /** The command takes fewer arguments. Flags come first. */
  "rollout-arguments-too-many": "Error! Too many arguments (expected {}, got {})",
  /** The command needs the name of a rollout. `rollout status` lists those that run. */
  "rollout-name-missing": "Error! Missing NAME argument: rollout status lists the rollouts that run",
  /** The agent did not do what was asked of a rollout; its reason stands behind. */
  "rollout-refused": "Error! {}",
});
