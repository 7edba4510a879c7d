import { declareErrors } from "@tutti/errors";

/** The kinds of errors of fences and pages. */
export const kvError = declareErrors({
  /** A fence is no number of a lock. Write `NUMBER@KEY`, with the number that `X-Lock-Fence` told, or the number alone for the key that is written. */
  "fence-invalid": "{} is no fence: write NUMBER@KEY, with the number that X-Lock-Fence told",
  /** A write was to go through only while a lock is held, and nobody holds it. Take the lock again, and decide anew. */
  "fence-of-no-lock":
    "nobody holds the lock {} any more, which had the number {}: take it again, and decide anew",
  /** A write was to go through only while a lock is held, and another has taken it since. Stop what was done under the lock. */
  "fence-stale": "the lock {} has the number {}, not {}: another holder has taken it since",
  /** A key cannot stay so long, or so short. Write a duration of 1s to 768h. */
  "key-ttl-invalid": "a key cannot stay for {}: write a duration of 1s to 768h, as in 30s",
  /** A page cannot have so many keys. Ask for fewer, and go on from `X-Next-Key`. */
  "page-limit-invalid": "a page cannot have {} keys: it has 1 to {}",
});
