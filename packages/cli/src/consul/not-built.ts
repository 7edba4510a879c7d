import type { Command } from "../command/command.ts";
import { productName } from "../command/product.ts";
import { commandError } from "./errors.ts";

/** A command of Consul's that this version does not have: an error that says what to do instead. */
export function notBuilt(name: string, instead: string): Command {
  return {
    summary: `Not in this version: ${instead}`,
    async run(context) {
      const { title } = productName(context.product);
      return context.stderr.error(commandError("command-not-in-this-version", title, name, instead));
    },
  };
}
