import type { ErrorCode, ErrorKind } from "@tutti/errors";
import { RuntimeError, reasonOf } from "@tutti/runtime";

/** What is wrong with a state: a few fixed words, then a sentence. */
export interface StateProblem {
  readonly code: ErrorCode;
  readonly summary: string;
  readonly detail: string;
  /** What a stopped apply left is at stake, so the text stands for itself wherever it is met. */
  readonly stake?: "journal";
}

/** What was read, or what is wrong with it. */
export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly StateProblem[] };

/** Nothing, because of one problem. */
export function refused(kind: ErrorKind, detail: string): { ok: false; problems: readonly StateProblem[] } {
  return { ok: false, problems: [{ ...kind, detail }] };
}

/** One problem on a line; several as a list. */
export function formatProblems(problems: readonly StateProblem[]): string {
  const lines = problems.map(({ summary, detail }) => `${summary}: ${detail}`);
  if (lines.length === 1) return lines[0] ?? "";
  return `${lines.length} problems:\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

/** A failing disk in words; any other error is a bug and thrown on. */
export function ioProblem(
  error: unknown,
  kind: ErrorKind,
): { readonly ok: false; readonly problems: readonly StateProblem[] } {
  if (!(error instanceof RuntimeError)) throw error;
  return refused(kind, `${WORDS[error.code] ?? reasonOf(error)}: ${error.subject}`);
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "No space is left on the disk; free some and run the command again, nothing recorded is lost",
  EACCES: "Permission is denied",
  EROFS: "The file system is read-only",
  EISDIR: "This is a directory",
};
