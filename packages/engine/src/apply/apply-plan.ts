import { callsProviders, configError, type InputValue } from "@tutti/config";
import { createStop } from "@tutti/runtime";
import { engineError } from "../errors.ts";
/** Executes a plan's action graph as it is. */

import { formatResource } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { createLimit } from "@tutti/runtime";
import { StateFold } from "@tutti/state";
import { isKeptPart, movingChanges, partsOf, placedChanges } from "../change-parts.ts";
import { buildGraph } from "../graph/build-graph.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { InstanceMap } from "../graph/instance-map.ts";
import { interruption } from "../graph/interruption.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { createRelations } from "../graph/relations.ts";
import { runSchedule } from "../graph/run-schedule.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { providersOfOrphans } from "../graph/stored-providers.ts";
import { importText } from "../object/identity.ts";
import { goingData } from "../plan/going-data.ts";
import type { ActionWork, ChangePart, KeptPart, ResourceChange } from "../plan.ts";
import { misfitDiagnostic } from "../plan-misfit.ts";
import type { ApplyRequest, ApplyResult } from "../request.ts";
import { EphemeralPool } from "../scope/ephemeral-pool.ts";
import { restoreModules } from "../scope/planned-modules.ts";
import { loadSchemas, ProviderPool } from "../scope/provider-pool.ts";
import { Walk } from "../scope/walk.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carryingTypesOf } from "../service/carrying-types.ts";
import { triggeredInvocations } from "../triggered-invocations.ts";
import { applyChange, deposeObject, forgetObject, restoreDeposed } from "./apply-change.ts";
import { applyDelete } from "./apply-delete.ts";
import { applyRead } from "./apply-read.ts";
import { ApplyRollouts } from "./apply-rollouts.ts";
import { type ApplyRun, record } from "./apply-run.ts";
import { deregisterServices, registerServices } from "./apply-services.ts";
import { deposedKeys } from "./deposed-keys.ts";
import { performPart } from "./evaluate-node.ts";
import { invoke } from "./invoke-actions.ts";
import { present } from "./planned-parts.ts";

/** Executes the actions of a plan. Each call to a provider is in the journal before and after it. */
export async function applyPlan(request: ApplyRequest): Promise<ApplyResult> {
  const { plan, config } = request;
  const refused = (diagnostics: readonly Diagnostic[]): ApplyResult => ({
    // Nothing was begun, so nothing is to be written.
    state: plan.previousState,
    diagnostics,
    interrupted: false,
    stopped: [],
  });
  const unfit = unfitPlan(request);
  if (unfit.length > 0) return refused(unfit);
  const carrying = carryingTypesOf(plan.schemas);
  const providers = carryingRegistry(request.providers, carrying, request.connectAgent);
  const loaded = await loadSchemas(providers, sourcesOf(config, plan.priorState), callsProviders(config));
  if (hasErrors(loaded.diagnostics)) return refused(loaded.diagnostics);
  const { graph, diagnostics } = buildGraph(
    config,
    loaded.schemas,
    providersOfOrphans(config, plan.priorState),
  );
  if (hasErrors(diagnostics)) return refused(diagnostics);
  const { actions } = plan.actions;
  const schedule = createSchedule(actions.map(({ after }) => after));
  if (schedule instanceof ScheduleCycle) throw new Error("a plan's action graph has a cycle");
  const signal = createStop().signal;
  const parallelism = request.parallelism ?? 10;
  const around = { ...request, directory: plan.directory };
  const walk = new Walk("apply", around, graph, loaded.functions, {
    pending: plan.pendingConditions,
    conditions: plan.mode !== "destroy",
  });
  try {
    restoreModules(walk, plan.modules);
  } catch (error) {
    return refused([misfitDiagnostic(error)]);
  }
  const run: ApplyRun = {
    request,
    plan,
    walk,
    providers: new ProviderPool(providers, signal, request.standIn),
    ephemeral: new EphemeralPool(request.clock, request.onEvent),
    limit: createLimit(parallelism),
    // Of all blocks, whatever the plan was limited to: what is made is kept as they need it.
    relations: createRelations(graph),
    state: new StateFold(plan.priorState),
    placed: placedChanges(partsOf(plan)),
    changes: currentChanges(movingChanges(partsOf(plan))),
    kept: keptParts(partsOf(plan)),
    triggered: triggeredInvocations(plan.invocations),
    checked: new Map(plan.checks.map((check) => [check.configAddress, check])),
    nodes: nodesByConfig(graph.nodes),
    journal: { failed: false, waiting: 0 },
    signal,
  };
  for (const { objectKind, configAddress, objects } of plan.checks) {
    run.walk.checks.declare(objectKind, configAddress);
    for (const { address } of objects) run.walk.checks.expand(configAddress, address);
  }
  const rollouts = new ApplyRollouts(plan, run.placed);
  const stopRollouts = (): void => rollouts.stop();
  request.signal?.addEventListener("abort", stopRollouts, { once: true });
  announceImports(request);
  const variables = givenVariables(request);
  const ok = (done: boolean): "done" | "failed" => (done ? "done" : "failed");
  await runSchedule(
    schedule,
    (step, leave) => {
      const { work } = present(actions[step], `step ${step}`);
      if (run.journal.failed) return "failed";
      if (work.kind === "block") {
        const result = performPart(run, work.node, work.part, variables);
        return typeof result === "boolean" ? ok(result) : result.then(ok);
      }
      return perform(run, rollouts, work, leave).then(ok);
    },
    // As many again wait for their turn, so that evaluations go on meanwhile; a hundred thousand
    // waiting ones would fill the memory.
    { limit: 2 * parallelism, signal: request.signal },
  ).catch((error: unknown) => walk.report([misfitDiagnostic(error)]));
  request.signal?.removeEventListener("abort", stopRollouts);
  const stopped = rollouts.close(run);
  walk.report(await run.ephemeral.closeAll());
  await restoreDeposed(run);
  const halted =
    request.signal?.aborted === true && actions.some((_, step) => schedule.status(step) === "skipped");
  if (halted)
    run.walk.report([
      interruption("what was running has ended and is in the state, and nothing new was started."),
    ]);
  await finish(run);
  await run.providers.close();
  return {
    state: run.state.state(),
    diagnostics: run.walk.diagnostics,
    interrupted: request.signal?.aborted === true,
    stopped,
  };
}

