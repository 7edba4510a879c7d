export * from "./backend-contract.ts";
export * from "./state-samples.ts";
