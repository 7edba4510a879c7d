import {
  type ActionDefinition,
  attributePath,
  block,
  errorDiagnostic,
  optional,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import { listType, mapType, STRING } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";

const LINES_SHOWN = 10;

/** `docker_exec`: runs a command in a running container, which must end with 0. */
export const EXEC: ActionDefinition<DockerClient> = {
  block: block({
    container: required(STRING, { description: "Its id or its name." }),
    command: required(listType(STRING), { description: "The program and its arguments." }),
    environment: optional(mapType(STRING), { description: "More variables of the program." }),
    user: optional(STRING, { description: "Who runs it; by default the container's user." }),
    working_dir: optional(STRING, {
      description: "Where the program runs; by default where the container does.",
    }),
  }),

  validate(config) {
    const command = config.plain("command");
    return Array.isArray(command) && command.length === 0
      ? [
          errorDiagnostic(
            dockerError("invalid-container-configuration"),
            "The command is empty: its first element is the program.",
            attributePath("command"),
          ),
        ]
      : [];
  },

  async invoke(config, { client, signal, progress }) {
    const container = config.text("container");
    const body = {
      Cmd: config.strings("command"),
      Env: [...config.map("environment")].map(([name, value]) => `${name}=${value}`),
      User: config.string("user") ?? "",
      WorkingDir: config.string("working_dir") ?? "",
    };
    let done: { readonly exitCode: number; readonly output: string };
    try {
      done = await client.engineOf(config).exec(container, body, signal);
    } catch (error) {
      throw engineFailure(error, `run a command in the container "${container}"`);
    }
    const last = done.output.split("\n").slice(-LINES_SHOWN).join("\n");
    if (done.exitCode !== 0)
      throw new ProviderFailure(
        dockerError("command-failed"),
        `The command in the container "${container}" ended with status ${done.exitCode}${last === "" ? "." : `. It wrote last:\n\n${last}`}`,
      );
    if (last !== "") progress(last);
  },
};
