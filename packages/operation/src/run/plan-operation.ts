import { formatInstance } from "@tutti/addresses";
import type { Config } from "@tutti/config";
import type { Plan, PlanRequest, ResourceChange } from "@tutti/engine";
import { type Diagnostic, hasErrors, PRODUCT, warningDiagnostic } from "@tutti/hcl";
import { operationError } from "../errors.ts";
import { withEmptyBlocks, withWrittenBlocks } from "./generated-config.ts";
import { type Operation, surroundings } from "./operation.ts";
import { PlanMemory } from "./plan-memory.ts";
import { recoverOperations } from "./recover-operations.ts";

/** What a plan found. */
export interface Planned {
  /** Undefined where nothing could be planned at all; it may be an errored one. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What was planned, with the blocks that were written for it. */
  readonly config: Config;
}

/** Plans; what was recovered after a killed apply is part of the state that is planned on. */
export async function planOperation(operation: Operation, signal?: AbortSignal): Promise<Planned> {
  const { createPlan, movingChanges, partsOf } = await import("@tutti/engine");
  const { request, variables, timestamp } = operation;
  const { config, generate } =
    request.generateConfig === true
      ? await withEmptyBlocks(request.runtime, operation.config)
      : { config: operation.config, generate: new Set<string>() };
  const planRequest: PlanRequest = {
    ...(await surroundings(operation, "plan", signal)),
    config,
    generate,
    state: operation.opened.state,
    variables,
    mode: request.mode,
    refresh: request.refresh ?? true,
    targets: request.targets ?? [],
    excludes: request.excludes ?? [],
    replace: request.replace ?? [],
    health: request.health,
    invoke: request.invoke ?? [],
    stages: request.stages,
    timestamp,
  };
  const found = await recoverOperations(operation, planRequest);
  if (hasErrors(found.diagnostics))
    return { plan: undefined, diagnostics: [...operation.warnings, ...found.diagnostics], config };
  const memory = PlanMemory.of(operation);
  const remembered = await memory?.read();
  const result = await createPlan({ ...planRequest, state: found.state, remembered });
  await memory?.write(result);
  if (memory !== undefined) await operation.state.keepRanges?.();
  const diagnostics = [
    ...operation.warnings,
    ...found.diagnostics,
    ...result.diagnostics,
    ...(result.plan === undefined ? [] : forgetWarning(movingChanges(partsOf(result.plan)))),
  ];
  const { plan } = result;
  const written =
    plan === undefined || generate.size === 0
      ? operation.config
      : await withWrittenBlocks(request.runtime, operation.config, plan);
  return { plan, diagnostics, config: written };
}

/** What is forgotten goes on existing, and nobody manages it any more. */
function forgetWarning(changes: readonly ResourceChange[]): readonly Diagnostic[] {
  const forgotten = changes.filter(({ action }) => action === "forget");
  if (forgotten.length === 0) return [];
  const list = forgotten.map(({ address }) => ` - ${formatInstance(address)}`).join("\n");
  return [
    warningDiagnostic(
      operationError("some-objects-will-no-longer-be-managed", PRODUCT),
      `If you apply this plan, ${PRODUCT} will discard its tracking information for the following objects, but it will not delete them:\n${list}\n\nAfter applying this plan, ${PRODUCT} will no longer manage these objects. You will need to import them into ${PRODUCT} to manage them again.`,
    ),
  ];
}
