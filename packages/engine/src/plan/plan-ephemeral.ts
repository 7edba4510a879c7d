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

/** Told of each step that has ended, closes what nothing uses any more: what was opened with it first. */
export function closeAfterUse(run: PlanRun, graph: ConfigGraph): (step: number) => Promise<void> | undefined {
  const waiting = new Map<number, { left: number; readonly id: string }>();
  /** By step: the ephemeral blocks that wait for its end, and those that wait until it is closed. */
  const usedBy = new Map<number, number[]>();
  const closedBefore = new Map<number, number[]>();
  const all = ephemeralUsers(graph);
  for (const [step, users] of all) {
    const opened = [...users].filter((user) => all.has(user));
    // It waits for itself too: it may be that nobody uses it.
    waiting.set(step, { left: users.size + opened.length + 1, id: graph.nodes[step]?.id ?? "" });
    for (const user of [step, ...users]) note(usedBy, user, step);
    for (const user of opened) note(closedBefore, user, step);
  }
  const release = async (ephemeral: readonly number[]): Promise<void> => {
    const unused = ephemeral.flatMap((step) => {
      const one = waiting.get(step);
      if (one === undefined) return [];
      one.left -= 1;
      return one.left === 0 ? [[step, one.id] as const] : [];
    });
    await Promise.all(
      unused.map(async ([step, id]) => {
        run.walk.report(await run.ephemeral.close(id));
        await release(closedBefore.get(step) ?? []);
      }),
    );
  };
  return (step) => {
    const waits = usedBy.get(step);
    return waits === undefined ? undefined : release(waits);
  };
}

function note(map: Map<number, number[]>, key: number, step: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [step]);
  else list.push(step);
}
