export type { Access, Authorizer, ResourceKind } from "./acl/authorizer.ts";
export * from "./agent.ts";
export * from "./agent-config.ts";
export type { AgentContext, AgentPart, CreatePart, Endpoints, Handler } from "./agent-part.ts";
export * from "./config/index.ts";
export { parseIp } from "./dns/ip.ts";
export { type Outcome, refuse } from "./state/refusal.ts";
