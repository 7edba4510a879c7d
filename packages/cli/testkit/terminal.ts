import { createMachine, type Machine } from "@tutti/simulation";
import type { Input, Product } from "../src/command/command.ts";
import type { FlagWatcher } from "../src/command/flags.ts";
import type { Output } from "../src/command/output.ts";
import { dispatch } from "../src/dispatch.ts";

/** A machine in memory at whose terminal commands are typed. */
export interface Terminal extends Pick<Machine, "host" | "write" | "read"> {
  /** Runs a command line, split at blanks where it is one text. */
  run(words: string | readonly string[], options?: RunOptions): Promise<Run>;
  /** Begins a command that goes on by itself, and does not wait for it. */
  begin(words: string | readonly string[], options?: RunOptions): Started;
  /** The same, and waits until it has written what is looked for. */
  start(words: string | readonly string[], ready: RegExp, options?: RunOptions): Promise<Started>;
}

interface Started {
  /** As Ctrl-C; answers with how it ended. */
  interrupt(): Promise<Run>;
  /** What it has written so far. */
  text(): string;
}

export interface RunOptions {
  /** Default: `terraform`, whose texts are the recorded ones. */
  readonly product?: Product;
  /** The name that it is called by; default: that of the product. */
  readonly calledAs?: string;
  /** What is typed or piped in; default nothing. */
  readonly stdin?: string;
  /** True where a person sits there; default false. */
  readonly interactive?: boolean;
  readonly flagWatcher?: FlagWatcher;
  /** Called with everything that is written, as it is written. */
  readonly onOutput?: (text: string) => void;
}

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export function createTerminal(variables: Readonly<Record<string, string>> = {}): Terminal {
  const { simulation, host, write, read, until } = createMachine({ variables });
  return {
    host,
    write,
    read,
    run: (words, options = {}) => until(perform(words, options)),
    begin: (words, options = {}) => begin(words, options).started,
    async start(words, ready, options = {}) {
      const { started, isOver } = begin(words, options);
      while (!ready.test(started.text()) && !isOver()) await simulation.run(1);
      if (!ready.test(started.text()))
        throw new Error(`it ended without writing ${ready}:\n${started.text()}`);
      return started;
    },
  };

  function begin(words: string | readonly string[], options: RunOptions) {
    let text = "";
    let over = false;
    const run = perform(words, {
      ...options,
      onOutput: (piece) => {
        text += piece;
      },
    });
    const ended = run.finally(() => {
      over = true;
    });
    // Whoever waits for it hears of it; nobody may.
    ended.catch(() => {});
    const started: Started = {
      text: () => text,
      interrupt() {
        host.processes.signal("SIGINT");
        return until(ended);
      },
    };
    return { started, isOver: () => over };
  }

  async function perform(words: string | readonly string[], options: RunOptions): Promise<Run> {
    const { stdin = "", interactive = false, onOutput } = options;
    const out = captured(interactive, onOutput);
    const err = captured(interactive, onOutput);
    const status = await dispatch({
      words: typeof words === "string" ? words.split(" ").filter((word) => word !== "") : words,
      product: options.product ?? "terraform",
      stdin: typed(stdin, interactive),
      stdout: out.output,
      stderr: err.output,
      variable: (name) => host.environment.variables.get(name),
      changeDirectory: () => {
        throw new Error("a machine in memory has one directory");
      },
      createRuntime: async () => ({
        ...host,
        environment: { ...host.environment, calledAs: options.calledAs ?? options.product ?? "terraform" },
      }),
      ...(options.flagWatcher === undefined ? {} : { flagWatcher: options.flagWatcher }),
    });
    return { status, out: out.text(), err: err.text() };
  }
}

function captured(
  isTerminal: boolean,
  onOutput: ((text: string) => void) | undefined,
): { readonly output: Output; text(): string } {
  let all = "";
  const decoder = new TextDecoder();
  return {
    output: {
      isTerminal,
      width: 78,
      height: 24,
      write(data) {
        const text = typeof data === "string" ? data : decoder.decode(data);
        all += text;
        onOutput?.(text);
      },
    },
    text: () => all,
  };
}

function typed(text: string, isTerminal: boolean): Input {
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  return {
    isTerminal,
    readAll: async () => new TextEncoder().encode(text),
    readLine: async () => lines.shift(),
  };
}
