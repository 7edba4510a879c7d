export * from "./simulated-cloud.ts";
export * from "./world.ts";
