export * from "./plan-steps.ts";
export * from "./simulated-cloud.ts";
export * from "./world.ts";
