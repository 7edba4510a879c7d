export { AgentTls } from "./agent-tls.ts";
export { type AliasedCheck, aliasResult } from "./alias.ts";
export type { CheckKind, CheckResult, CheckStatus } from "./check-kind.ts";
export { OUTPUT_MAX_DEFAULT } from "./check-kind.ts";
export { createDockerEngine, engineAddress } from "./docker-engine.ts";
export { createProbe, type ProbeAccess } from "./probe.ts";
export { type CheckRunner, startRunner } from "./runner.ts";
export { startTtl, type TtlRunner } from "./ttl.ts";
