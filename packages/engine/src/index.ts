export { applyPlan } from "./apply/apply-plan.ts";
export * from "./events.ts";
export { createPlan } from "./plan/create-plan.ts";
export * from "./plan.ts";
export * from "./request.ts";