/** What a plan brought in is taken over with it, whatever else is done to it. */
function announceImports({ plan, onEvent }: ApplyRequest): void {
  for (const { address, importing } of movingChanges(partsOf(plan))) {
    if (importing === undefined) continue;
    const id = importText(importing);
    onEvent?.({ kind: "apply-import-start", address, id });
    onEvent?.({ kind: "apply-import-complete", address, id });
  }
}

/** One change, when its rollout lets it begin; its services are waited for. */
async function perform(
  run: ApplyRun,
  rollouts: ApplyRollouts,
  work: Exclude<ActionWork, { kind: "block" }>,
  leave: () => void,
): Promise<boolean> {
  if (work.kind === "invoke") {
    const invocation = present(run.plan.invocations[work.invocation], `invocation ${work.invocation}`);
    return run.limit.run(async () => run.request.signal?.aborted !== true && invoke(run, invocation));
  }
  const turn = rollouts.admit(run, work);
  if (turn !== undefined) {
    leave();
    if (!(await turn)) return false;
  }
  const change = present(run.placed[work.change], `change ${work.change}`);
  let ok = await performChange(run, rollouts, work, leave);
  if (ok && (work.kind === "register" || work.kind === "deregister")) {
    leave();
    if (work.kind === "deregister") await rollouts.drained(run, work);
    else ok = await rollouts.healthy(run, work, change);
  }
  rollouts.ended(work, ok);
  return ok;
}

/** Within the limit of parallel operations; nothing starts once we were told to stop. */
function performChange(
  run: ApplyRun,
  rollouts: ApplyRollouts,
  work: Exclude<ActionWork, { kind: "block" | "invoke" }>,
  leave: () => void,
): Promise<boolean> {
  const change = present(run.placed[work.change], `change ${work.change}`);
  return run.limit.run(async (leaveLimit) => {
    if (run.request.signal?.aborted === true || run.journal.failed) return false;
    const leavePlace = (): void => {
      leaveLimit();
      leave();
    };
    switch (work.kind) {
      case "create":
      case "update":
        return applyChange(run, change, work.kind, leavePlace);
      case "read":
        return applyRead(run, change);
      case "delete":
        return applyDelete(run, change, deposedKeyOf(run, work.change), leavePlace);
      case "register":
        return registerServices(run, change, rollouts.hiddenFor(change));
      case "deregister":
        await rollouts.leaving(run, change, work.change);
        return deregisterServices(run, change);
      case "depose":
        return deposeObject(run, change, work.deposedKey);
      case "forget":
        return forgetObject(run, change);
    }
  });
}

