import type { ConfigGraph } from "./config-node.ts";
import { createSchedule, ScheduleCycle } from "./schedule.ts";

/** Nodes, each behind all that it waits for; none where some wait for each other. */
export function orderOf(graph: ConfigGraph): readonly number[] {
  const schedule = createSchedule(graph.after);
  if (schedule instanceof ScheduleCycle) return [];
  const order: number[] = [];
  while (!schedule.finished) {
    for (const step of schedule.takeReady(graph.nodes.length)) {
      order.push(step);
      schedule.end(step, "done");
    }
  }
  return order;
}
