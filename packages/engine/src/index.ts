export * from "./events.ts";
export * from "./plan.ts";
