export { CONFIG_KEYS } from "../src/config/config-keys.ts";
export * from "./guarded-agent.ts";
export * from "./login-world.ts";
export * from "./real-agent.ts";
export * from "./simulated-agent.ts";
