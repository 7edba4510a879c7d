import { formatInstance } from "@tutti/addresses";
import { errorDiagnostic } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { PlanInstance } from "./plan-instance.ts";
import type { PlanRun } from "./plan-run.ts";

/** A new object that a rollout makes beside the old one must not need what that one has: it is told before anything is done. */
export function refuseSharedHoldings(run: PlanRun, item: PlanInstance, before: Value, after: Value): void {
  const { node, address, provider } = item;
  const { rollout } = node.resource.lifecycle;
  const { type } = node.resource;
  if (rollout === undefined || provider.exclusive === undefined) return;
  const held = new Set(provider.exclusive({ type, state: before }));
  const both = provider.exclusive({ type, state: after }).filter((thing) => held.has(thing));
  if (both.length === 0) return;
  const detail = `${formatInstance(address)} holds ${both.join(" and ")}, which its successor needs as well, and the rollout makes that beside it (max_surge). Let max_surge be 0 and max_unavailable 1, or let the system choose what is fixed here.`;
  run.walk.report([errorDiagnostic(engineError("rollout-cannot-be-kept"), detail, rollout.declRange)]);
}
