import { watchDrift } from "@tutti/operation";
import type { Command, CommandContext } from "../command/command.ts";
import { durationFlag } from "../command/duration-flag.ts";
import { boolFlag, listFlag, numberFlag, textFlag } from "../command/flags.ts";
import { cliError } from "../errors.ts";
import { listenForInterrupts } from "../terraform/commands/interrupts.ts";
import { refuseMoreThan } from "../terraform/flags/arguments.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { variableArguments } from "../terraform/flags/early-flags.ts";
import { createOperationReport } from "../terraform/views/operation-views.ts";
import { createDriftView } from "./drift-view.ts";

const REFRESH_EVERY_MS = 300_000;
/** Faster than this nothing is read: that is what events are for. */
const REFRESH_EVERY_LEAST_MS = 1_000;

/** What is healed when `-heal` says so, unless other limits are given. */
const HEALS_MOST = 10;
const HEAL_WINDOW_MS = 600_000;

const FLAGS = {
  heal: textFlag(),
  "heal-rate": numberFlag(HEALS_MOST),
  "heal-window": durationFlag(HEAL_WINDOW_MS),
  json: boolFlag(),
  name: textFlag(),
  parallelism: numberFlag(10),
  "refresh-every": durationFlag(REFRESH_EVERY_MS),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

/** Shows what happens to objects behind our back, as it happens, until it is interrupted. */
export const command: Command = {
  summary: "Show drift of objects as it happens",
  flags: FLAGS,
  run,
};

/** Where two interrupts end us at once, a heal may have been under way. */
const LEFT = "What was being healed is in the state's journal; the next apply finds out what became of it.";

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "drift watch", FLAGS, (shown) => createOperationReport(context, shown));
  if (typeof flags === "number") return flags;
  const { json, parallelism, "refresh-every": refreshEveryMs } = flags.values;
  const report = createOperationReport(context, { json });
  const tooMany = refuseMoreThan(0, report, "drift watch", flags.rest);
  if (tooMany !== undefined) return tooMany;
  if (refreshEveryMs < REFRESH_EVERY_LEAST_MS)
    return report.usageError(
      cliError("invalid-refresh-every"),
      `-refresh-every must be at least 1s, but ${refreshEveryMs / 1000}s was given.`,
      "drift watch",
    );
  const { heal: what, "heal-rate": most, "heal-window": windowMs, name } = flags.values;
  if (what !== "" && what !== "services" && what !== "all")
    return report.usageError(
      cliError("invalid-heal"),
      `-heal must be services or all, but ${JSON.stringify(what)} was given.`,
      "drift watch",
    );
  if (most < 1 || windowMs < 1_000)
    return report.usageError(
      cliError("invalid-heal"),
      "-heal-rate must be at least 1, and -heal-window at least 1s.",
      "drift watch",
    );
  const view = createDriftView(context, report, { json, refreshEveryMs });
  const interrupts = listenForInterrupts(context, () => {}, LEFT);
  await watchDrift(
    {
      runtime: context.runtime,
      variables: variableArguments(flags.uses),
      parallelism,
      refreshEveryMs,
      heal: what === "" ? undefined : { what, most, windowMs },
      name: name === "" ? undefined : name,
      onEvent: (event) => view.event(event),
    },
    interrupts.signal,
  );
  interrupts.end();
  return 0;
}
