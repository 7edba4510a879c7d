import type { InputValue } from "@tutti/config";
import type { Plan } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { convertOrError, rawEquals, unmarkDeep, Value } from "@tutti/values";
import { readVariables } from "../configuration/give-variables.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import { type Operation, openOperation } from "../run/operation.ts";
import type { OperationRequest } from "../run/request.ts";
import { formatValue } from "../text/format-value.ts";
import { damagedPlan, type OpenedSavedPlan, openPlanAt, wholePlan } from "./read-plan-file.ts";

/** A plan that was approved, over the state that it was made for. */
export interface OpenedPlan {
  readonly operation: Operation;
  readonly plan: Plan;
}

/** What is to be applied; mode and targets are the plan's own. */
export type SavedPlanRequest = Omit<OperationRequest, "mode" | "targets" | "replace" | "refresh">;

/** Reads a plan file, locks and reads its state, and refuses if that is not the one that was planned for. */
export async function openSavedPlan(
  request: SavedPlanRequest,
  path: string,
): Promise<{ readonly outcome: Outcome<OpenedPlan>; readonly sources: ReadonlyMap<string, string> }> {
  const encryption = await openEncryption(request.runtime, request.variables);
  const read = await openPlanAt(request.runtime, path, encryption);
  if (!read.ok) return { outcome: read, sources: new Map() };
  const { file, config, warnings } = read.value;
  const given = await givenVariables(request, read.value);
  // no mutant: a file of variables is none of the configuration
  const sources = new Map([...config.sources, ...given.sources]);
  if (hasErrors(given.diagnostics)) return { outcome: failed(given.diagnostics), sources };
  const { mode, timestamp, workspace, dataFiles } = file;
  const opened = await openOperation(
    { ...request, mode },
    {
      config,
      variables: given.variables,
      warnings,
      workspace,
      dataFiles,
      timestamp,
      needsFew: true,
      encryption,
    },
  );
  if (!opened.ok) return { outcome: opened, sources };
  const operation = opened.value;
  const { state, openIntents, recovered, digest } = operation.opened;
  // A killed apply changed what the plan was made for, though its serial says nothing of it.
  const changed = recovered || openIntents.length > 0;
  const { stalePlan } = await import("@tutti/engine");
  // no mutant: any other serial is another state
  const stale = stalePlan(file, changed ? { ...state, serial: state.serial + 1 } : state);
  const whole = stale ?? wholePlan(read.value, digest === undefined ? undefined : { state, digest });
  if (typeof whole !== "string" && "file" in whole)
    return { outcome: done({ operation, plan: whole.file.plan }), sources };
  await operation.release();
  return { outcome: typeof whole === "string" ? damagedPlan(path, whole) : failed([whole]), sources };
}

interface PlanVariables {
  readonly variables: ReadonlyMap<string, InputValue>;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Only ephemeral variables may be given again; others must be as they were planned. */
async function givenVariables(
  request: SavedPlanRequest,
  { file, config }: OpenedSavedPlan,
): Promise<PlanVariables> {
  const { module } = config.root;
  const given = request.variables ?? [];
  const found = await readVariables({ runtime: request.runtime, module, arguments: given });
  const variables = new Map<string, InputValue>();
  const diagnostics = found.diagnostics.filter(({ severity }) => severity === "error");
  for (const [name, value] of file.variables)
    variables.set(name, { value: unmarkDeep(value).value, source: { kind: "given" } });
  for (const [name, now] of found.given) {
    const variable = module.variables.get(name);
    if (variable === undefined) continue;
    if (variable.ephemeral) variables.set(name, now);
    else if (now.source.kind === "argument" || (now.source.kind === "file" && given.length > 0)) {
      const planned = unmarkDeep(file.variables.get(name) ?? Value.null(variable.type)).value;
      const converted = convertOrError(now.value, variable.type);
      if (!(converted instanceof Value && rawEquals(converted, planned)))
        diagnostics.push(changedVariable(name, planned, now, variable.sensitive));
    }
  }
  return { variables, diagnostics, sources: found.sources };
}

function changedVariable(name: string, planned: Value, now: InputValue, sensitive: boolean): Diagnostic {
  const shown = (value: Value): string => (sensitive ? "(sensitive value)" : formatValue(value));
  const where = now.source.kind === "argument" ? "set by a CLI argument" : "set by a file";
  return errorDiagnostic(
    operationError("cannot-change-variable-of-saved-plan"),
    `The variable ${name} cannot be set using the -var and -var-file options when applying a saved plan file, because a saved plan includes the variable values that were set when it was created. The saved plan specifies ${shown(planned)} as the value whereas during apply the value ${shown(now.value)} was ${where}. To declare an ephemeral variable which is not saved in the plan file, use ephemeral = true.`,
  );
}
