import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const consulError = declareErrors({
  "node-not-found": "Node not found",
  "permission-denied-by-the-agent": "Permission denied by the agent",
  "the-agent-refused": "The agent refused",
});
