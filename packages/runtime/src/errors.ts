/** A failing world: what the system refused, with its code and what was being done to what. */
export class RuntimeError extends Error {
  /** The system's own: ENOENT, EACCES, ENOSPC, ECONNREFUSED, ETIMEDOUT … */
  readonly code: string;
  /** The path, address or program it was about. */
  readonly subject: string;
  constructor(code: string, subject: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "RuntimeError";
    this.code = code;
    this.subject = subject;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EISDIR: "it is a directory",
  EMFILE: "too many files are open",
  ENOENT: "no such file or directory",
  ENOSPC: "no space is left on the disk",
  ENOTDIR: "a part of its path is not a directory",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
};

/** What the system refused, in a few words without the path, which the caller names. */
export function reasonOf({ code, message }: RuntimeError): string {
  return REASONS[code] ?? message;
}

/** What newer versions of Node say to who starts it, which our users do not: "; … try running Node.js with --use-system-ca". */
const NODE_ADVICE = /; if [^;]* try running Node\.js with .*$/s;

/** The one door for foreign errors. */
export function fromUnknown(error: unknown, subject: string): RuntimeError {
  if (error instanceof RuntimeError) return error;
  if (error instanceof Error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "EUNKNOWN";
    return new RuntimeError(code, subject, messageOf(error).replace(NODE_ADVICE, ""), { cause: error });
  }
  return new RuntimeError("EUNKNOWN", subject, String(error));
}

/** Where a host has several addresses and none answers Node says nothing itself; the first one counts, as in Go. */
function messageOf(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return error.message === "" && first instanceof Error ? first.message : error.message;
}

/** A bug if it does not hold. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${why}`);
}

/** The value, or a bug when it is not there. For index access and map look-ups that cannot miss. */
export function expect<T>(value: T | undefined | null, why: string): T {
  if (value === undefined || value === null) throw new Error(`expected ${why}`);
  return value;
}

/** For the end of a switch over a union: a new case breaks the build here. */
export function exhaustive(value: never): never {
  throw new Error(`unhandled case ${JSON.stringify(value)}`);
}
