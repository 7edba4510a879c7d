import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { plainError } from "../views/plain-error.ts";
import type { Report } from "../views/report.ts";

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
export function oneArgument(context: CommandContext, rest: readonly string[]): string | undefined {
  const [only] = rest;
  if (rest.length === 1 && only !== undefined) return only;
  plainError(context, cliError("one-argument-expected"));
  return undefined;
}

/** The two arguments of an older command; undefined, and told, where there are not two. */
export function twoArguments(
  context: CommandContext,
  rest: readonly string[],
): readonly [string, string] | undefined {
  const [first, second] = rest;
  if (rest.length === 2 && first !== undefined && second !== undefined) return [first, second];
  plainError(context, cliError("two-arguments-expected"));
  return undefined;
}
