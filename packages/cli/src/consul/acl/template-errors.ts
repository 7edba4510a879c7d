import { declareErrors } from "@tutti/errors";

/** The kinds of errors that the commands of templated policies tell of. */
export const templateError = declareErrors({
  /** The command needs the name of a template. Give `-name`; `acl templated-policy list` shows them. */
  "template-not-named": "Must specify the -name parameter",
  /** `-var` says something else than the name that a template asks for. Write `-var name:VALUE`. */
  "template-variable-malformed": "{}",
  /** The templates are not told; the agent's reason stands behind. The token needs `acl = "read"`. */
  "templates-not-listed": "Failed to list the templated policies: {}",
  /** The template is not told, or makes no policy; the agent's reason stands behind. */
  "template-not-read": "Error reading the templated policy {}: {}",
});
