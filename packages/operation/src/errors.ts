import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const operationError = declareErrors({
  "a-different-state-is-there-already": "A different state is there already",
  "applied-changes-may-be-incomplete": "Applied changes may be incomplete",
  "backend-configuration-changed": "Backend configuration changed",
  "backend-initialization-required": 'Backend initialization required, please run "{} init"',
  "cannot-change-variable-of-saved-plan": "Can't change variable when applying a saved plan",
  "cloud-block-not-supported": "HCP Terraform is not supported",
  "error-acquiring-the-state-lock": "Error acquiring the state lock",
  "failed-to-load-plan-file": 'Failed to load "{}" as a plan file',
  "failed-to-save-plan": "Failed to save plan",
  "invalid-workspace-name-set-using-tf-workspace": "Invalid workspace name set using TF_WORKSPACE",
  "missing-backend-configuration": "Missing backend configuration",
  "no-configuration-files": "No configuration files",
  "resource-already-managed": "Resource already managed by {}",
  "some-objects-will-no-longer-be-managed": "Some objects will no longer be managed by {}",
  "unsupported-backend-type": "Unsupported backend type",
});
