import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const processError = declareErrors({
  "directory-not-found": "Directory not found",
  "invalid-process-configuration": "Invalid process configuration",
  "not-supported": "Not supported",
  "process-did-not-start": "Process did not start",
  "process-does-not-end": "Process does not end",
  "process-does-not-listen": "Process does not listen",
});
