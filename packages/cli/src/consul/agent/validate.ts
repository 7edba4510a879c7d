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
    if (parsed.error !== undefined) return stderr.error(commandError("agent-flags-unreadable", parsed.error));
    if (parsed.rest.length === 0) return stderr.error(commandError("config-to-validate-missing"));
    const format = parsed.values["config-format"];
    if (format !== "" && format !== "json" && format !== "hcl") {
      return stderr.error(commandError("config-format-unknown"));
    }
    const { allowConfigured, buildConfig, loadConfigFiles } = await import("@tutti/agent");
    const loaded = await loadConfigFiles(parsed.rest, format, runtime.disk);
    if ("text" in loaded) return stderr.error(commandError("config-to-validate-invalid", loaded.text));
    for (const warning of loaded.warnings) stderr.warning(commandError("config-warning", warning));
    const interfaces = runtime.network.interfaces();
    const built = buildConfig(loaded.sources, { dev: false, environment: runtime.environment, interfaces });
    if ("text" in built) return stderr.error(commandError("config-to-validate-invalid", built.text));
    const allowed = allowConfigured(built.agent);
    if (allowed !== true) return stderr.error(commandError("config-to-validate-invalid", allowed.text));
    for (const warning of built.warnings) stderr.warning(commandError("config-warning", warning));
    if (!parsed.values.quiet) stdout.write("Configuration is valid!\n");
    return 0;
  },
};
