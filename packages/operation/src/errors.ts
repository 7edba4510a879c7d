import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const operationError = declareErrors({
  /** Where the state should go there lies another one, and it would be overwritten. Move it away, or choose another place. */
  "a-different-state-is-there-already": "A different state is there already",
  /** `-target` or `-exclude` left things out, so there may be more to do. Run plan without it to see. */
  "applied-changes-may-be-incomplete": "Applied changes may be incomplete",
  /** The `backend` block is not what `init` saw last. Run `init -migrate-state` to take the state along, or `init -reconfigure` to leave it. */
  "backend-configuration-changed": "Backend configuration changed",
  /** The backend was not set up since its configuration changed. Run `init`. */
  "backend-initialization-required": 'Backend initialization required, please run "{} init"',
  /** A saved plan has its variables in it, and another value was given for one. Leave it out, or plan again. */
  "cannot-change-variable-of-saved-plan": "Can't change variable when applying a saved plan",
  /** The configuration has a `cloud` block, which nothing here serves. Use a `backend` block, or none for a local state. */
  "cloud-block-not-supported": "HCP Terraform is not supported",
  /** Somebody else holds the lock of the state; the message says who and since when. Wait for them, or give more time by `-lock-timeout`. */
  "error-acquiring-the-state-lock": "Error acquiring the state lock",
  /** The file is no plan, or is damaged, or of another version. Make a new one by `plan -out`. */
  "failed-to-load-plan-file": 'Failed to load "{}" as a plan file',
  /** The plan could not be written to its file. Look at the rights and the space. */
  "failed-to-save-plan": "Failed to save plan",
  /** The variable `TF_WORKSPACE` holds a name that no workspace can have. Correct or unset it. */
  "invalid-workspace-name-set-using-tf-workspace": "Invalid workspace name set using TF_WORKSPACE",
  /** `-backend-config` was given, and there is no `backend` block that it could belong to. Write one, even if it is empty. */
  "missing-backend-configuration": "Missing backend configuration",
  /** There is no configuration in this folder. Go to the right one, or name it by `-chdir`. */
  "no-configuration-files": "No configuration files",
  /** The state has an object at this address already. Remove it by `state rm` first, or import to another address. */
  "resource-already-managed": "Resource already managed by {}",
  /** The plan forgets objects without destroying them, as `removed` blocks ask for. If they shall be destroyed, take the blocks away. */
  "some-objects-will-no-longer-be-managed": "Some objects will no longer be managed by {}",
  /** There is no backend of this type. Use `local`, or none. */
  "unsupported-backend-type": "Unsupported backend type",
});
