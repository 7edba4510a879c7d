import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";

/** For commands that only make sense where there is a state. */
export function noStateFile(context: CommandContext): number {
  const { title } = productName(context.product);
  context.stderr.write(
    `No state file was found!\n\nState management commands require a state file. Run this command\nin a directory where ${title} has been run or use the -state flag\nto point the command to a specific state location.\n`,
  );
  return 1;
}

/** For an address that must name one instance and does not. */
export function noInstanceFound(context: CommandContext): number {
  const { command } = productName(context.product);
  context.stderr.write(
    `No instance found for the given address!\n\nThis command requires that the address references one specific instance.\nTo view the available instances, use "${command} state list". Please modify \nthe address to reference a specific instance.\n`,
  );
  return 1;
}
