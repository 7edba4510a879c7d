/** The servers' half: `interface.ts` is what agents may use; the rest is for who starts a server, and for the command line. */
export { translateRules } from "./acl/translate-rules.ts";
export * from "./interface.ts";
export { createServer, type Server } from "./server.ts";
export { inspectSnapshot, type SnapshotFacts } from "./snapshot/format.ts";
