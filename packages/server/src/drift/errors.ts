import { declareErrors } from "@tutti/errors";

/** The kinds of errors that watches of drift make. */
export const driftError = declareErrors({
  /** What is told of drift has no name. */
  "drift-without-a-name": "a watch of drift needs a name",
  /** A watch of drift tells a status that there is not. Tell one of these words. */
  "drift-status-unknown": "a watch of drift can be {}, not {}",
  /** Another watch tells of drift by this name. Give this one another (`-name`), or end that one. */
  "drift-watched-elsewhere": "another watch tells of the drift of {}: give one of them another name",
  /** So many directories are watched that no more can be shown. End one of the watches. */
  "drifts-too-many": "{} directories are watched already: end one of the watches",
});
