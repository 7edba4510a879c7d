/** What an expression is, seen from the root module with the state as it is: the console, and `output`. */

import type { InputValue } from "@tutti/config";
import { type Diagnostic, type EvalContext, type Expression, evaluate, hasErrors } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import { buildGraph } from "../graph/build-graph.ts";
import { cycleDiagnostic } from "../graph/cycle.ts";
import { sourcesOf } from "../graph/provider-sources.ts";
import { createSchedule, ScheduleCycle } from "../graph/schedule.ts";
import { plannedResources, type SetResource, storedResources, visitWith } from "../object/visit-stored.ts";
import type { Plan } from "../plan.ts";
import type { Surroundings } from "../request.ts";
import { loadSchemas } from "../scope/provider-pool.ts";
import { Walk } from "../scope/walk.ts";
import { carryingRegistry } from "../service/carrying-registry.ts";
import { carryingTypes } from "../service/carrying-types.ts";

/** What expressions of the console see. */
export interface StateScope {
  /** The names of the root module. */
  readonly context: EvalContext;
  /** An output of the root module; undefined where there is none. */
  output(name: string): Value | undefined;
  evaluate(expression: Expression): { readonly value: Value; readonly diagnostics: readonly Diagnostic[] };
  readonly diagnostics: readonly Diagnostic[];
}

/** Whose names are seen. */
type ScopeRequest = Surroundings & { readonly variables: ReadonlyMap<string, InputValue> };

/** Everything is evaluated once; resources are what the state says of them. */
export function openStateScope(request: ScopeRequest & { readonly state: State }): Promise<StateScope> {
  return openScope(request, request.state, storedResources(request.state));
}

/** Resources are what a plan says that they will be; what only an apply can tell is unknown. */
export function openPlanScope(request: ScopeRequest & { readonly plan: Plan }): Promise<StateScope> {
  return openScope(request, request.plan.priorState, plannedResources(request.plan));
}

async function openScope(request: ScopeRequest, state: State, setResource: SetResource): Promise<StateScope> {
  const carrying = carryingTypes(request.config, state);
  const providers = carryingRegistry(request.providers, carrying, request.connectAgent);
  const loaded = await loadSchemas(providers, sourcesOf(request.config, state), true);
  const { graph, diagnostics } = buildGraph(request.config, loaded.schemas);
  const walk = new Walk("console", request, graph, loaded.functions);
  walk.report([...loaded.diagnostics, ...diagnostics]);
  const schedule = createSchedule(graph.after);
  if (schedule instanceof ScheduleCycle) walk.report([cycleDiagnostic(graph, schedule)]);
  else {
    while (!schedule.finished) {
      for (const step of schedule.takeReady(graph.nodes.length)) {
        const node = graph.nodes[step];
        if (node !== undefined) visitWith(walk, node, request.variables, setResource);
        schedule.end(step, "done");
      }
    }
  }
  const context = walk.context(walk.root);
  return {
    context,
    output: (name) => walk.root.outputs.get(name),
    diagnostics: walk.diagnostics,
    evaluate: (expression) => {
      const { value, diagnostics: found } = evaluate(expression, context);
      return { value: hasErrors(found) ? UNKNOWN_DYNAMIC : value, diagnostics: found };
    },
  };
}
