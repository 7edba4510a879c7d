import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, moot } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { problemsText } from "./locked-state.ts";

const FLAGS = {
  force: moot(boolFlag(), "nothing is asked: a lock ends with its holder, and there is none to break"),
} as const;

/** Gives back a lock that its holder left behind, where the backend has such locks. */
export const command: Command = {
  summary: "Release a stuck lock on the current workspace",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "force-unlock", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length !== 1) {
    const { usageOf } = await import("../usage/usage.ts");
    context.stdout.write(`${usageOf("force-unlock", context.product)}\n`);
    return plainError(context, cliError("lock-id-expected"));
  }
  const [id = ""] = flags.rest;
  const store = await openInitialised(context, new Report(context), "root");
  if (typeof store === "number") return store;
  const broken = await store.breakLock(id);
  if (broken.ok) {
    const { title } = productName(context.product);
    context.stdout.write(
      `${title} state has been successfully unlocked!\n\nThe state has been unlocked, and ${title} commands should now be able to\nobtain a new lock on the remote state.\n`,
    );
    return 0;
  }
  return plainError(context, cliError("lock-not-broken", problemsText(context, broken.problems)));
}
