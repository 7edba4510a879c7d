import type { ProcessResult, Runtime } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";

/** A program with its arguments; through the shell it is one line. */
export function childOf(
  words: readonly string[],
  shell: boolean,
  runtime: Runtime,
): {
  readonly program: string;
  readonly args: readonly string[];
} {
  const [program = "", ...args] = words;
  if (!shell) return { program, args };
  const name = runtime.environment.variables.get("SHELL") ?? "/bin/sh";
  return { program: name === "" ? "/bin/sh" : name, args: ["-c", words.join(" ")] };
}

/** Runs it to its end; what it writes is written at once. */
export function runChild(
  context: CommandContext,
  child: { readonly program: string; readonly args: readonly string[] },
  options: {
    readonly input?: string;
    /** It reads what comes to us on standard input. */
    readonly sharesInput?: boolean;
    readonly variables?: Readonly<Record<string, string>>;
    /** False: it has these variables alone. */
    readonly inherits?: boolean;
    readonly signal?: AbortSignal;
  } = {},
): Promise<ProcessResult> {
  const { runtime, stdout, stderr } = context;
  return runtime.processes.run(
    {
      ...child,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.sharesInput === true ? { sharesInput: true } : {}),
      environment: {
        ...(options.inherits === false ? {} : Object.fromEntries(runtime.environment.variables)),
        ...options.variables,
      },
      outputMax: 0,
      onOutput: (stream, data) => (stream === "stdout" ? stdout.write(data) : stderr.note(data)),
    },
    options.signal,
  );
}
