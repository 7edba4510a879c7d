import { formatInstance } from "@tutti/addresses";
import { parseTargetAddress } from "@tutti/config";
import { instancesWithin } from "@tutti/operation";
import { instanceProvider, type State, StateFold, type StoredInstance } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithHelp } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION } from "../flags/state-flags.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openInitialised, stampedBackup } from "./initialised-state.ts";
import { withLockedState } from "./locked-state.ts";
import { isMissing, noStateFile } from "./state-texts.ts";

const FLAGS = {
  ...LOCK_FLAGS,
  ...EARLY_FLAGS,
  state: textFlag(),
  backup: textFlag(),
  "dry-run": boolFlag(),
  "ignore-remote-version": REMOTE_VERSION,
} as const;

/** Makes the state forget objects; they go on existing. */
export const command: Command = { summary: "Remove instances from the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state rm", FLAGS);
  if (typeof flags === "number") return flags;
  const report = legacyReport(context);
  if (flags.rest.length === 0) return refuseWithHelp(context, "state rm", cliError("address-required"));
  const { state, lock, "lock-timeout": timeoutMs } = flags.values;
  const handle = await openInitialised(context, report, "versions", variableArguments(flags.uses), {
    state,
    backup: flags.values.backup,
    needsFew: true,
    ...stampedBackup(context),
  });
  if (typeof handle === "number") return handle;
  return withLockedState(
    context,
    report,
    handle,
    { lock, timeoutMs, operation: "state-rm" },
    async (opened) => {
      if (isMissing(opened)) return noStateFile(context);
      // As they are named: twice where they are named twice.
      const chosen: StoredInstance[] = [];
      for (const text of flags.rest) {
        const target = parseTargetAddress(text, "");
        if (target.address === undefined) return report.diagnostics(target.diagnostics);
        chosen.push(...instancesWithin(opened.state, target.address));
      }
      if (chosen.length === 0 && !flags.values["dry-run"]) return nothingFound(context, report);
      const verb = flags.values["dry-run"] ? "Would remove" : "Removed";
      for (const { address } of chosen) context.stdout.write(`${verb} ${formatInstance(address)}\n`);
      if (flags.values["dry-run"]) {
        if (chosen.length === 0) context.stdout.write("Would have removed nothing.\n");
        return 0;
      }
      const saved = await handle.save(without(opened.state, new Set(chosen)));
      if (!saved.ok) return report.problems(saved.problems);
      context.stdout.write(`Successfully removed ${chosen.length} resource instance(s).\n`);
      return 0;
    },
  );
}

function nothingFound(context: CommandContext, report: Report): number {
  const { command: word } = productName(context.product);
  return report.error(
    cliError("invalid-target-address"),
    `No matching objects found. To view the available instances, use "${word} state list". Please modify the address to reference a specific instance.`,
  );
}

function without(state: State, gone: ReadonlySet<StoredInstance>): State {
  const fold = new StateFold(state);
  for (const { address, instance, resource } of gone) {
    const remove = (deposedKey: string | undefined): void =>
      fold.apply({
        kind: "object",
        operationId: undefined,
        address,
        deposedKey,
        provider: instanceProvider(resource, instance),
        object: undefined,
      });
    remove(undefined);
    for (const key of instance.deposed.keys()) remove(key);
  }
  return fold.state();
}
