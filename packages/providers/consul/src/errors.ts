import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const consulError = declareErrors({
  /** The catalog has no such node. Register it, or correct the name. */
  "node-not-found": "Node not found",
  /** The token lacks the right for this. Give another one (`CONSUL_HTTP_TOKEN`), or grant the right. */
  "permission-denied-by-the-agent": "Permission denied by the agent",
  /** The agent did not do what it was asked for; its reason stands in the message. Mend that. */
  "the-agent-refused": "The agent refused",
});
