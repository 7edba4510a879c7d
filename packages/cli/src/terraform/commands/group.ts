import type { Command, CommandContext } from "../../command/command.ts";

/** A word that only groups others: called alone it shows them. */
export function groupCommand(name: string, summary: string): Command {
  return {
    summary,
    async run(context: CommandContext): Promise<number> {
      const { usageOf } = await import("../usage/usage.ts");
      context.stdout.write(`${usageOf(name, context.product)}\n`);
      return 1;
    },
  };
}
