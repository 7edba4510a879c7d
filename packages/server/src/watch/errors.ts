import { declareErrors } from "@tutti/errors";

/** The kinds of errors of watches. */
export const watchError = declareErrors({
  /** A request to follow changes says nothing that could be followed, or more than one thing. Say one of `key`, `prefix`, `service` and `node`. */
  "watch-subject-invalid": "say what to follow by one of key=, prefix=, service= and node=",
  /** What the client sent as the last event that it got is no index. Leave it out, and list again. */
  "watch-last-event-invalid": "{} is no index of an event: leave it out, and list again",
  /** As many clients follow changes as may at once. Close some, or ask again later. */
  "watch-streams-too-many":
    "{} clients follow changes already, and more may not: close some, or ask again later",
  /** A client took what it was told too slowly, so that what comes next is forgotten. List again, and read faster. */
  "watch-too-slow":
    "what comes after {} is forgotten, since it was taken too slowly: list again, and go on from index {}",
  /** A snapshot was restored while a client followed changes, so that anything may be different. List again. */
  "watch-restored":
    "a snapshot was restored, so that anything may be different: list again, and go on from index {}",
});
