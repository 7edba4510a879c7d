import { formatInstance } from "@tutti/addresses";
import { parseInstanceAddress } from "@tutti/config";
import { storedAt } from "@tutti/operation";
import { type InstanceObject, instanceProvider, type State, StateFold } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION, STATE_FLAGS } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { withLockedState } from "./locked-state.ts";

/** Every flag it takes. */
export const FLAGS = {
  ...LOCK_FLAGS,
  ...EARLY_FLAGS,
  ...STATE_FLAGS,
  "allow-missing": boolFlag(),
  "ignore-remote-version": REMOTE_VERSION,
} as const;

/** Sets (`taint`) or clears (`untaint`) the mark that makes the next plan replace an instance. */
export async function changeTaint(context: CommandContext, word: "taint" | "untaint"): Promise<number> {
  const flags = await parseLegacy(context, word, FLAGS);
  if (typeof flags === "number") return flags;
  const [text] = flags.rest;
  if (text === undefined || flags.rest.length > 1)
    return refuseWithUsage(context, word, cliError("one-address-expected", word));
  const report = legacyReport(context);
  const parsed = parseInstanceAddress(text, "");
  if (parsed.address === undefined) return report.diagnostics(parsed.diagnostics);
  const instance = parsed.address;
  const address = formatInstance(instance);
  if (word === "taint" && instance.mode !== "managed")
    return plainError(context, cliError("instance-cannot-be-tainted", address));
  const { state, "state-out": stateOut, backup, lock, "lock-timeout": timeoutMs } = flags.values;
  const handle = await openInitialised(
    context,
    report,
    word === "taint" ? "versions" : "root",
    variableArguments(flags.uses),
    {
      state,
      stateOut,
      backup,
      needsFew: true,
    },
  );
  if (typeof handle === "number") return handle;
  return withLockedState(context, report, handle, { lock, timeoutMs, operation: word }, async (opened) => {
    const found = storedAt(opened.state, instance);
    if (found?.instance.current === undefined)
      return missing(context, report, opened.state, address, flags.values["allow-missing"]);
    const object = found.instance.current;
    if (word === "untaint" && object.status !== "tainted")
      return report.error(
        cliError("resource-instance-is-not-tainted"),
        `Resource instance ${address} is not currently tainted, and so it cannot be untainted.`,
      );
    const changed: InstanceObject = { ...object, status: word === "taint" ? "tainted" : "ready" };
    const fold = new StateFold(opened.state);
    fold.apply({
      kind: "object",
      operationId: undefined,
      address: found.address,
      deposedKey: undefined,
      provider: instanceProvider(found.resource, found.instance),
      object: changed,
    });
    const saved = await handle.save(fold.state());
    if (!saved.ok) return report.problems(saved.problems);
    const done = word === "taint" ? "marked as tainted" : "successfully untainted";
    context.stdout.write(`Resource instance ${address} has been ${done}.\n`);
    return 0;
  });
}

const NOTHING =
  "The state currently contains no resource instances whatsoever. This may occur if the configuration has never been applied or if it has recently been destroyed.";

function missing(
  context: CommandContext,
  report: Report,
  { resources }: State,
  address: string,
  allowed: boolean,
): number {
  const summary = cliError("no-such-resource-instance");
  if (allowed) {
    report.warning(
      summary,
      `Resource instance ${address} was not found, but this is not an error because -allow-missing was set.`,
    );
    return 0;
  }
  const { command } = productName(context.product);
  if (resources.size === 0) return report.error(summary, NOTHING);
  // Said of both commands in these words, as in Terraform.
  return report.error(
    summary,
    `There is no resource instance in the state with the address ${address}. If the resource configuration has just been added, you must run "${command} apply" once to create the corresponding instance(s) before they can be tainted.`,
  );
}
