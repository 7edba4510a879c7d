import { textFlag } from "../command/flags.ts";
import { CONSUL_VERSION, productName, VERSION } from "../command/product.ts";
import { commandError } from "./errors.ts";
import { localCommand } from "./usage/local-command.ts";

/** The protocol of the agents, as Consul 1.9 counts it. */
const PROTOCOL = { Default: 2, Min: 2, Max: 3 };

/** The version, as `consul version` gives it. */
export const command = localCommand({
  summary: "Prints the version",
  usage: "version [options]",
  flags: { format: textFlag("pretty") },
  async run({ flags: { format }, product, stdout, stderr }) {
    if (format !== "pretty" && format !== "json")
      return stderr.error(commandError("version-format-unsupported", format));
    const version = product === "consul" ? CONSUL_VERSION : VERSION;
    if (format === "json") {
      const shown = { Version: version, Revision: "", Prerelease: "", RPC: PROTOCOL };
      stdout.write(`${JSON.stringify(shown, undefined, 3)}\n`);
      return 0;
    }
    stdout.write(`${productName(product).title} v${version}\n`);
    if (product === "consul") stdout.write(`Spoken by Tutti v${VERSION}\n`);
    return 0;
  },
});
