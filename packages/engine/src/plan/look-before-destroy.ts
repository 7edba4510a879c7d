import type { Plan } from "../plan.ts";
import type { PlanRequest, PlanResult } from "../request.ts";

/** Plans by the request as it is, with or without asking conditions. */
export type PlanOnce = (
  request: PlanRequest,
  options: { readonly conditions: boolean },
) => Promise<PlanResult>;

/**
 * Where only a part is destroyed, the rest stays in the state, and what stays
 * is to be as any other plan would leave it: outputs and dependencies that
 * follow the configuration. And where all goes, a plan tells which outputs and
 * data go with it, as they are now. So, as in Terraform, an ordinary plan of the
 * same targets comes first, without conditions, and its refreshed state is what
 * is destroyed from. What that plan finds wrong does not count: destroying
 * goes by the state alone then.
 */
export async function destroyAfterLooking(request: PlanRequest, planOnce: PlanOnce): Promise<PlanResult> {
  const seen = await look(request, planOnce);
  if (seen === undefined) return planOnce(request, DESTROYS);
  const { previousState, priorState: state, drift } = seen;
  const { plan, diagnostics } = await planOnce({ ...request, state, refresh: false }, DESTROYS);
  return { plan: plan && { ...plan, previousState, drift }, diagnostics };
}

const DESTROYS = { conditions: false } as const;

async function look(request: PlanRequest, planOnce: PlanOnce): Promise<Plan | undefined> {
  const { refresh, targets, excludes = [], onEvent, config, state } = request;
  // Of a state with nothing in it an ordinary plan would tell what there could be.
  if (!refresh || state.resources.size + state.outputs.size === 0) return undefined;
  if (targets.length + excludes.length === 0 && !hasReaders(request)) return undefined;
  // An ordinary plan would import, and there is nothing to be destroyed but what is there.
  const mode = config.root.module.imports.length > 0 ? "refresh-only" : "normal";
  const { plan } = await planOnce(
    {
      ...request,
      mode,
      replace: [],
      imports: [],
      // The plan that destroys looks at services itself.
      health: undefined,
      onEvent: (event) => (event.kind === "planned" ? undefined : onEvent?.(event)),
    },
    DESTROYS,
  );
  return plan?.errored === false ? plan : undefined;
}

/** Something shows values of others: alone objects that are kept go as the state has them. */
function hasReaders({ state, config }: PlanRequest): boolean {
  if (state.resources.size === 0) return false;
  if (state.outputs.size + config.root.module.outputs.size > 0) return true;
  return Array.from(state.resources.values()).some(({ address }) => address.mode === "data");
}
