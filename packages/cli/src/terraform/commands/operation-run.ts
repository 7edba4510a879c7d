import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import {
  type Operation,
  type OperationRequest,
  overrideWarnings,
  type Purpose,
  prepareOperation,
} from "@tutti/operation";
import type { Runtime } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";
import { BUILD, VERSION } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import type { OperationOptions } from "../flags/operation-flags.ts";
import type { OperationView } from "../views/operation-view.ts";
import type { Report } from "../views/report.ts";
import { listenForInterrupts } from "./interrupts.ts";

/** An operation as the flags describe it, told to the view. */
export function operationRequest(
  context: CommandContext,
  view: OperationView,
  options: OperationOptions,
  purpose: Purpose,
): OperationRequest {
  const { flags, mode, variables, mayAsk, invoke, allowOutages } = options;
  return {
    runtime: context.runtime,
    purpose,
    mode,
    variables,
    files: { state: flags.state, stateOut: flags["state-out"], backup: flags.backup },
    lock: { lock: flags.lock, timeoutMs: flags["lock-timeout"] },
    refresh: flags.refresh,
    // Terraform refuses what is not known yet: who calls us by its name expects that.
    ...(context.product === "tutti" ? { stages: { waited: [] } } : {}),
    targets: flags.target,
    excludes: flags.exclude,
    replace: flags.replace,
    invoke,
    ...(allowOutages === undefined ? {} : { health: { allowOutages } }),
    parallelism: flags.parallelism,
    ...(BUILD === undefined ? {} : { program: `${context.product} ${VERSION} ${BUILD}` }),
    notices: deprecations(options),
    askForVariable: mayAsk ? (variable) => askForVariable(context, variable) : undefined,
    onEvent: (event, phase) => view.event(event, phase),
  };
}

/** Prepares, and shows what was met; a number is the exit status of a refusal. */
export async function openOperation(
  report: Report,
  view: OperationView,
  request: OperationRequest,
): Promise<Operation | number> {
  view.start();
  if (request.purpose === "plan" || request.purpose === "apply") await tellOverrides(request.runtime, view);
  const { outcome, sources } = await prepareOperation(request);
  report.sources = sources;
  if (outcome.diagnostics.length > 0 || !outcome.ok) view.diagnostics(outcome.diagnostics);
  return outcome.ok ? outcome.value : 1;
}

/** Says that `dev_overrides` count, where there are any. */
export async function tellOverrides(runtime: Runtime, view: OperationView): Promise<void> {
  const warnings = await overrideWarnings(runtime, "run");
  if (warnings.length > 0) view.diagnostics(warnings);
}

function deprecations({ flags }: OperationOptions): readonly Diagnostic[] {
  if (flags.state === "") return [];
  return [
    warningDiagnostic(
      cliError("deprecated-flag-state"),
      "Use `path` attribute within the `local` backend instead: https://developer.hashicorp.com/terraform/language/v1.10.x/settings/backends/local#path",
    ),
  ];
}

async function askForVariable(
  { stdin, stdout }: CommandContext,
  variable: { readonly name: string; readonly description: string | undefined },
): Promise<string | undefined> {
  const about = variable.description === undefined ? "" : `  ${variable.description}\n\n`;
  stdout.write(`var.${variable.name}\n${about}  Enter a value: `);
  const text = await stdin.readLine();
  if (text !== undefined) stdout.write("\n");
  return text;
}

/** Runs with an operation and what stops it, and gives both back. */
export async function withOperation(
  context: CommandContext,
  view: OperationView,
  operation: Operation,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const interrupts = listenForInterrupts(
    context,
    () => view.event({ kind: "stopping" }, "apply"),
    "What was under way is in the state's journal; the next apply finds out what became of it.",
  );
  try {
    return await run(interrupts.signal);
  } finally {
    // An output that is refused only now must not end us with the lock still held.
    await operation.release();
    interrupts.end();
  }
}
