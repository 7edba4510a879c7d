import type { VariableArgument } from "@tutti/config";
import { openSealedFile, TERRAFORM_VERSION } from "@tutti/operation";
import { identicalStates, readState, type State } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { oneArgument } from "../flags/arguments.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { problemsText, withLockedState } from "./locked-state.ts";

const FLAGS = {
  ...LOCK_FLAGS,
  ...EARLY_FLAGS,
  force: boolFlag(),
  "ignore-remote-version": REMOTE_VERSION,
} as const;

/** Puts a local state file in the place of the stored one. */
export const command: Command = { summary: "Update remote state from a local state file", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state push", FLAGS);
  if (typeof flags === "number") return flags;
  const path = await oneArgument(context, "state push", flags.rest);
  if (path === undefined) return 1;
  const report = legacyReport(context);
  const variables = variableArguments(flags.uses);
  const handle = await openInitialised(context, report, "versions", variables);
  if (typeof handle === "number") return handle;
  const source = await readSource(context, report, path, variables);
  if (typeof source === "number") return source;
  const { lock, "lock-timeout": timeoutMs } = flags.values;
  return withLockedState(
    context,
    report,
    handle,
    { lock, timeoutMs, operation: "state-push" },
    async (opened) => {
      const refusal = flags.values.force || !opened.existed ? undefined : refuse(source, opened.state);
      if (refusal !== undefined) return plainError(context, cliError("state-to-push-refused", refusal));
      // As in Terraform, what says something else than before counts as a change of what is pushed.
      const isChanged = opened.existed && !sameContent(source, opened.state);
      const saved = await handle.overwrite({ ...source, serial: source.serial + (isChanged ? 1 : 0) });
      return saved.ok ? 0 : report.problems(saved.problems);
    },
  );
}

async function readSource(
  context: CommandContext,
  report: Report,
  path: string,
  variables: readonly VariableArgument[],
): Promise<State | number> {
  const { disk } = context.runtime;
  const reader = { name: productName(context.product).title, version: TERRAFORM_VERSION };
  if (path !== "-" && (await disk.stat(path)) === undefined)
    return plainError(context, cliError("state-to-push-not-found", path));
  const bytes = path === "-" ? await context.stdin.readAll() : await disk.readFile(path);
  // What a failed save left is encrypted as the state is.
  const opened = await openSealedFile(context.runtime, bytes, variables);
  if (!opened.ok) return report.diagnostics(opened.diagnostics);
  const state = await readState([opened.value], reader);
  if (state.ok) return state.value;
  return plainError(
    context,
    cliError("state-to-push-unreadable", path, problemsText(context, state.problems)),
  );
}

/** Another history, or an older moment of the same one, must not win by accident. Of what has no history nothing is known. */
function refuse(source: State, stored: State): string | undefined {
  if (source.lineage === "" || stored.lineage === "") return undefined;
  if (source.lineage !== stored.lineage)
    return `cannot import state with lineage "${source.lineage}" over unrelated state with lineage "${stored.lineage}"`;
  if (source.serial < stored.serial)
    return `cannot import state with serial ${source.serial} over newer state with serial ${stored.serial}`;
  if (source.serial === stored.serial && !sameContent(source, stored))
    return `cannot overwrite existing state with serial ${stored.serial} with a different state that has the same serial`;
  return undefined;
}

/** Whether both say the same, whatever their numbers. */
function sameContent(source: State, stored: State): boolean {
  const { serial, lineage, terraformVersion } = source;
  return identicalStates(source, { ...stored, serial, lineage, terraformVersion });
}
