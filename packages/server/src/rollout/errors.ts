import { declareErrors } from "@tutti/errors";

/** The kinds of errors that rollouts make. */
export const rolloutError = declareErrors({
  /** No apply runs a rollout of this name, or it has ended. `rollout status` lists those that run. */
  "rollout-not-found": "there is no rollout {} that runs",
  /** What a rollout can be asked for. Write one of these words. */
  "rollout-action-unknown": "a rollout can be asked to {}, not to {}",
  /** How far a rollout is, is told with a status that there is not. Tell one of these words. */
  "rollout-status-unknown": "a rollout can be {}, not {}",
  /** A rollout has no name. */
  "rollout-without-a-name": "a rollout needs a name",
  /** So many rollouts run at one time that no more can be seen to. Wait until one has ended. */
  "rollouts-too-many": "{} rollouts run already: wait until one of them has ended",
  /** Another apply runs a rollout of this name. Two at one time would take each other's objects: wait until it has ended. */
  "rollout-runs-elsewhere": "another apply runs the rollout {}: wait until it has ended",
});
