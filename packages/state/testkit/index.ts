export * from "./backend-contract.ts";
export * from "./memory-storage.ts";
export * from "./state-samples.ts";