/** The key under which the old object of a create-then-delete waits for its end. */
function deposedKeyOf(run: ApplyRun, change: number): string | undefined {
  const planned = run.placed[change];
  if (planned?.action !== "create-then-delete") return planned?.deposedKey;
  return deposedKeys(run.plan).get(change);
}

function currentChanges(changes: readonly ResourceChange[]): ApplyRun["changes"] {
  const found = new InstanceMap<ResourceChange>();
  for (const change of changes) if (change.deposedKey === undefined) found.set(change.address, change);
  return found;
}

function keptParts(parts: readonly ChangePart[]): ApplyRun["kept"] {
  const found = new Map<string, KeptPart[]>();
  for (const part of parts) {
    if (!isKeptPart(part)) continue;
    const text = formatResource(part.resource);
    const own = found.get(text);
    if (own === undefined) found.set(text, [part]);
    else own.push(part);
  }
  return found;
}

function nodesByConfig(nodes: ApplyRun["walk"]["graph"]["nodes"]): ReadonlyMap<string, ResourceNode> {
  const found = new Map<string, ResourceNode>();
  for (const node of nodes) {
    if (node.kind === "resource") {
      found.set(node.id, node);
    }
  }
  return found;
}

/** What stands against applying a plan at all; then nothing of it is begun, and no state is written. */
export function unfitPlan(
  request: Pick<ApplyRequest, "plan" | "variables" | "config">,
): readonly Diagnostic[] {
  if (!request.plan.errored) {
    const added = addedEphemeral(request);
    return added.length > 0 ? added : missingEphemeral(request);
  }
  const detail = "<Tutti> encountered an error when generating this plan, so it cannot be applied.";
  return [errorDiagnostic(engineError("cannot-apply-incomplete-plan"), detail)];
}

/** Ephemeral variables that are given now, and had their defaults when it was planned: what they say is not what was approved. */
function addedEphemeral({
  plan,
  variables = new Map(),
  config,
}: Pick<ApplyRequest, "plan" | "variables" | "config">): readonly Diagnostic[] {
  const planned = new Set(plan.ephemeralVariables);
  const added = [...variables].filter(
    ([name]) => config.root.module.variables.get(name)?.ephemeral === true && !planned.has(name),
  );
  return added.map(([name, { source }]) =>
    errorDiagnostic(
      engineError("ephemeral-variable-not-set-during-planning"),
      `The ephemeral input variable "${name}" was not set during the planning phase, and so must remain unset during the apply phase.`,
      source.kind === "file" ? source.range : undefined,
    ),
  );
}

/** Ephemeral variables that the plan was made with and that are not given again. */
function missingEphemeral({
  plan,
  variables,
}: Pick<ApplyRequest, "plan" | "variables">): readonly Diagnostic[] {
  const missing = plan.ephemeralVariables.filter((name) => variables?.has(name) !== true);
  return missing.map((name) =>
    errorDiagnostic(
      configError("no-value-for-required-variable"),
      `The ephemeral input variable "${name}" was set during the plan phase, and so must also be set during the apply phase.`,
    ),
  );
}

/** The plan's variables; ephemeral ones must be given again. */
function givenVariables({ plan, variables, config }: ApplyRequest): ReadonlyMap<string, InputValue> {
  const found = new Map<string, InputValue>(variables);
  for (const [name, value] of plan.variables) {
    if (config.root.module.variables.get(name)?.ephemeral === true) continue;
    found.set(name, { value: value.withoutMarks(), source: { kind: "given" } });
  }
  return found;
}

/** What was read stays until all that it served to destroy is gone. */
async function forgetData(run: ApplyRun): Promise<void> {
  for (const { address, provider } of goingData(run.plan)) {
    const subject = { address, deposedKey: undefined, provider };
    await record(run, { kind: "object", operationId: undefined, ...subject, object: undefined }, "written");
  }
}

/** Outputs that go, and the results of conditions, with which all before them is durable. */
async function finish(run: ApplyRun): Promise<void> {
  const failed = hasErrors(run.walk.diagnostics) || run.request.signal?.aborted === true;
  for (const [name, { action, after }] of run.plan.outputs) {
    if (action === "no-op" || !after.isNull || failed) continue;
    await record(run, { kind: "output", name, output: undefined }, "written");
  }
  if (!failed) await forgetData(run);
  // Nothing has changed since a plan that only looked: what it found out stays, as in Terraform.
  const results = run.plan.mode === "refresh-only" ? run.plan.checks : run.walk.checks.results();
  await record(run, { kind: "checks", results });
}
