export { applyPlan, unfitPlan } from "./apply/apply-plan.ts";
export { recover } from "./apply/recover.ts";
export { undoRollouts } from "./apply/undo-rollouts.ts";
export { type CountWaiting, createCountWaiting } from "./apply/waiting-changes.ts";
export { movingChanges, partsOf, placedChanges } from "./change-parts.ts";
export { openPlanScope, openStateScope, type StateScope } from "./console/evaluate-in-state.ts";
export {
  type DrawnGraph,
  type DrawnOperation,
  type DrawRequest,
  drawOperation,
} from "./drawing/draw-operation.ts";
export { type DrawnResource, type DrawnResources, drawResources } from "./drawing/draw-resources.ts";
export type { Drawing, NodeShape } from "./drawing/drawing.ts";
export { engineError } from "./errors.ts";
export * from "./events.ts";
export { createBreath } from "./graph/breath.ts";
export { asksApproval, hasChanges } from "./has-changes.ts";
export { decodeRemembered, encodeRemembered, type Remembered } from "./incremental/remembered.ts";
export { configurationToJson } from "./json/configuration-json.ts";
export { encodeLazyJson, type LazyJson } from "./json/lazy-json.ts";
export { ACTION_EVENT_NAMES, importingJson, planToJson } from "./json/plan-json.ts";
export { stateToJson } from "./json/state-json.ts";
export { type Look, type Looks, openLooks } from "./look/open-looks.ts";
export type { LooksRequest } from "./look/stored-providers.ts";
export { isOfCheck } from "./object/evaluate-check.ts";
export { importText } from "./object/identity.ts";
export { createPlan } from "./plan/create-plan.ts";
export { generateListed } from "./plan/generate-listed.ts";
export { evaluateProviderConfigs } from "./plan/provider-configs.ts";
export { removedMistakes } from "./plan/removed-mistakes.ts";
export { healthyOf, servicesInUse } from "./plan/services-in-use.ts";
export * from "./plan.ts";
export {
  type DecodedPlanFile,
  decodePlanFile,
  encodePlanFile,
  isPlanFile,
  type OpenedPlanFile,
  openPlanFile,
  PLAN_FILE_HEAD_BYTES,
  type PlanFile,
  stalePlan,
} from "./plan-file/plan-file.ts";
export type { KnownState } from "./plan-file/plan-states.ts";
export * from "./request.ts";
export type { RolloutHandle } from "./rollout/rollout-runner.ts";
export { formatAction } from "./scope/action-config.ts";
export { serviceCarrier } from "./service/carrying-provider.ts";
export { type CarryingTypes, carryingRegistry } from "./service/carrying-registry.ts";
export { carryingTypes } from "./service/carrying-types.ts";
export { connectAgents } from "./service/service-agent.ts";
export type { ServiceCarrier } from "./service/service-carrier.ts";
export { triggeredInvocations } from "./triggered-invocations.ts";
