import type { CommandContext } from "../../command/command.ts";
import type { FlagValues, ParsedFlags } from "../../command/flags.ts";
import { watch } from "../views/live/watched.ts";
import type { OperationView } from "../views/operation-view.ts";
import { createOperationReport, createOperationView } from "../views/operation-views.ts";
import type { Report } from "../views/report.ts";
import { addressesIn } from "./address-files.ts";
import { refuseMoreThan } from "./arguments.ts";
import {
  type OPERATION_FLAGS,
  type OperationOptions,
  type OWN_FLAGS,
  operationOptions,
  type PLAN_VIEW_FLAGS,
} from "./operation-flags.ts";

/** What a command line that asks for an operation means, and who tells of it. */
export interface OperationCommand {
  /** What a command that runs an operation writes to from then on. */
  readonly context: CommandContext;
  readonly report: Report;
  readonly view: OperationView;
  readonly options: OperationOptions;
}

/** What was understood of the command line. */
interface OperationArguments extends Pick<ParsedFlags<typeof OPERATION_FLAGS>, "uses" | "rest"> {
  readonly values: FlagValues<typeof OPERATION_FLAGS> &
    Partial<FlagValues<typeof PLAN_VIEW_FLAGS> & FlagValues<typeof OWN_FLAGS>>;
}

/** What the commands that run an operation differ in. */
export interface OperationCommandRules {
  readonly argumentsMax: 0 | 1;
  /** What to do instead of giving more of them; default: how many there may be. */
  readonly otherwise?: string;
  /** The mode that the command is for, whatever the flags say. */
  readonly mode?: "destroy" | "refresh-only";
}

/** Understands the flags of plan, apply, destroy and refresh; a number is the exit status of a refusal. */
export async function operationCommand(
  unwatched: CommandContext,
  command: string,
  { values, uses, rest }: OperationArguments,
  { argumentsMax, otherwise, mode }: OperationCommandRules,
): Promise<OperationCommand | number> {
  const { context, foot } = watch(unwatched, values);
  const report = createOperationReport(context, {
    json: values.json,
    compactWarnings: values["compact-warnings"],
  });
  const refused = refuseMoreThan(argumentsMax, report, command, rest, otherwise);
  if (refused !== undefined) return refused;
  const targets = await addressesIn(context, report, command, "target", values["target-file"]);
  if (typeof targets === "number") return targets;
  const excludes = await addressesIn(context, report, command, "exclude", values["exclude-file"]);
  if (typeof excludes === "number") return excludes;
  const flags = {
    ...values,
    target: [...values.target, ...targets],
    exclude: [...values.exclude, ...excludes],
  };
  // What is destroyed is looked at as well: whoever is asked is told what is in use.
  const looks = context.product === "tutti" && mode !== "refresh-only";
  const options = operationOptions(context, report, command, flags, uses, mode, {
    ...(values.invoke === undefined ? {} : { invoke: values.invoke }),
    ...(looks ? { "allow-outage": values["allow-outage"] ?? [] } : {}),
  });
  if (typeof options === "number") return options;
  return { context, report, options, view: createOperationView(context, report, values, foot) };
}
