import {
  type ActionDefinition,
  attributePath,
  block,
  errorDiagnostic,
  optional,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { NUMBER, STRING } from "@tutti/values";
import { processError } from "./errors.ts";
import { ProcessFolder } from "./process-folder.ts";
import { restart } from "./process-life.ts";
import { SIGNALS } from "./signals.ts";

const TIMEOUT_DEFAULT_S = 10;

/** `tutti_process_restart`: ends the program of a `tutti_process` and starts it again. */
export const RESTART: ActionDefinition<Runtime> = {
  block: block({
    id: required(STRING, { description: "Of the `tutti_process`." }),
    stop_signal: optional(STRING, { description: "What the program gets; by default SIGTERM." }),
    stop_timeout: optional(NUMBER, { description: "Seconds until SIGKILL follows; by default 10." }),
  }),

  validate(config) {
    const signal = config.string("stop_signal");
    const seconds = config.number("stop_timeout");
    const wrong = (name: string, detail: string) =>
      errorDiagnostic(processError("invalid-process-configuration"), detail, attributePath(name));
    return [
      ...(signal === undefined || SIGNALS.some((known) => known === signal)
        ? []
        : [wrong("stop_signal", `"${signal}" must be one of ${SIGNALS.join(", ")}.`)]),
      ...(seconds === undefined || seconds >= 0
        ? []
        : [wrong("stop_timeout", `It must be 0 seconds or more; it is ${seconds}.`)]),
    ];
  },

  async invoke(config, { client: runtime, signal, progress }) {
    progress("ending the program and starting it again");
    await restart(
      runtime,
      ProcessFolder.of(runtime, config.text("id")),
      SIGNALS.find((known) => known === config.string("stop_signal")) ?? "SIGTERM",
      (config.number("stop_timeout") ?? TIMEOUT_DEFAULT_S) * 1000,
      signal,
    );
  },
};
