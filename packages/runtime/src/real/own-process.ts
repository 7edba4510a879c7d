import { writeSync } from "node:fs";

/** The process that a program of ours is, where that is no command: a plugin of somebody else. */
export interface OwnProcess {
  /** What stood behind the program's name. */
  readonly args: readonly string[];
  /** Writes to standard output at once. */
  say(text: string): void;
  /** Writes to standard error at once. */
  log(text: string): void;
  /** What anybody prints on standard output from now on goes to standard error. */
  keepOutputFree(): void;
  /** Ends at once. */
  exit(code: number): never;
}

/** This process. */
export function ownProcess(): OwnProcess {
  return {
    args: process.argv.slice(2),
    say: (text) => writeAll(1, text),
    log: (text) => writeAll(2, text),
    keepOutputFree() {
      process.stdout.write = process.stderr.write.bind(process.stderr);
    },
    exit: (code) => process.exit(code),
  };
}

/** A reader that is gone, or that does not keep up with a log, is no reason to end. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const data = Buffer.from(text);
  try {
    for (let at = 0; at < data.length; ) at += writeSync(descriptor, data, at);
  } catch {
    // Nobody is left who could be told.
  }
}
