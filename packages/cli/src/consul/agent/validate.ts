import type { Command } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { commandError } from "../errors.ts";
import { localCommand } from "../usage/local-command.ts";

/** Checks configuration files of the agent. Under our own name `validate` is Terraform's. */
export const command = validate("validate");
export const agentValidate = validate("agent validate");

function validate(name: string): Command {
  return localCommand({
    summary: "Validate config files/directories",
    usage: `${name} [options] FILE_OR_DIRECTORY...`,
    flags: { "config-format": textFlag(), quiet: boolFlag() },
    async run({ flags: { quiet, "config-format": format }, rest, runtime, stdout, stderr }) {
      if (rest.length === 0) return stderr.error(commandError("config-to-validate-missing"));
      if (format !== "" && format !== "json" && format !== "hcl") {
        return stderr.error(commandError("config-format-unknown"));
      }
      const { allowConfigured, buildConfig, loadConfigFiles } = await import("@tutti/agent");
      const loaded = await loadConfigFiles(rest, format, runtime.disk);
      if ("text" in loaded) return stderr.error(commandError("config-to-validate-invalid", loaded.text));
      for (const warning of loaded.warnings) stderr.warning(commandError("config-warning", warning));
      const interfaces = runtime.network.interfaces();
      const built = buildConfig(loaded.sources, { dev: false, environment: runtime.environment, interfaces });
      if ("text" in built) return stderr.error(commandError("config-to-validate-invalid", built.text));
      const allowed = allowConfigured(built.agent);
      if (allowed !== true) return stderr.error(commandError("config-to-validate-invalid", allowed.text));
      for (const warning of built.warnings) stderr.warning(commandError("config-warning", warning));
      if (!quiet) stdout.write("Configuration is valid!\n");
      return 0;
    },
  });
}
