import { configError } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { ConfigGraph } from "./config-node.ts";
import type { ScheduleCycle } from "./schedule.ts";

/** Blocks that wait for each other: nothing can be worked out. */
export function cycleDiagnostic(graph: ConfigGraph, cycle: ScheduleCycle): Diagnostic {
  const names = cycle.steps.map((step) => graph.nodes[step]?.id ?? "").sort();
  return errorDiagnostic(configError("dependency-cycle", names.join(", ")), "");
}
