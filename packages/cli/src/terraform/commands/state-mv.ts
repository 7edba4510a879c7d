import type { Target } from "@tutti/addresses";
import { parseTargetAddress } from "@tutti/config";
import type { State } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { twoArguments } from "../flags/arguments.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS, REMOTE_VERSION } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { askedMoves, MoveRefusal } from "./asked-moves.ts";
import { openGivenState, openInitialised, stampedBackup } from "./initialised-state.ts";
import { withLockedState } from "./locked-state.ts";
import { type Move, moveInstances } from "./move-instances.ts";
import { isMissing, noStateFile } from "./state-texts.ts";

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
  const [from, to] = [parseTargetAddress(fromText, ""), parseTargetAddress(toText, "")];
  if (from.address === undefined || to.address === undefined)
    return report.diagnostics(
      [from, to].flatMap((read) => (read.address === undefined ? read.diagnostics : [])),
    );
  const { state, backup, lock, "lock-timeout": timeoutMs, "dry-run": dryRun } = flags.values;
  const out = { state: flags.values["state-out"], backup: flags.values["backup-out"] };
  const wish = { lock, timeoutMs, operation: "state-mv" };
  const variables = variableArguments(flags.uses);
  const source = await openInitialised(context, report, "versions", variables, {
    state,
    backup,
    needsFew: true,
    ...stampedBackup(context),
  });
  if (typeof source === "number") return source;
  const target =
    out.state === ""
      ? undefined
      : await openGivenState(context, variables, { ...out, ...stampedBackup(context) });
  const across = target !== undefined && target.place !== source.place ? target : undefined;
  return withLockedState(context, report, source, wish, async (opened) => {
    if (isMissing(opened)) return noStateFile(context);
    const move = (there: State): Promise<number> =>
      moveObjects(
        { context, report, from: from.address, to: to.address, dryRun },
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
  const asked = askedMoves({ from, to }, source, target);
  if (asked instanceof MoveRefusal)
    return asked.diagnostics.length === 0
      ? plainError(context, cliError("destination-module-exists"))
      : report.diagnostics(asked.diagnostics);
  const verb = dryRun ? "Would move" : "Move";
  for (const { from, to } of asked)
    context.stdout.write(`${verb} ${JSON.stringify(from)} to ${JSON.stringify(to)}\n`);
  if (dryRun) return 0;
  const status = await perform(asked.flatMap(({ moves }) => moves));
  if (status === 0) context.stdout.write(`Successfully moved ${asked.length} object(s).\n`);
  return status;
}
