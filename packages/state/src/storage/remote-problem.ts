import type { ErrorKind } from "@tutti/errors";
import { RuntimeError, reasonOf } from "@tutti/runtime";
import { refused } from "../problem.ts";

/** A server that refuses, with its words; `subject` is the place. */
export class StorageError extends RuntimeError {
  constructor(place: string, words: string, options?: { readonly cause?: unknown }) {
    super("EREMOTE", place, words, options);
  }
}

/** A failing server, network or disk in words; any other error is a bug and thrown on. */
export function remoteProblem(error: unknown, kind: ErrorKind): ReturnType<typeof refused> {
  return refused(kind, wordsOf(error));
}

/** What failed, and where. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof RuntimeError)) throw error;
  return `${error.subject}: ${WORDS[error.code] ?? reasonOf(error)}.`.replace(/([.!?])\.$/, "$1");
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there (connection refused); is the server running, and is the address right?",
  ENOTFOUND: "the name of the host is not known; is the address right?",
  EAI_AGAIN: "the name of the host could not be looked up; try again, or look at the resolver",
  EHOSTUNREACH: "there is no way to the host",
  ECONNRESET: "the connection was closed before an answer came",
};
