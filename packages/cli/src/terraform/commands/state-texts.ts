import type { OpenedState } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { plainError } from "../views/plain-error.ts";

/** For commands that only make sense where there is a state. */
export function noStateFile(context: CommandContext): number {
  const { title } = productName(context.product);
  return plainError(context, cliError("no-state-file", title));
}

/** There is no state, and nothing that a killed apply left of one. */
export function isMissing({ existed, recovered }: Pick<OpenedState, "existed" | "recovered">): boolean {
  return !existed && !recovered;
}

/** For an address that must name one instance and does not. */
export function noInstanceFound(context: CommandContext): number {
  const { command } = productName(context.product);
  return plainError(context, cliError("no-instance-at-address", command));
}
