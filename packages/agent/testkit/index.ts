export * from "./guarded-agent.ts";
export * from "./simulated-agent.ts";
