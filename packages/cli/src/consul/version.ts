import type { Command } from "../command/command.ts";
import { parseFlags, textFlag } from "../command/flags.ts";
import { CONSUL_VERSION, productName, VERSION } from "../command/product.ts";
import { commandError } from "./errors.ts";

const FLAGS = { format: textFlag("pretty") } as const;

/** The version, as `consul version` gives it. */
export const command: Command = {
  summary: "Prints the version",
  flags: FLAGS,
  async run({ args, product, stdout, stderr, flagWatcher }) {
    const parsed = parseFlags(FLAGS, args, flagWatcher);
    if (parsed.error !== undefined) return stderr.error(commandError("agent-flags-unreadable", parsed.error));
    const { format } = parsed.values;
    if (format !== "pretty" && format !== "json")
      return stderr.error(commandError("version-format-unsupported", format));
    const version = product === "consul" ? CONSUL_VERSION : VERSION;
    if (format === "json") {
      stdout.write(`${JSON.stringify({ Version: version }, undefined, 4)}\n`);
      return 0;
    }
    stdout.write(`${productName(product).title} v${version}\n`);
    if (product === "consul") stdout.write(`Spoken by Tutti v${VERSION}\n`);
    return 0;
  },
};
