import {
  type ActionDefinition,
  type AttributeDefinition,
  attributePath,
  block,
  computed,
  type DataDefinition,
  type EphemeralDefinition,
  type Fields,
  optional,
  type PlainRecord,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { BOOL, listType, mapType, NUMBER, STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";
import { type Ended, endOf, runProgram } from "../run-program.ts";

const ARGUMENTS: Readonly<Record<string, AttributeDefinition>> = {
  command: required(STRING, { description: "A program of the PATH, or its path. No shell reads it." }),
  arguments: optional(listType(STRING), {
    description: "What it is given; those that are null are left out.",
  }),
  stdin: optional(STRING, { description: "What it can read." }),
  working_directory: optional(STRING, { description: "Where it runs; by default here." }),
};

const READING: Readonly<Record<string, AttributeDefinition>> = {
  ...ARGUMENTS,
  allow_non_zero_exit_code: optional(BOOL, { description: "Failing is no error; `exit_code` tells." }),
  exit_code: computed(NUMBER, { description: "What it ended with." }),
  stdout: computed(STRING, { description: "What it wrote; null where that is nothing." }),
  stderr: computed(STRING, { description: "What it complained of; null where that is nothing." }),
};

/** `data "local_command"`: what a program says, asked with every plan. */
export const COMMAND_DATA: DataDefinition<Runtime> = {
  block: block(READING),
  read: (config, { client, signal }) => ask(config, client, signal),
};

/** `ephemeral "local_command"`: the same, kept nowhere. */
export const EPHEMERAL_COMMAND: EphemeralDefinition<Runtime> = {
  block: block(READING),
  open: async (config, { client, signal }) => ({ computed: await ask(config, client, signal) }),
};

/** `action "local_command"`: a program that does something. */
export const COMMAND_ACTION: ActionDefinition<Runtime> = {
  block: block({
    ...ARGUMENTS,
    environment: optional(mapType(STRING), { description: "Variables, beside and before those of ours." }),
  }),
  async invoke(config, { client, signal, progress }) {
    const ended = await run(config, client, signal);
    if (ended.exitCode !== 0) throw failure(config, ended);
    progress(`\n\n${ended.stdout}\n`);
  },
};

async function ask(config: Fields, runtime: Runtime, signal: AbortSignal): Promise<PlainRecord> {
  const ended = await run(config, runtime, signal);
  const isWell =
    ended.exitCode === 0 || (ended.exitCode !== undefined && config.bool("allow_non_zero_exit_code"));
  if (!isWell) throw failure(config, ended);
  return { exit_code: ended.exitCode, stdout: ended.stdout || null, stderr: ended.stderr || null };
}

function run(config: Fields, runtime: Runtime, signal: AbortSignal): Promise<Ended> {
  const own = config.map("environment");
  const command = {
    program: config.text("command"),
    args: config.strings("arguments"),
    directory: config.string("working_directory"),
    input: config.string("stdin"),
    ...(own.size === 0
      ? {}
      : { environment: Object.fromEntries([...runtime.environment.variables, ...own]) }),
  };
  return runProgram(command, runtime, signal, (reason) => {
    const detail = `No program can be started by this name: ${command.program}\n\nOne of the PATH is found by its name; for one that lies beside the configuration write "\${path.module}/" before it. It must be executable.\n\nError: ${reason}`;
    return new ProviderFailure(utilityError("command-lookup-failed"), detail, {
      path: attributePath("command"),
    });
  });
}

function failure(config: Fields, ended: Ended): ProviderFailure {
  const told = ended.stderr === "" ? "" : `\nCommand Error: ${ended.stderr}`;
  const detail = `The command did not end well. Where that is expected, set "allow_non_zero_exit_code" to true where it is read.\n\nCommand: ${config.text("command")}${told}\nState: ${endOf(ended)}`;
  return new ProviderFailure(utilityError("command-execution-failed"), detail, {
    path: attributePath("command"),
  });
}
