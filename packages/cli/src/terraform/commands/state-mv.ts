import {
  formatInstance,
  formatTarget,
  parseTarget,
  type ResourceInstance,
  type Target,
} from "@tutti/addresses";
import { instancesWithin, storedAt } from "@tutti/operation";
import type { State } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { twoArguments } from "../flags/arguments.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION } from "../flags/state-flags.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openGivenState, openInitialised, stampedBackup } from "./initialised-state.ts";
import { withLockedState } from "./locked-state.ts";
import { type Move, moveInstances } from "./move-instances.ts";

const FLAGS = {
  ...LOCK_FLAGS,
  ...EARLY_FLAGS,
  state: textFlag(),
  "state-out": textFlag(),
  backup: textFlag(),
  "backup-out": textFlag(),
  "dry-run": boolFlag(),
  "ignore-remote-version": REMOTE_VERSION,
} as const;

/** Gives objects of the state another address, here or in another state; nothing happens to the objects. */
export const command: Command = { summary: "Move an item in the state", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state mv", FLAGS);
  if (typeof flags === "number") return flags;
  const both = await twoArguments(context, "state mv", flags.rest);
  if (both === undefined) return 1;
  const [fromText, toText] = both;
  const report = legacyReport(context);
  const from = parseTarget(fromText);
  if (!from.ok) return report.error(cliError("invalid-source-address"), from.error.message);
  const to = parseTarget(toText);
  if (!to.ok) return report.error(cliError("invalid-target-address"), to.error.message);
  const { state, backup, lock, "lock-timeout": timeoutMs, "dry-run": dryRun } = flags.values;
  const out = { state: flags.values["state-out"], backup: flags.values["backup-out"] };
  const wish = { lock, timeoutMs, operation: "state-mv" };
  const variables = variableArguments(flags.uses);
  const source = await openInitialised(context, report, "versions", variables, {
    state,
    backup,
    ...stampedBackup(context),
  });
  if (typeof source === "number") return source;
  const target =
    out.state === ""
      ? undefined
      : await openGivenState(context, variables, { ...out, ...stampedBackup(context) });
  const across = target !== undefined && target.place !== source.place ? target : undefined;
  return withLockedState(context, report, source, wish, async (opened) => {
    const move = (there: State): Promise<number> =>
      moveObjects(
        { context, report, from: from.value, to: to.value, dryRun },
        opened.state,
        there,
        async (moves) => {
          const moved = moveInstances(opened.state, across === undefined ? opened.state : there, moves);
          // Both hold the object for a moment: were we killed between the two, it would not be lost.
          const first = across === undefined ? undefined : await across.save(moved.target);
          if (first?.ok === false) return report.problems(first.problems);
          const saved = await source.save(across === undefined ? moved.target : moved.source);
          return saved.ok ? 0 : report.problems(saved.problems);
        },
      );
    return across === undefined
      ? move(opened.state)
      : withLockedState(context, report, across, wish, (other) => move(other.state));
  });
}

interface Asked {
  readonly context: CommandContext;
  readonly report: Report;
  readonly from: Target;
  readonly to: Target;
  readonly dryRun: boolean;
}

/** Finds what moves where, says so, and lets `perform` do it. */
async function moveObjects(
  { context, report, from, to, dryRun }: Asked,
  source: State,
  target: State,
  perform: (moves: readonly Move[]) => Promise<number>,
): Promise<number> {
  const found = instancesWithin(source, from).map(({ address }) => address);
  if (found.length === 0)
    return report.error(
      cliError("invalid-source-address"),
      `Cannot move ${formatTarget(from)}: does not match anything in the current state.`,
    );
  const moves = movesOf(from, to, found);
  if (typeof moves === "string") return report.error(cliError("invalid-target-address"), moves);
  const clash = moves.find((move) => storedAt(target, move.to) !== undefined);
  if (clash !== undefined)
    return report.error(
      cliError("invalid-target-address"),
      `Cannot move to ${formatInstance(clash.to)}: there is already a resource instance at that address in the current state.`,
    );
  const verb = dryRun ? "Would move" : "Move";
  context.stdout.write(
    `${verb} ${JSON.stringify(formatTarget(from))} to ${JSON.stringify(formatTarget(to))}\n`,
  );
  if (dryRun) return 0;
  const status = await perform(moves);
  if (status === 0) context.stdout.write(`Successfully moved 1 object(s).\n`);
  return status;
}

/** Where each instance goes; a text says why that cannot be. */
function movesOf(from: Target, to: Target, found: readonly ResourceInstance[]): readonly Move[] | string {
  if (from.kind === "module") {
    if (to.kind !== "module")
      return `Cannot move ${formatTarget(from)} to ${formatTarget(to)}: the target must also be a module.`;
    return found.map((address) => ({
      from: address,
      to: { ...address, module: [...to.module, ...address.module.slice(from.module.length)] },
    }));
  }
  if (to.kind === "module")
    return `Cannot move ${formatTarget(from)} to ${formatTarget(to)}: the target must also be a resource or resource instance.`;
  const wanted = to.kind === "resource" ? to.resource : to.instance;
  const [first] = found;
  if (first !== undefined && (wanted.type !== first.type || wanted.mode !== first.mode))
    return `Cannot move ${formatTarget(from)} to ${formatTarget(to)}: resource types don't match.`;
  if (to.kind === "resource" && from.kind === "resource")
    return found.map((address) => ({ from: address, to: { ...to.resource, key: address.key } }));
  if (found.length > 1)
    return `Cannot move ${formatTarget(from)} to ${formatTarget(to)}: the source has more than one instance.`;
  const target: ResourceInstance = to.kind === "instance" ? to.instance : { ...to.resource, key: undefined };
  return found.map((address) => ({ from: address, to: target }));
}
