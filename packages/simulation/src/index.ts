export * from "./machine.ts";
export * from "./prng.ts";
export * from "./process-runtime.ts";
export * from "./simulated-disk.ts";
export * from "./simulated-network.ts";
export * from "./simulated-processes.ts";
export * from "./simulation.ts";
