import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const terraformError = declareErrors({
  /** `defaults` of `terraform_remote_state` is no object. Write one. */
  "invalid-default-values": "Invalid default values",
  /** The backend has no state there. Apply what makes it first, or give `defaults`. */
  "unable-to-find-remote-state": "Unable to find remote state",
});
