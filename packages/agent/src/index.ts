export type { Access, Authorizer, ResourceKind } from "@tutti/server";
export { type Outcome, refuse } from "@tutti/server";
export * from "./agent.ts";
export * from "./agent-config.ts";
export type { AgentContext, AgentPart, CreatePart, Endpoints } from "./agent-part.ts";
export * from "./config/index.ts";
export { parseIp } from "./dns/ip.ts";
export { agentError } from "./errors.ts";
export { allowConfigured } from "./local/registration-refusal.ts";
