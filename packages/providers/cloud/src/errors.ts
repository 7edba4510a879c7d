import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const cloudError = declareErrors({
  /** What was begun at the service did not end well there; its console may say why. Run the command again. */
  "cloud-action-failed": "Action failed",
  /** An argument has a value that it cannot have, or lacks one that it needs. The message says what will do. */
  "cloud-argument-not-allowed": "Invalid argument",
  /** Nobody answers at the address of the service, or not in time. Look at the network and the address, and try again. */
  "cannot-reach-the-cloud": "Cannot reach the service",
  /** The service does not let this token do it. Give a token that is valid and may. */
  "cloud-access-denied": "Access denied by the service",
  /** More was asked than the service allows in a while. Wait until it takes requests again. */
  "cloud-rate-limit": "Rate limit reached",
  /** Who we are is not said. Give the token that the message names. */
  "cloud-credentials-missing": "Credentials missing",
  /** The service did not do what it was asked for; its reason stands in the message. Mend that. */
  "cloud-refused": "The service refused",
  /** The service has nothing, or more than one thing, of what was asked for. Correct what it is looked for by. */
  "cloud-object-not-found": "Object not found",
  /** An object is protected against being destroyed. Take the protection away first. */
  "cloud-object-protected": "Object protected",
});
