import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const providerError = declareErrors({
  /** The provider found no object of this ID. Correct the ID; it must be there already. */
  "cannot-import-non-existent-remote-object": "Cannot import non-existent remote object",
  /** No agent answers at the address. Start one, or say where it is: `CONSUL_HTTP_ADDR`, or the argument that the message names. */
  "cannot-reach-the-agent": "Cannot reach the agent",
  /** The command was asked to stop while a provider worked. What was done is kept; run it again. */
  interrupted: "Interrupted",
  /** A `service` block has something that a registration cannot have. Correct it; the message says what. */
  "invalid-service-block": "Invalid service block",
  /** Something else listens on the port. Stop it, or choose another port. */
  "port-in-use": "Port in use",
  /** A provider could not do what it was asked for; the system's reason stands in the message. Mend that and run the command again. */
  "provider-call-failed": "Failed to {}",
  /** An object took longer than its `timeouts` allow. What was made is kept; allow more, or look why it takes so long. */
  "provider-timeout": "Timeout",
  /** Objects of this type cannot be imported. Let the configuration make them. */
  "resource-import-not-implemented": "Resource Import Not Implemented",
  /** A `moved` block leads from a type of which the provider can make no object of the other one. Take the block away, or let it lead from another resource. */
  "unsupported-move": "Unsupported move",
});
