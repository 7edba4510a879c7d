import { declareErrors } from "@tutti/errors";

/** The kinds of errors that `exec` tells of. */
export const execError = declareErrors({
  /** `exec` needs a command, or `-` for a script on standard input. Write one. */
  "exec-without-a-command": "Must specify a command to execute",
  /** A tag narrows a service down. Give `-service`, too. */
  "exec-tag-without-service": "Cannot provide tag filter without service filter.",
  /** The session that holds the job was not made; the agent's reason stands behind. The token needs `session:write` on the agent's node. */
  "exec-session-not-created": "Failed to create session: {}",
  /** The job was not written for agents to read; the agent's reason stands behind. The token needs `key:write` below the prefix. */
  "exec-job-not-written": "Failed to create job file: {}",
  /** What the nodes say cannot be read; the agent's reason stands behind. */
  "exec-replies-not-read": "Failed to read replies: {}",
});
