import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const terraformError = declareErrors({
  "invalid-backend-configuration": "Invalid backend configuration",
  "invalid-default-values": "Invalid default values",
  "unable-to-find-remote-state": "Unable to find remote state",
});
