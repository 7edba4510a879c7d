export { createProviderFactory } from "./provider.ts";
export { decodeTask, SUPERVISE, supervise } from "./supervisor.ts";
