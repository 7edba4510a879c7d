/** Which actions a plan invokes for its changes, and how one is planned. */

import { formatInstance, formatKey, type InstanceKey } from "@tutti/addresses";
import { type ActionEvent, type ActionTrigger, configError, type TriggeredAction } from "@tutti/config";
import { type Diagnostic, type EvalContext, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { BOOL, ConversionError, convertOrError, toFloat64, unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ActionBlock } from "../graph/action-blocks.ts";
import { idOf } from "../graph/build-graph.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import type { ObjectPlace } from "../object/conditions.ts";
import type { ActionInvocation, ChangeAction, InvocationTrigger, ResourceChange } from "../plan.ts";
import { actionConfig, actionExpansion, formatAction } from "../scope/action-config.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { providerInstance } from "../scope/provider-instance.ts";
import { type Expansion, hasInstance, instancesOf, repetitionOf } from "../scope/repetition.ts";
import type { PlanRun } from "./plan-run.ts";
import { signalOf } from "./plan-run.ts";

/** What a change does to the object: a replacement makes a new one. */
const EVENTS: Readonly<Partial<Record<ChangeAction, readonly [ActionEvent, ActionEvent]>>> = {
  create: ["before_create", "after_create"],
  "delete-then-create": ["before_create", "after_create"],
  "create-then-delete": ["before_create", "after_create"],
  update: ["before_update", "after_update"],
};

/** Those that a change triggers; false where one of them cannot be planned: it was reported. */
export async function planTriggered(
  run: PlanRun,
  place: ObjectPlace,
  change: ResourceChange,
): Promise<boolean> {
  const { actionTriggers } = place.node.resource.lifecycle;
  const events = EVENTS[change.action];
  if (events === undefined || actionTriggers.length === 0) return true;
  let ok = true;
  for (const event of events)
    for (const [block, trigger] of actionTriggers.entries()) {
      if (!trigger.events.includes(event)) continue;
      if (!(await planTrigger(run, place, trigger, { resource: place.address, event, block }))) ok = false;
    }
  return ok;
}

async function planTrigger(
  run: PlanRun,
  place: ObjectPlace,
  { condition, actions }: ActionTrigger,
  trigger: Pick<InvocationTrigger, "resource" | "event" | "block">,
): Promise<boolean> {
  const { walk } = run;
  const context = walk.context(place.scope, place.repetition);
  const holds = condition === undefined ? true : conditionOf(walk.evaluate(condition, context).value);
  if (typeof holds === "string") {
    walk.report([errorDiagnostic(configError("invalid-action-condition"), holds, condition?.range)]);
    return false;
  }
  if (holds === false) return true;
  const isPending = holds === undefined;
  let ok = true;
  for (const [index, action] of actions.entries())
    if (!(await planNamed(run, place, action, context, { ...trigger, index, isPending }))) ok = false;
  return ok;
}

/** Whether it holds; undefined where that is not known yet, or what keeps it from being a condition. */
export function conditionOf(value: Value): boolean | undefined | string {
  const { value: bare, marks } = unmarkDeep(value);
  for (const mark of ["ephemeral", "sensitive"])
    if (marks.has(mark))
      return `The condition of an action trigger is derived from a value that is ${mark}, and whether the action is invoked would tell it. Use values that are not.`;
  const converted = convertOrError(bare, BOOL);
  if (converted instanceof ConversionError)
    return `The condition must be true or false: ${converted.message}.`;
  if (converted.isNull) return "The condition of an action trigger is null. Give true or false.";
  return converted.isUnknown ? undefined : converted.asBool;
}

async function planNamed(
  run: PlanRun,
  { node, scope }: ObjectPlace,
  { key: id, instance, range }: TriggeredAction,
  context: EvalContext,
  trigger: InvocationTrigger,
): Promise<boolean> {
  const block = run.walk.graph.actions.get(idOf(node.module, id));
  const expansion = block && actionExpansion(run.walk, block, scope);
  if (block === undefined || expansion === undefined) return false;
  const wanted = instance === undefined ? undefined : run.walk.evaluate(instance, context);
  if (wanted?.ok === false) return false;
  const keys = wanted === undefined ? undefined : [keyOf(wanted.value)];
  const refuse = (detail: string): boolean => {
    run.walk.report([errorDiagnostic(configError("undeclared-action"), detail, range)]);
    return false;
  };
  if (keys?.[0] === undefined && keys !== undefined)
    return refuse(
      `The key of ${id} is not known, or no key: it must be a text or a whole number that is known while planning.`,
    );
  return planInstances(run, { block, scope, expansion, trigger }, keys, (key) =>
    refuse(
      `${formatInstance(trigger.resource)} triggers ${id}${formatKey(key)}, and there is no such instance.`,
    ),
  );
}

function keyOf(value: Value): InstanceKey {
  const bare = value.withoutMarks();
  if (!bare.isKnown || bare.isNull) return undefined;
  if (bare.type.kind === "string") return bare.asString;
  return bare.type.kind === "number" ? toFloat64(bare.asNumber) : undefined;
}

/** What invokes an action, and which instances it has there. */
export interface Planned {
  readonly block: ActionBlock;
  readonly scope: ModuleScope;
  readonly expansion: Expansion;
  readonly trigger: InvocationTrigger | undefined;
}

/** Those of these keys, or all of them. */
export async function planInstances(
  run: PlanRun,
  planned: Planned,
  keys: readonly InstanceKey[] | undefined,
  missing: (key: InstanceKey) => boolean,
): Promise<boolean> {
  let ok = true;
  for (const key of keys ?? [...instancesOf(planned.expansion)].map(([one]) => one)) {
    if (!hasInstance(planned.expansion, key)) ok = missing(key);
    else if (!(await planInvocation(run, planned, key))) ok = false;
  }
  return ok;
}

async function planInvocation(
  run: PlanRun,
  { block, scope, expansion, trigger }: Planned,
  key: InstanceKey,
): Promise<boolean> {
  const { action, provider: address } = block;
  const { type, name } = action;
  const place = { module: scope.instance, type, name, key };
  const text = formatAction(place);
  const config = actionConfig(run.walk, block, scope, { expansion, key });
  const repetition = repetitionOf(expansion, key);
  const provider = providerInstance(run.walk, {
    node: { provider: address },
    scope,
    address: text,
    repetition,
  });
  if (config === undefined || provider === undefined) return false;
  const calls = run.providers.get(provider)?.actions;
  if (calls === undefined) return false;
  const bare = unmarkDeep(config).value;
  if (trigger === undefined && !bare.isWhollyKnown) {
    const detail = `What ${text} is told is not known before what it refers to is applied, and -invoke applies nothing. Apply that first.`;
    run.walk.report([
      errorDiagnostic(engineError("configuration-contains-unknown-value"), detail, action.declRange),
    ]);
    return false;
  }
  const where = { address: text, body: action.config };
  const found: Diagnostic[] = [];
  found.push(...providerDiagnostics((await calls.validate({ type, config: bare })).diagnostics, where));
  if (!hasErrors(found)) {
    const answer = await run.limit.run(() => calls.plan({ type, config: bare, signal: signalOf(run) }));
    found.push(...providerDiagnostics(answer.diagnostics, where));
  }
  run.walk.report(found);
  const invocation: ActionInvocation = { ...place, provider, config, trigger };
  if (!hasErrors(found)) run.invocations.push(invocation);
  return !hasErrors(found);
}

/** For nodes without triggers nothing is to be asked. */
export function hasTriggers({ resource }: ResourceNode): boolean {
  return resource.lifecycle.actionTriggers.length > 0;
}
