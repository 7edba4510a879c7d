import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";
import { refuseWithHelp } from "./command-flags.ts";

const EXPECTED = ["Expected no positional arguments.", "Expected at most one positional argument."] as const;

/** The exit status where there are more arguments than a command takes; `detail` says what to do instead. */
export function refuseMoreThan(
  most: 0 | 1,
  report: Report,
  command: string,
  rest: readonly string[],
  detail: string = EXPECTED[most],
): number | undefined {
  return rest.length > most
    ? report.usageError(cliError("too-many-command-line-arguments"), detail, command)
    : undefined;
}

/** The one argument of an older command; undefined, and told, where there is none or are more. */
export async function oneArgument(
  context: CommandContext,
  command: string,
  rest: readonly string[],
): Promise<string | undefined> {
  const [only] = rest;
  if (rest.length === 1 && only !== undefined) return only;
  await refuseWithHelp(context, command, cliError("one-argument-expected"));
  return undefined;
}

/** The two arguments of an older command; undefined, and told, where there are not two. */
export async function twoArguments(
  context: CommandContext,
  command: string,
  rest: readonly string[],
): Promise<readonly [string, string] | undefined> {
  const [first, second] = rest;
  if (rest.length === 2 && first !== undefined && second !== undefined) return [first, second];
  await refuseWithHelp(context, command, cliError("two-arguments-expected"));
  return undefined;
}
