import type { ErrorKind } from "@tutti/errors";
import type { Command } from "../../command/command.ts";
import { boolFlag, parseFlags, textFlag } from "../../command/flags.ts";
import { commandError } from "../errors.ts";

const FLAGS = { "config-format": textFlag(), quiet: boolFlag() } as const;

/** Checks configuration files of the agent. */
export const command: Command = {
  summary: "Validate config files/directories",
  flags: FLAGS,
  async run({ args, runtime, stdout, stderr, flagWatcher }) {
    const parsed = parseFlags(FLAGS, args, flagWatcher);
    const fail = ({ summary }: ErrorKind): number => {
      stderr.write(`${summary}\n`);
      return 1;
    };
    if (parsed.error !== undefined) return fail(commandError("agent-flags-unreadable", parsed.error));
    if (parsed.rest.length === 0) return fail(commandError("config-to-validate-missing"));
    const format = parsed.values["config-format"];
    if (format !== "" && format !== "json" && format !== "hcl") {
      return fail(commandError("config-format-unknown"));
    }
    const { buildConfig, loadConfigFiles } = await import("@tutti/agent");
    const loaded = await loadConfigFiles(parsed.rest, format, runtime.disk);
    if ("text" in loaded) return fail(commandError("config-to-validate-invalid", loaded.text));
    for (const warning of loaded.warnings) stderr.write(`${warning}\n`);
    const interfaces = runtime.network.interfaces();
    const built = buildConfig(loaded.sources, { dev: false, environment: runtime.environment, interfaces });
    if ("text" in built) return fail(commandError("config-to-validate-invalid", built.text));
    for (const warning of built.warnings) stderr.write(`${warning}\n`);
    if (!parsed.values.quiet) stdout.write("Configuration is valid!\n");
    return 0;
  },
};
