import { RuntimeError } from "@tutti/runtime";

/** For whoever serves: a client that goes away in the middle of a request is no failure; anything else is. */
export function ignoreGoneClient(error: unknown): void {
  if (!(error instanceof RuntimeError)) throw error;
}
