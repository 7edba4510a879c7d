import { currentWorkspace } from "@tutti/operation";
import type { Backend } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithHelp } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport } from "../views/report.ts";
import { openInitialisedBackend } from "./initialised-state.ts";
import { problemsText } from "./locked-state.ts";

const FLAGS = { ...EARLY_FLAGS, force: boolFlag() } as const;

/** Gives back a lock that its holder left behind, where the backend has such locks. */
export const command: Command = {
  summary: "Release a stuck lock on the current workspace",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "force-unlock", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length !== 1) return refuseWithHelp(context, "force-unlock", cliError("lock-id-expected"));
  const [id = ""] = flags.rest;
  const backend = await openInitialisedBackend(context, legacyReport(context), variableArguments(flags.uses));
  if (typeof backend === "number") return backend;
  if (!flags.values.force) {
    const refused = await confirm(context, backend);
    if (refused !== undefined) return refused;
  }
  const { name } = await currentWorkspace(context.runtime);
  const broken = await backend.open(name).breakLock(id);
  if (broken.ok) {
    const { title } = productName(context.product);
    context.stdout.write(
      `${title} state has been successfully unlocked!\n\nThe state has been unlocked, and ${title} commands should now be able to\nobtain a new lock on the remote state.\n`,
    );
    return 0;
  }
  return plainError(context, cliError("lock-not-broken", problemsText(context, broken.problems)));
}

/** Whoever holds the lock may still work on the state. Undefined where a person wants it all the same. */
async function confirm(context: CommandContext, { type }: Backend): Promise<number | undefined> {
  if (type === "local") return plainError(context, cliError("local-lock-not-broken"));
  const { stdout, stdin, product } = context;
  const { title } = productName(product);
  stdout.write(
    `Do you really want to force-unlock?\n  ${title} will remove the lock on the remote state.\n  This will allow local ${title} commands to modify this state, even though it\n  may still be in use. Only 'yes' will be accepted to confirm.\n\n  Enter a value: `,
  );
  const answer = await stdin.readLine();
  if (answer === undefined) return plainError(context, cliError("unlock-without-an-answer"));
  stdout.write("\n");
  if (answer.trim() === "yes") return undefined;
  stdout.write("force-unlock cancelled.\n");
  return 1;
}
