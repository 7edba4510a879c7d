import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const providerError = declareErrors({
  "cannot-import-non-existent-remote-object": "Cannot import non-existent remote object",
  "cannot-reach-the-agent": "Cannot reach the agent",
  interrupted: "Interrupted",
  "invalid-service-block": "Invalid service block",
  "port-in-use": "Port in use",
  "provider-call-failed": "Failed to {}",
  "resource-import-not-implemented": "Resource Import Not Implemented",
});
