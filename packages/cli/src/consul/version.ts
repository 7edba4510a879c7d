import type { Command } from "../command/command.ts";
import { parseFlags, textFlag } from "../command/flags.ts";
import { CONSUL_VERSION, productName, VERSION } from "../command/product.ts";

/** The version, as `consul version` gives it. */
export const command: Command = {
  summary: "Prints the version",
  async run({ args, product, stdout, stderr }) {
    const parsed = parseFlags({ format: textFlag("pretty") }, args);
    if (parsed.error !== undefined) {
      stderr.write(`${parsed.error}\n`);
      return 1;
    }
    const version = product === "consul" ? CONSUL_VERSION : VERSION;
    stdout.write(`${productName(product).title} v${version}\n`);
    if (product === "consul") stdout.write(`Spoken by Tutti v${VERSION}\n`);
    return 0;
  },
};
