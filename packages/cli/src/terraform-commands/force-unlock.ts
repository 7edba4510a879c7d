import type { Command, CommandContext } from "../command.ts";
import { parseLegacy } from "../command-flags.ts";
import { boolFlag } from "../flags.ts";

/** A local state's lock dies with its holder, so there is never one left to break. */
export const command: Command = { summary: "Release a stuck lock on the current workspace", run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "force-unlock", { force: boolFlag() });
  if (typeof flags === "number") return flags;
  if (flags.rest.length !== 1) {
    const { usageOf } = await import("../usage/usage.ts");
    context.stderr.write("Expected a single argument: LOCK_ID\n");
    context.stdout.write(`${usageOf("force-unlock", context.product)}\n`);
    return 1;
  }
  context.stderr.write("Failed to unlock state: LocalState not locked\n");
  return 1;
}
