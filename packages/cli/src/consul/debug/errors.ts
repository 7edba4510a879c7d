import { declareErrors } from "@tutti/errors";

/** The kinds of errors that `debug` tells of. */
export const debugError = declareErrors({
  /** `debug` takes flags only. */
  "debug-arguments-unexpected": "==> debug: Too many arguments provided, expected 0",
  /** The agent cannot be asked, or refuses; the reason stands within. See that it runs and that the token has the right. */
  "debug-agent-not-asked":
    "==> Capture validation failed: error querying target agent: {}. verify connectivity and agent address",
  /** There is nothing of that name to capture. Write -capture with one of the names that the message lists. */
  "debug-capture-unknown": "Invalid capture target: {}: write one of {}",
  /** An interval or a duration is too short to be of use. Make it longer. */
  "debug-time-too-short": "{} must be longer than {}",
  /** The interval is longer than the whole capture. Make it shorter. */
  "debug-interval-too-long": "interval must not be longer than duration",
  /** Something is where the archive should go. Choose another -output. */
  "debug-output-exists": "output directory already exists: {}",
  /** A part could not be captured; the reason stands behind. The others are in the archive. */
  "debug-part-not-captured": "{}: {}",
  /** The archive cannot be written; the reason stands behind. Choose another -output. */
  "debug-not-written": "Error creating archive: {}",
});
