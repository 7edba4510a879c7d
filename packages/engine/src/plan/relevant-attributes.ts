/** Which attributes of resources others read: what `show -json` lists, so that drift there can be told from noise. */

import { formatConfigResource } from "@tutti/addresses";
import type { ConfigGraph } from "../graph/config-node.ts";
import type { Plan } from "../plan.ts";
import type { PlanRun } from "./plan-run.ts";

export function relevantAttributes(run: PlanRun, graph: ConfigGraph): Plan["relevantAttributes"] {
  void run;
  void graph;
  void formatConfigResource;
  return [];
}
