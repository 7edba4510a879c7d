import type { ErrorKind } from "@tutti/errors";
import type { CommandContext } from "../../command/command.ts";
import { type FlagSpecs, type ParsedFlags, parseFlags } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, Report } from "../views/report.ts";

/** Makes the report that tells of a wrong command line. */
export type CreateReport = (shown: { readonly json: boolean }) => Report;

/** Parses the arguments of a command whose mistakes are diagnostics; a number is the exit status of a refusal. */
export function parseModern<const S extends FlagSpecs>(
  context: CommandContext,
  command: string,
  specs: S,
  createReport: CreateReport = () => new Report(context),
): ParsedFlags<S> | number {
  const { args } = context;
  const parsed = parseFlags(specs, args, context.flagWatcher, context.product !== "terraform");
  const shown = { json: args.some((arg) => /^--?json(=true)?$/.test(arg)) };
  if (parsed.error !== undefined)
    return createReport(shown).usageError(
      cliError("failed-to-parse-command-line-flags"),
      parsed.error,
      command,
    );
  return tellUndone(context, parsed, () => createReport(shown));
}

/** The same for the older commands, which print their usage and then the mistake. */
export async function parseLegacy<const S extends FlagSpecs>(
  context: CommandContext,
  command: string,
  specs: S,
): Promise<ParsedFlags<S> | number> {
  const parsed = parseFlags(specs, context.args, context.flagWatcher, context.product !== "terraform");
  if (parsed.error !== undefined)
    return refuseWithUsage(context, command, cliError("flags-unreadable", parsed.error));
  return tellUndone(context, parsed, () => legacyReport(context));
}

function tellUndone<S extends FlagSpecs>(
  { stderr }: CommandContext,
  parsed: ParsedFlags<S>,
  createReport: () => Report,
): ParsedFlags<S> | number {
  if (parsed.refusal !== undefined)
    return createReport().error(cliError("option-not-supported"), parsed.refusal);
  for (const warning of parsed.warnings)
    stderr.warning(cliError("flag-without-effect"), `Warning: ${warning}\n`);
  return parsed;
}

/** What is wrong; how it should be goes to the output, as where help was asked for. */
export async function refuseWithHelp(
  context: CommandContext,
  command: string,
  kind: ErrorKind,
): Promise<number> {
  const { usageOf } = await import("../usage/usage.ts");
  context.stdout.write(`${usageOf(command, context.product)}\n`);
  return plainError(context, kind);
}

/** What is wrong, then how it should be. */
export async function refuseWithUsage(
  context: CommandContext,
  command: string,
  kind: ErrorKind,
): Promise<number> {
  const { usageOf } = await import("../usage/usage.ts");
  return context.stderr.error(kind, `${kind.summary}\n${usageOf(command, context.product)}\n`);
}
