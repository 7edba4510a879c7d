import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const processError = declareErrors({
  /** The folder in which the program shall run is not there. Make it, or correct `directory`. */
  "directory-not-found": "Directory not found",
  /** A process has settings that cannot be. Correct them; the message says which. */
  "invalid-process-configuration": "Invalid process configuration",
  /** This system cannot do what was asked for. The message says what. */
  "not-supported": "Not supported",
  /** The program ended at once or could not be started; its last output stands in the message. Correct the command. */
  "process-did-not-start": "Process did not start",
  /** What is to be started again does not run: it ended, or was never started here. Apply, which makes it anew. */
  "process-is-not-running": "Process is not running",
  /** The program still runs after it was asked and told to end. Look what it waits for. */
  "process-does-not-end": "Process does not end",
  /** The program runs, but nothing listens on its port in time. Correct the port, or give it more time. */
  "process-does-not-listen": "Process does not listen",
  /** The agent did not give a secret; its reason stands in the message. Write the secret, correct its path, or give the token a rule for it. */
  "secret-not-read": "Secret not read",
  /** A secret was to be read by a data source, which keeps what it reads. Write `ephemeral` in place of `data`. */
  "secret-would-be-kept": "Secret would be kept",
});
