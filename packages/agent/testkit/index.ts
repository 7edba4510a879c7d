export * from "./guarded-agent.ts";
export * from "./login-world.ts";
export * from "./real-agent.ts";
export * from "./simulated-agent.ts";
