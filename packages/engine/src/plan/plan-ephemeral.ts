/** Ephemeral objects while planning: opened where that can be, closed after their last use. */

import type { Value } from "@tutti/values";
import type { ConfigGraph } from "../graph/config-node.ts";
import { ephemeralUsers } from "../graph/ephemeral-users.ts";
import { openEphemeral, unopened } from "../object/ephemeral-object.ts";
import type { PlanInstance } from "./plan-instance.ts";
import { type PlanRun, signalOf } from "./plan-run.ts";

export async function planEphemeral(run: PlanRun, item: PlanInstance): Promise<Value | undefined> {
  const { walk, ephemeral, limit } = run;
  const value = await limit.run(() =>
    openEphemeral({ walk, ephemeral, signal: signalOf(run) }, item, item.provider),
  );
  if (value !== "later") return value;
  run.request.onEvent?.({ kind: "ephemeral-deferred", address: item.address });
  return unopened(item.node);
}

/** Told of each step that has ended, closes what nothing uses any more. */
export function closeAfterUse(run: PlanRun, graph: ConfigGraph): (step: number) => Promise<void> | undefined {
  const waiting = new Map<number, { left: number; readonly id: string }>();
  /** By step: the ephemeral blocks that wait for it. */
  const usedBy = new Map<number, number[]>();
  for (const [step, users] of ephemeralUsers(graph)) {
    // It waits for itself too: it may be that nobody uses it.
    waiting.set(step, { left: users.size + 1, id: graph.nodes[step]?.id ?? "" });
    for (const user of [step, ...users]) usedBy.set(user, [...(usedBy.get(user) ?? []), step]);
  }
  return (step) => {
    const unused = (usedBy.get(step) ?? []).flatMap((ephemeral) => {
      const one = waiting.get(ephemeral);
      if (one === undefined) return [];
      one.left -= 1;
      return one.left === 0 ? [one.id] : [];
    });
    if (unused.length === 0) return undefined;
    return Promise.all(unused.map((id) => run.ephemeral.close(id))).then((found) => {
      for (const diagnostics of found) run.walk.report(diagnostics);
    });
  };
}
