import type { Runtime } from "@tutti/runtime";
import type { ErrorOutput } from "./error-output.ts";
import type { FlagSpecs, FlagWatcher } from "./flags.ts";
import type { Output } from "./output.ts";

/** What a command gets, and all that it may touch. */
export interface CommandContext {
  /** What stands behind the command's name. */
  readonly args: readonly string[];
  /** `-no-color` was given: no colours, and no frames around what is told. */
  readonly plain: boolean;
  readonly runtime: Runtime;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: ErrorOutput;
  /** The name we were called by, for usage texts. */
  readonly product: Product;
  /** Told which flags are read; only tests have one. */
  readonly flagWatcher?: FlagWatcher;
}

/** `tutti` knows all commands; called `terraform` or `consul` it behaves as those do. */
export type Product = "tutti" | "terraform" | "consul";

export interface Input {
  readonly isTerminal: boolean;
  readAll(): Promise<Uint8Array>;
  /** Without its line break; undefined at the end. */
  readLine(): Promise<string | undefined>;
}

/** Answers with the exit status. */
type RunCommand = (context: CommandContext) => Promise<number>;

/** What a command's module exports as `command`. */
export interface Command {
  /** One line for the overview. */
  readonly summary: string;
  /** Every flag it takes; there is no other way to a flag's value. None where it is left out. */
  readonly flags?: FlagSpecs;
  readonly run: RunCommand;
}

/** A command's place in the table: it is loaded only when it is called. */
export interface CommandEntry {
  readonly summary: string;
  /** Not listed in overviews. */
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly command: Command }>;
}
