import type { ErrorKind } from "@tutti/errors";
import type { Log } from "@tutti/runtime";
import type { Output } from "./output.ts";

/** What is told: a kind, and where it is known, what it is about. Diagnostics are such. */
export interface Told extends ErrorKind {
  readonly address?: string | undefined;
  readonly subject?: { readonly filename: string; readonly start: { readonly line: number } } | undefined;
}

/**
 * Where a command tells what went wrong. There is no bare `write`, so an error
 * without a declared kind does not compile; its code goes to the log, since
 * the words on the screen are those of the product that we were called as.
 */
export interface ErrorOutput extends Pick<Output, "isTerminal" | "width"> {
  /** An error; `text` is how it is shown, by default its words on a line. Gives the exit status. */
  error(told: Told, text?: string): number;
  /** Something to know, and no reason to fail. */
  warning(told: Told, text?: string): void;
  /** What is no error itself: how a command is used, what is under way, the empty line behind errors, what another program wrote. */
  note(text: string | Uint8Array): void;
  /** The same errors, whose texts go through what `wrap` makes of the stream. */
  through(wrap: (output: Output) => Output): ErrorOutput;
}

/** Without a log (none was asked for yet) only the text is told. */
export function createErrorOutput(output: Output, log?: Pick<Log, "write">): ErrorOutput {
  return {
    isTerminal: output.isTerminal,
    get width() {
      return output.width;
    },
    error(told, text) {
      if (log !== undefined) logTold(log, "error", told);
      output.write(text ?? `${told.summary}\n`);
      return 1;
    },
    warning(told, text) {
      if (log !== undefined) logTold(log, "warn", told);
      output.write(text ?? `${told.summary}\n`);
    },
    note: (text) => output.write(text),
    through: (wrap) => createErrorOutput(wrap(output), log),
  };
}

/** The code and the place: what stays where texts change, and without values, which may be secret. */
export function logTold(
  log: Pick<Log, "write">,
  level: "error" | "warn",
  { code, address, subject }: Told,
): void {
  log.write(level, "diagnostic", {
    code,
    address,
    at: subject === undefined ? undefined : `${subject.filename}:${subject.start.line}`,
  });
}
