/** Invokes what a plan has its providers do: before and after a change, or by itself. */

import { type ActionEvent, configError } from "@tutti/config";
import { errorDiagnostic, hasErrors } from "@tutti/hcl";
import { unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ActionBlock } from "../graph/action-blocks.ts";
import { idOf } from "../graph/build-graph.ts";
import type { ObjectPlace } from "../object/conditions.ts";
import { conditionOf } from "../plan/plan-actions.ts";
import type { ActionInvocation, ResourceChange } from "../plan.ts";
import { actionConfig, actionExpansion, formatAction } from "../scope/action-config.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { ApplyRun } from "./apply-run.ts";
import { present } from "./planned-parts.ts";

/** Those of an event, one after the other in the order of their blocks; the first that fails ends it. */
export async function invokeTriggered(
  run: ApplyRun,
  place: ObjectPlace,
  { address }: ResourceChange,
  event: ActionEvent,
): Promise<boolean> {
  for (const invocation of run.triggered.get(address) ?? []) {
    const { trigger } = invocation;
    if (trigger?.event !== event) continue;
    const holds = trigger.isPending ? await stillHolds(run, place, trigger.block) : true;
    if (holds === undefined) return false;
    if (holds && !(await invoke(run, invocation))) return false;
  }
  return true;
}

/** A condition that was not known while planning; undefined where it is none: it was reported. */
async function stillHolds(run: ApplyRun, place: ObjectPlace, block: number): Promise<boolean | undefined> {
  const condition = place.node.resource.lifecycle.actionTriggers[block]?.condition;
  if (condition === undefined) return true;
  const { value, ok } = run.walk.evaluate(condition, run.walk.context(place.scope, place.repetition));
  if (!ok) return undefined;
  const holds =
    conditionOf(value) ?? "The condition is still not known, though everything before it was applied.";
  if (typeof holds === "boolean") return holds;
  run.walk.report([errorDiagnostic(configError("invalid-action-condition"), holds, condition.range)]);
  return undefined;
}

/** One of them; false where it failed: it was reported. */
export async function invoke(run: ApplyRun, invocation: ActionInvocation): Promise<boolean> {
  const address = formatAction(invocation);
  const { type, provider } = invocation;
  const calls = present(run.providers.get(provider)?.actions, `the actions of ${provider}`);
  const scope = present(run.walk.scopeAt(invocation.module), `the module of ${address}`);
  const id = idOf(scope.node, `action.${type}.${invocation.name}`);
  const block = present(run.walk.graph.actions.get(id), address);
  const config = configOf(run, block, scope, invocation);
  if (config === undefined) return false;
  const { clock, onEvent } = run.request;
  const triggeredBy = invocation.trigger?.resource;
  const told = { invoked: address, triggeredBy };
  const started = clock.monotonic();
  onEvent?.({ kind: "action-start", ...told });
  const { diagnostics } = await calls.invoke({
    type,
    config,
    signal: run.signal,
    progress: (text) => onEvent?.({ kind: "action-progress", ...told, text }),
  });
  const found = providerDiagnostics(diagnostics, { address, body: block.action.config });
  run.walk.report(found);
  const kind = hasErrors(found) ? "action-errored" : "action-complete";
  onEvent?.({ kind, ...told, elapsedMs: clock.monotonic() - started });
  return !hasErrors(found);
}

/** As the plan has it, or with what is known by now. */
function configOf(
  run: ApplyRun,
  block: ActionBlock,
  scope: ModuleScope,
  { config: planned, key, ...rest }: ActionInvocation,
): Value | undefined {
  if (planned.isWhollyKnown) return unmarkDeep(planned).value;
  const expansion = actionExpansion(run.walk, block, scope);
  const config = expansion && actionConfig(run.walk, block, scope, { expansion, key });
  if (config === undefined) return undefined;
  const bare = unmarkDeep(config).value;
  if (bare.isWhollyKnown) return bare;
  const detail = `What ${formatAction({ ...rest, key })} is told is still not known, though everything before it was applied.`;
  run.walk.report([
    errorDiagnostic(engineError("configuration-contains-unknown-value"), detail, block.action.declRange),
  ]);
  return undefined;
}
