export * from "./clock.ts";
export * from "./disk.ts";
export * from "./errors.ts";
export * from "./network.ts";
export * from "./processes.ts";
export * from "./random.ts";
export * from "./real/index.ts";
export * from "./runtime.ts";
