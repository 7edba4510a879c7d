import {
  formatInstance,
  formatModule,
  formatResource,
  parseTarget,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import { instancesOf, matchesTarget, openState } from "@tutti/operation";
import { StateFold } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { LOCK_FLAGS, STATE_FLAGS } from "../flags/state-flags.ts";
import { Report } from "../views/report.ts";
import { withLockedState } from "./locked-state.ts";

/** Gives objects of the state another address; nothing happens to the objects. */
export const command: Command = { summary: "Move an item in the state", run };

interface Move {
  readonly from: ResourceInstance;
  readonly to: ResourceInstance;
}

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state mv", {
    ...LOCK_FLAGS,
    ...STATE_FLAGS,
    "dry-run": boolFlag(),
    "ignore-remote-version": boolFlag(),
  });
  if (typeof flags === "number") return flags;
  const [fromText, toText] = flags.rest;
  if (fromText === undefined || toText === undefined || flags.rest.length > 2) {
    context.stderr.write("Exactly two arguments expected.\n");
    return 1;
  }
  const report = new Report(context);
  const from = parseTarget(fromText);
  if (!from.ok) return report.legacyError("Invalid source address", from.error.message);
  const to = parseTarget(toText);
  if (!to.ok) return report.legacyError("Invalid target address", to.error.message);
  const { state, backup, lock, "lock-timeout": timeoutMs } = flags.values;
  const handle = await openState(context.runtime, { state, backup });
  return withLockedState(
    context,
    report,
    handle,
    { lock, timeoutMs, operation: "state-mv" },
    async (opened) => {
      const all = instancesOf(opened.state).map(({ address }) => address);
      const found = all.filter((address) => matchesTarget(from.value, address));
      if (found.length === 0)
        return report.legacyError(
          "Invalid source address",
          `Cannot move ${textOf(from.value)}: does not match anything in the current state.`,
        );
      const moves = movesOf(from.value, to.value, found);
      if (typeof moves === "string") return report.legacyError("Invalid target address", moves);
      const taken = new Set(all.map(formatInstance));
      const clash = moves.find((move) => taken.has(formatInstance(move.to)));
      if (clash !== undefined)
        return report.legacyError(
          "Invalid target address",
          `Cannot move to ${formatInstance(clash.to)}: there is already a resource instance at that address in the current state.`,
        );
      const verb = flags.values["dry-run"] ? "Would move" : "Move";
      context.stdout.write(
        `${verb} ${JSON.stringify(textOf(from.value))} to ${JSON.stringify(textOf(to.value))}\n`,
      );
      if (flags.values["dry-run"]) return 0;
      const fold = new StateFold(opened.state);
      for (const move of moves) fold.apply({ kind: "move", ...move });
      const saved = await handle.save(fold.state());
      if (!saved.ok) return report.problems(saved.problems);
      context.stdout.write(`Successfully moved 1 object(s).\n`);
      return 0;
    },
  );
}

function textOf(target: Target): string {
  switch (target.kind) {
    case "module":
      return formatModule(target.module);
    case "resource":
      return formatResource(target.resource);
    case "instance":
      return formatInstance(target.instance);
  }
}

/** Where each instance goes; a text says why that cannot be. */
function movesOf(from: Target, to: Target, found: readonly ResourceInstance[]): readonly Move[] | string {
  if (from.kind === "module") {
    if (to.kind !== "module")
      return `Cannot move ${textOf(from)} to ${textOf(to)}: the target must also be a module.`;
    return found.map((address) => ({
      from: address,
      to: { ...address, module: [...to.module, ...address.module.slice(from.module.length)] },
    }));
  }
  if (to.kind === "module")
    return `Cannot move ${textOf(from)} to ${textOf(to)}: the target must also be a resource or resource instance.`;
  const wanted = to.kind === "resource" ? to.resource : to.instance;
  const [first] = found;
  if (first !== undefined && (wanted.type !== first.type || wanted.mode !== first.mode))
    return `Cannot move ${textOf(from)} to ${textOf(to)}: resource types don't match.`;
  if (to.kind === "resource" && from.kind === "resource")
    return found.map((address) => ({ from: address, to: { ...to.resource, key: address.key } }));
  if (found.length > 1)
    return `Cannot move ${textOf(from)} to ${textOf(to)}: the source has more than one instance.`;
  const target: ResourceInstance = to.kind === "instance" ? to.instance : { ...to.resource, key: undefined };
  return found.map((address) => ({ from: address, to: target }));
}
