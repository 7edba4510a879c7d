import type { Command, CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { Report } from "../views/report.ts";

/** A command of Terraform that is not here: one clear error, and what to do in its place. */
export function notBuilt(name: string, instead: string): { readonly command: Command } {
  const run = async (context: CommandContext): Promise<number> => {
    const report = new Report(context, { noColor: context.args.includes("-no-color") });
    return report.error(cliError("command-not-supported"), `<Tutti> has no command "${name}". ${instead}`);
  };
  return { command: { summary: "Not supported", run } };
}
