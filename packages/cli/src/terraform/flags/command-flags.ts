import type { CommandContext } from "../../command/command.ts";
import { type FlagSpecs, type ParsedFlags, parseFlags } from "../../command/flags.ts";
import { Report } from "../views/report.ts";

/** Makes the report that tells of a wrong command line. */
export type CreateReport = (shown: { readonly noColor: boolean; readonly json: boolean }) => Report;

/** Parses the arguments of a command whose mistakes are diagnostics; a number is the exit status of a refusal. */
export function parseModern<const S extends FlagSpecs>(
  context: CommandContext,
  command: string,
  specs: S,
  createReport: CreateReport = ({ noColor }) => new Report(context, { noColor }),
): ParsedFlags<S> | number {
  const parsed = parseFlags(specs, context.args);
  if (parsed.error === undefined) return parsed;
  const has = (flag: RegExp): boolean => context.args.some((arg) => flag.test(arg));
  const shown = { noColor: has(/^--?no-color(=true)?$/), json: has(/^--?json(=true)?$/) };
  return createReport(shown).usageError("Failed to parse command-line flags", parsed.error, command);
}

/** The same for the older commands, which print their usage and then the mistake. */
export async function parseLegacy<const S extends FlagSpecs>(
  context: CommandContext,
  command: string,
  specs: S,
): Promise<ParsedFlags<S> | number> {
  const parsed = parseFlags(specs, context.args);
  if (parsed.error === undefined) return parsed;
  return refuseWithUsage(context, command, `Error parsing command-line flags: ${parsed.error}`);
}

/** What is wrong, then how it should be. */
export async function refuseWithUsage(
  context: CommandContext,
  command: string,
  message: string,
): Promise<number> {
  const { usageOf } = await import("../usage/usage.ts");
  context.stderr.write(`${message}\n${usageOf(command, context.product)}\n`);
  return 1;
}
