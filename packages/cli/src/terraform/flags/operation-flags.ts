import { formatTarget } from "@tutti/addresses";
import { parseTargetAddress, type VariableArgument } from "@tutti/config";
import type { PlanMode } from "@tutti/engine";
import type { ErrorKind } from "@tutti/errors";
import { PRODUCT } from "@tutti/hcl";
import type { CommandContext } from "../../command/command.ts";
import {
  beyond,
  boolFlag,
  type FlagUse,
  type FlagValues,
  listFlag,
  numberFlag,
} from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import type { Report } from "../views/report.ts";
import { variableArguments } from "./early-flags.ts";
import { LOCK_FLAGS, STATE_FLAGS } from "./state-flags.ts";

/** Flags that plan, apply, destroy and refresh share. */
export const OPERATION_FLAGS = {
  ...LOCK_FLAGS,
  ...STATE_FLAGS,
  "compact-warnings": boolFlag(),
  input: boolFlag(true),
  json: boolFlag(),
  parallelism: numberFlag(10),
  destroy: boolFlag(),
  refresh: boolFlag(true),
  "refresh-only": boolFlag(),
  target: listFlag(),
  replace: listFlag(),
  exclude: beyond(listFlag()),
  "target-file": beyond(listFlag()),
  "exclude-file": beyond(listFlag()),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

/** Whether it is said of each change why; Terraform says nothing of the kind, and neither do we when called so. */
export const REASONS_FLAG = { reasons: boolFlag(true) } as const;

/** Beside them, of those that show a plan. */
export const PLAN_VIEW_FLAGS = { full: boolFlag(), ...REASONS_FLAG } as const;

/** Of plan and apply: actions that are invoked, and nothing else is done; services that may be taken from those who use them. */
export const OWN_FLAGS = { invoke: beyond(listFlag()), "allow-outage": beyond(listFlag()) } as const;

/** What of the flags an operation reads; `import` has fewer and sets the others. */
export type OperationFlags = Pick<
  FlagValues<typeof OPERATION_FLAGS>,
  | "lock"
  | "lock-timeout"
  | "state"
  | "state-out"
  | "backup"
  | "input"
  | "json"
  | "parallelism"
  | "destroy"
  | "refresh"
  | "refresh-only"
  | "target"
  | "exclude"
  | "replace"
>;

export interface OperationOptions {
  readonly mode: PlanMode;
  readonly flags: OperationFlags;
  /** Addresses of actions. */
  readonly invoke: readonly string[];
  /** Services; left out where the command does not look at any. */
  readonly allowOutages: readonly string[] | undefined;
  readonly variables: readonly VariableArgument[];
  readonly mayAsk: boolean;
}

/** What the flags mean together; a number is the exit status of a refusal. */
export function operationOptions(
  context: CommandContext,
  report: Report,
  command: string,
  flags: OperationFlags,
  uses: readonly FlagUse[],
  /** The mode that the command is for, whatever the flags say. */
  fixed?: "destroy" | "refresh-only",
  { invoke = [], "allow-outage": allowOutages }: Partial<FlagValues<typeof OWN_FLAGS>> = {},
): OperationOptions | number {
  const destroy = flags.destroy || fixed === "destroy";
  const refreshOnly = flags["refresh-only"] || fixed === "refresh-only" || invoke.length > 0;
  const others = ["destroy", "target", "exclude", "replace"] as const;
  const beside = others.find((name) => (name === "destroy" ? flags.destroy : flags[name].length > 0));
  if (invoke.length > 0 && beside !== undefined)
    return report.usageError(
      cliError("incompatible-invoke-option"),
      `With -invoke an action is invoked and nothing else is done, so -${beside} has no sense beside it.`,
      command,
    );
  // All of them are told, and what is wrong with the mode beside them.
  const mistakes: UsageMistake[] = [];
  const named = { target: [] as string[], exclude: [] as string[], replace: [] as string[] };
  for (const name of ["target", "exclude", "replace"] as const) {
    for (const text of flags[name]) {
      const read = readAddress(name, text);
      if ("kind" in read) mistakes.push(read);
      else named[name].push(read.address);
    }
  }
  if (destroy && refreshOnly)
    mistakes.push({
      kind: cliError("incompatible-plan-mode-options"),
      detail: "The -destroy and -refresh-only options are mutually-exclusive.",
    });
  else if (refreshOnly && !flags.refresh && invoke.length === 0)
    mistakes.push({
      kind: cliError("incompatible-refresh-options"),
      detail: `It doesn't make sense to use -refresh-only at the same time as -refresh=false, because ${PRODUCT} would have nothing to do.`,
    });
  if (mistakes.length > 0) return report.usageErrors(mistakes, command);
  if (flags.target.length > 0 && flags.exclude.length > 0)
    return report.usageError(
      cliError("incompatible-targeting-options"),
      "The -target and -exclude options are mutually-exclusive: the one names what is planned, the other what is not.",
      command,
    );
  const mode = destroy ? "destroy" : refreshOnly ? "refresh-only" : "normal";
  if (mode !== "normal" && flags.replace.length > 0)
    return report.error(
      cliError("unsupported-plan-mode"),
      "Forcing resource instance replacement (with -replace=...) is allowed only in normal planning mode.",
    );
  if (flags.parallelism < 1)
    return report.error(
      cliError("invalid-parallelism-value"),
      `The parallelism must be at least 1, but ${flags.parallelism} was given.`,
    );
  const environment = context.runtime.environment.variables;
  const mayAsk = flags.input && !flags.json && !["0", "false"].includes(environment.get("TF_INPUT") ?? "");
  return {
    mode,
    flags: { ...flags, ...named },
    invoke,
    allowOutages,
    variables: variableArguments(uses),
    mayAsk,
  };
}

interface UsageMistake {
  readonly kind: ErrorKind;
  readonly detail: string;
}

/** The address of a flag as it is written everywhere, or why the text is none. */
export function readAddress(
  flag: "target" | "exclude" | "replace",
  text: string,
): { readonly address: string } | UsageMistake {
  const read = parseTargetAddress(text, "");
  const refused = (detail: string) => ({
    kind:
      flag !== "replace"
        ? cliError("invalid-address-of-flag", flag, JSON.stringify(text))
        : cliError("invalid-force-replace-address", JSON.stringify(text)),
    detail,
  });
  if (read.address === undefined) return refused(read.diagnostics[0]?.detail ?? "");
  const { address } = read;
  if (flag === "replace") {
    if (address.kind === "module")
      return refused(
        "A resource instance address is required here. The module path must be followed by a resource instance specification.",
      );
    const { mode } = address.kind === "resource" ? address.resource : address.instance;
    if (mode !== "managed")
      return refused("Only managed resources can be used with the -replace=... option.");
  }
  return { address: formatTarget(address) };
}
