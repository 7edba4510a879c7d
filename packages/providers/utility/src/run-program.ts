import type { ProviderFailure } from "@tutti/plugin";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";

/** The most that is kept of what a program writes. */
const OUTPUT_MAX = 64 * 1024 * 1024;

interface Wanted {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string | undefined;
  readonly input: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a program left. */
export interface Ended {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without a shell. `notStarted` says what it is where there is none. */
export async function runProgram(
  { program, args, directory, input, environment }: Wanted,
  { processes }: Runtime,
  signal: AbortSignal,
  notStarted: (reason: string) => ProviderFailure,
): Promise<Ended> {
  const command = {
    program,
    args,
    outputMax: OUTPUT_MAX,
    input: input ?? "",
    ...(directory === undefined ? {} : { directory }),
    ...(environment === undefined ? {} : { environment }),
  };
  const ended = await processes.run(command, signal).catch((error: unknown) => {
    if (!(error instanceof RuntimeError)) throw error;
    throw notStarted(reasonOf(error));
  });
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return {
    exitCode: ended.exitCode,
    signal: ended.signal,
    stdout: text(ended.stdout),
    stderr: text(ended.stderr),
  };
}

/** How it ended, in Go's words. */
export function endOf({ exitCode, signal }: Ended): string {
  return exitCode === undefined ? `signal: ${signal}` : `exit status ${exitCode}`;
}
