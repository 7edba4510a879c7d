export * from "./backend-contract.ts";
export * from "./gcs-server.ts";
export * from "./http-state-server.ts";
export * from "./memory-storage.ts";
export * from "./postgres-server.ts";
export * from "./s3-server.ts";
export * from "./sample-seal.ts";
export * from "./state-samples.ts";
