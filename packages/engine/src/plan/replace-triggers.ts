import { type AbsoluteResource, instanceAt } from "@tutti/addresses";
import { type Expression, evaluate, type TraversalStep, traversalsOf, traversalText } from "@tutti/hcl";
import { type Path, type PathStep, rawEquals, toFloat64, type Value, valueAtPath } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import { type Name, nameOf } from "../graph/name.ts";
import type { ChangeAction, ResourceChange } from "../plan.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import type { Repetition } from "../scope/repetition.ts";
import type { PlanRun } from "./plan-run.ts";

/** The references of `replace_triggered_by` behind which something changes, as written. */
export function triggeredBy(
  run: PlanRun,
  node: ResourceNode,
  scope: ModuleScope,
  repetition: Repetition,
): readonly string[] {
  const found: string[] = [];
  for (const expression of node.resource.lifecycle.replaceTriggeredBy) {
    const [traversal] = traversalsOf(expression);
    const name = traversal === undefined ? undefined : nameOf(traversal);
    if (traversal === undefined || name?.kind !== "resource") continue;
    const key = name.instanceKey ?? computedKey(run, expression, scope, repetition);
    const steps = traversal.steps.slice(name.consumed + (name.instanceKey === undefined ? 0 : 1));
    const path = pathOf([...steps, ...tailSteps(expression)]);
    if (changesOf(run, scope, name, key).some((change) => changesAt(change, path)))
      found.push(traversalText(traversal));
  }
  return found;
}

function pathOf(steps: readonly TraversalStep[]): Path {
  const path: PathStep[] = [];
  for (const step of steps) {
    if (step.kind === "attribute") path.push({ kind: "attribute", name: step.name });
    if (step.kind === "index") path.push({ kind: "index", key: step.key });
  }
  return path;
}

/** `a.b[count.index].c`: the key between the brackets. */
function computedKey(
  run: PlanRun,
  expression: Expression,
  scope: ModuleScope,
  repetition: Repetition,
): Value | undefined {
  const at = expression.kind === "relative-traversal" ? expression.source : expression;
  if (at.kind !== "index") return undefined;
  const { value } = evaluate(at.key, run.walk.context(scope, repetition));
  return value.isKnown ? value : undefined;
}

function tailSteps(expression: Expression): Extract<Expression, { kind: "relative-traversal" }>["steps"] {
  return expression.kind === "relative-traversal" ? expression.steps : [];
}

function changesOf(
  run: PlanRun,
  scope: ModuleScope,
  name: Name & { kind: "resource" },
  key: Value | undefined,
): readonly ResourceChange[] {
  const resource: AbsoluteResource = {
    module: scope.instance,
    mode: name.mode,
    type: name.type,
    name: name.name,
  };
  const values = scope.resources.get(name.key);
  const keys =
    key === undefined
      ? (values?.keys ?? [])
      : [
          key.type.kind === "number"
            ? toFloat64(key.asNumber)
            : key.type.kind === "string"
              ? key.asString
              : undefined,
        ];
  return keys.flatMap((each) => run.actions.get(instanceAt(resource, each)) ?? []);
}

const CHANGING: ReadonlySet<ChangeAction> = new Set(["update", "delete-then-create", "create-then-delete"]);

function changesAt(change: ResourceChange, path: Path): boolean {
  // What is made or destroyed as a whole replaces nothing behind it.
  if (!CHANGING.has(change.action)) return false;
  if (path.length === 0) return true;
  const before = valueAtPath(change.before, path);
  const after = valueAtPath(change.after, path);
  if (before === undefined || after === undefined) return before !== after;
  return !after.isWhollyKnown || !rawEquals(before, after);
}
