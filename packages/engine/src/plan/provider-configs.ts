import { callsProviders } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { buildGraph } from "../graph/build-graph.ts";
import type { ConfigNode } from "../graph/config-node.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { runSchedule } from "../graph/run-schedule.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import type { PlanRequest } from "../request.ts";
import { evaluateLocal, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { providerConfig, providerInstances } from "../scope/provider-config.ts";
import { loadSchemas } from "../scope/provider-pool.ts";
import { Walk } from "../scope/walk.ts";

/**
 * Configurations of the providers by their address, as far as they follow
 * from variables alone: what `recover` needs before anything is planned. What
 * is wrong with them is told by the plan. `stored`: addresses that are asked
 * for though no block of the configuration may use them any more.
 */
export async function evaluateProviderConfigs(
  request: PlanRequest,
  stored: Iterable<string> = [],
): Promise<ReadonlyMap<string, Value>> {
  const configs = new Map<string, Value>();
  const asked = [...stored];
  const sources = new Set([...sourcesOf(request.config, request.state), ...asked.map(providerSourceOf)]);
  const loaded = await loadSchemas(request.providers, sources, callsProviders(request.config));
  const { graph, diagnostics } = buildGraph(request.config, loaded.schemas, asked);
  if (hasErrors(diagnostics)) return configs;
  const schedule = createSchedule(graph.after);
  if (schedule instanceof ScheduleCycle) return configs;
  const walk = new Walk("plan", request, graph, loaded.functions);
  const visit = (step: number): "done" | "failed" => {
    const node = graph.nodes[step];
    return node !== undefined && evaluates(walk, node, request, configs) ? "done" : "failed";
  };
  await runSchedule(schedule, visit, { limit: Number.POSITIVE_INFINITY, signal: request.signal });
  return configs;
}

function evaluates(walk: Walk, node: ConfigNode, request: PlanRequest, configs: Map<string, Value>): boolean {
  switch (node.kind) {
    case "variable":
      return evaluateVariable(walk, node, request.variables);
    case "local":
      return evaluateLocal(walk, node);
    case "expand":
      return expandModule(walk, node);
    case "provider": {
      const instances = providerInstances(walk, node);
      const found = instances?.map(({ text, repetition }) => {
        const config = providerConfig(walk, node, repetition);
        if (config?.isWhollyKnown === true) configs.set(text, config);
        return config !== undefined;
      });
      return found?.every(Boolean) === true;
    }
    // What depends on a resource is not known yet.
    case "resource":
      return false;
    default:
      return true;
  }
}
