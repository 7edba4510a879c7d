/** What an expression is, seen from the root module with the state as it is: the console, and `output`. */

import { type AbsoluteResource, formatResource } from "@tutti/addresses";
import { type Diagnostic, type EvalContext, type Expression, evaluate, hasErrors } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import { buildGraph } from "../graph/build-graph.ts";
import type { ConfigNode, ResourceNode } from "../graph/config-node.ts";
import { cycleDiagnostic } from "../graph/cycle.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import type { GivenVariable, Surroundings } from "../request.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { loadSchemas } from "../scope/provider-pool.ts";
import type { Expansion } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { Walk } from "../scope/walk.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carryingTypes } from "../service/carrying-types.ts";

/** What expressions of the console see. */
export interface StateScope {
  /** The names of the root module. */
  readonly context: EvalContext;
  evaluate(expression: Expression): { readonly value: Value; readonly diagnostics: readonly Diagnostic[] };
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything is evaluated once; resources are what the state says of them. */
export async function openStateScope(
  request: Surroundings & { readonly state: State; readonly variables: ReadonlyMap<string, GivenVariable> },
): Promise<StateScope> {
  const carrying = carryingTypes(request.config, request.state);
  const providers = carryingRegistry(request.providers, carrying, request.connectAgent);
  const loaded = await loadSchemas(providers, sourcesOf(request.config, request.state));
  const { graph, diagnostics } = buildGraph(request.config, loaded.schemas);
  const walk = new Walk("console", request, graph, loaded.functions);
  walk.report([...loaded.diagnostics, ...diagnostics]);
  const schedule = createSchedule(graph.after);
  if (schedule instanceof ScheduleCycle) walk.report([cycleDiagnostic(graph, schedule)]);
  else {
    while (!schedule.finished) {
      for (const step of schedule.takeReady(graph.nodes.length)) {
        const node = graph.nodes[step];
        if (node !== undefined) visit(walk, node, request.state, request.variables);
        schedule.end(step, "done");
      }
    }
  }
  const context = walk.context(walk.root);
  return {
    context,
    diagnostics: walk.diagnostics,
    evaluate: (expression) => {
      const { value, diagnostics: found } = evaluate(expression, context);
      return { value: hasErrors(found) ? UNKNOWN_DYNAMIC : value, diagnostics: found };
    },
  };
}

function visit(
  walk: Walk,
  node: ConfigNode,
  state: State,
  variables: ReadonlyMap<string, GivenVariable>,
): void {
  switch (node.kind) {
    case "variable":
      evaluateVariable(walk, node, variables);
      return;
    case "local":
      evaluateLocal(walk, node);
      return;
    case "output":
      evaluateOutput(walk, node);
      return;
    case "expand":
      expandModule(walk, node);
      return;
    case "resource":
      readFromState(walk, node, state);
      return;
    case "close":
    case "check":
    case "provider":
      return;
  }
}

function readFromState(walk: Walk, { module, resource, schema }: ResourceNode, state: State): void {
  const { mode, type, name, key, count, forEach } = resource;
  for (const scope of walk.scopesOf(module.path)) {
    const address: AbsoluteResource = { module: scope.instance, mode, type, name };
    const text = formatResource(address);
    const instances = state.resources.get(text)?.instances ?? new Map();
    const keys = [...instances.keys()];
    const expansion: Expansion =
      count !== undefined
        ? { kind: "count", count: keys.filter((each) => typeof each === "number").length }
        : forEach !== undefined
          ? {
              kind: "for_each",
              items: new Map(
                keys.filter((each) => typeof each === "string").map((each) => [each, UNKNOWN_DYNAMIC]),
              ),
            }
          : { kind: "single" };
    const values = new ResourceValues(
      instances.size === 0 && expansion.kind !== "single" ? { kind: "unknown", by: "count" } : expansion,
    );
    for (const [instanceKey, { current }] of instances) {
      const value = current === undefined ? undefined : decodeSameVersion(current, schema, text).value;
      if (value !== undefined) values.set(instanceKey, value);
    }
    scope.resources.set(key, values);
  }
}
