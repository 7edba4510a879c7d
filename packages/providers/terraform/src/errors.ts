import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const terraformError = declareErrors({
  /** A `moved` block leads from another provider's resource to `terraform_data`, which takes `null_resource` of `hashicorp/null` alone. Use `removed` and a new `terraform_data`. */
  "unsupported-source-provider-for-move": "Unsupported source provider for move operation",
  /** A `moved` block leads from another type to `terraform_data`, which takes `null_resource` alone. Use `removed` and a new `terraform_data`. */
  "unsupported-source-type-for-move": "Unsupported source resource type for move operation",
  /** The state holds something else where the `null_resource` should be that moves. Look at it with `state pull`. */
  "stored-null-resource-unreadable": "Stored null_resource cannot be read",
  /** `defaults` of `terraform_remote_state` is no object. Write one. */
  "invalid-default-values": "Invalid default values",
  /** The backend has no state there. Apply what makes it first, or give `defaults`. */
  "unable-to-find-remote-state": "Unable to find remote state",
});
