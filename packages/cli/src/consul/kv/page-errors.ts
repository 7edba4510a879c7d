import { declareErrors } from "@tutti/errors";

/** The kinds of errors that lists of keys tell of where a part is chosen. */
export const pageError = declareErrors({
  /** No keys are nothing to list. Give a number of 1 or more, or leave `-limit` out. */
  "kv-limit-zero": "Error! -limit must be at least 1",
  /** The limit is reached, and there are more keys. Ask again with this `-start` to see them. */
  "kv-more-behind": "There are more keys: go on with -start={}",
  /** Where a list goes on must come behind where it began: the agent, or a proxy before it, would have it asked for without end. Ask the agent itself, or look at what stands before it. */
  "kv-next-key-not-behind": "Error! X-Next-Key {} does not come behind {}: the list would not end",
  /** One key has no pages. Add `-keys` or `-recurse`, or leave these flags out. */
  "kv-pages-of-one-key": "Error! -start, -end, -limit and -depth choose among keys: add -keys or -recurse",
});
