/**
 * `precondition` and `postcondition` of one object. What could be told while
 * planning is not asked again: apply asks what the plan left pending, and what
 * asked for something ephemeral, which is given anew.
 */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { type AllRulesOutcome, type CheckRule, evaluateRules } from "@tutti/config";
import type { Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import type { PendingConditions } from "../plan.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import type { Repetition } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";

/** One instance of a block, and what it sees. */
export interface ObjectPlace {
  readonly node: ResourceNode;
  readonly scope: ModuleScope;
  readonly address: ResourceInstance;
  readonly repetition: Repetition;
}

type Kind = keyof PendingConditions;

const TITLES: Readonly<Record<Kind, string>> = {
  preconditions: "Resource precondition",
  postconditions: "Resource postcondition",
};

const NONE: PendingConditions = { preconditions: [], postconditions: [] };

/** False where one failed; one that is not known yet stops nothing. */
export function preconditionsHold(run: { readonly walk: Walk }, item: ObjectPlace): boolean {
  const outcome = ask(run.walk, item, "preconditions", undefined);
  if (outcome === undefined || outcome.status === "pass") return true;
  note(run.walk, item, outcome);
  return !stops(run.walk, outcome);
}

/**
 * False where one failed of the object as it is now. Of what was read while planning the preconditions
 * that are not known are not asked again.
 */
export function checkPostconditions(run: { readonly walk: Walk }, item: ObjectPlace, self: Value): boolean {
  return conclude(run.walk, item, self, item.address.mode === "managed");
}

/** The same of data that are only read when all is done, by what is known of them before. */
export function checkPostponed(run: { readonly walk: Walk }, item: ObjectPlace, self: Value): boolean {
  return conclude(run.walk, item, self, true);
}

/** `waits`: what is not known yet of its preconditions is asked by apply. */
function conclude(walk: Walk, item: ObjectPlace, self: Value, waits: boolean): boolean {
  const outcome = ask(walk, item, "postconditions", self);
  if (outcome === undefined) return true;
  // Those that were told while planning are met, or there would be no plan to apply.
  const open = outcome.status === "pass" && waits && leavesPreconditions(walk, item);
  note(walk, item, open ? { ...outcome, status: "unknown" } : outcome);
  return !stops(walk, outcome);
}

/** A plan cannot tell how an object fares some of whose preconditions are not known yet. */
function leavesPreconditions({ phase, untold }: Walk, { address }: ObjectPlace): boolean {
  return phase === "plan" && untold.has(formatInstance(address));
}

/** They could not be asked at all. */
export function failConditions({ walk }: { readonly walk: Walk }, item: ObjectPlace): void {
  note(walk, item, { status: "error", messages: [] });
}

function stops({ severity }: Walk, { status }: AllRulesOutcome): boolean {
  return status === "error" || (status === "fail" && severity === "error");
}

/** Undefined where there is nothing to ask. */
function ask(
  walk: Walk,
  item: ObjectPlace,
  kind: Kind,
  self: Value | undefined,
): AllRulesOutcome | undefined {
  const preconditions = walk.asked(item.node.resource.preconditions);
  const postconditions = walk.asked(item.node.resource.postconditions);
  if (preconditions.length + postconditions.length === 0) return undefined;
  const text = formatInstance(item.address);
  const rules = { preconditions, postconditions }[kind];
  // What is opened anew is asked anew, and leaves no result behind.
  const lasts = item.address.mode !== "ephemeral";
  if (lasts) walk.checks.expand(configAddress(item.node), text);
  const asked = walk.phase === "apply" && lasts ? rulesLeft(rules, walk.pending.get(text)?.[kind]) : rules;
  const context = walk.context(item.scope, item.repetition, self);
  const outcome = evaluateRules(asked, { title: TITLES[kind], severity: walk.severity }, context);
  walk.report(outcome.diagnostics);
  const broken = outcome.status === "fail" || outcome.status === "error";
  const again = new Set([...outcome.unknown, ...(broken ? [] : outcome.ephemeral)]);
  if (walk.phase === "plan" && lasts && again.size > 0) {
    const places = [...again].sort((a, b) => a - b);
    walk.pending.set(text, { ...(walk.pending.get(text) ?? NONE), [kind]: places });
    if (kind === "preconditions" && outcome.unknown.length > 0) walk.untold.add(text);
  }
  return outcome;
}

function rulesLeft(rules: readonly CheckRule[], places: readonly number[] = []): readonly CheckRule[] {
  return places.flatMap((place) => rules[place] ?? []);
}

function note(
  walk: Walk,
  { node, address }: ObjectPlace,
  outcome: Pick<AllRulesOutcome, "status" | "messages">,
): void {
  if (address.mode === "ephemeral") return;
  walk.checks.report(configAddress(node), formatInstance(address), outcome.status, outcome.messages);
}
