import type { AgentConfig } from "../agent-config.ts";
import type { CheckDefinition } from "./check-definition.ts";

/** Where a registration comes from: what programs it may run depends on it, and whether it is kept. */
export type RegistrationSource = "api" | "file" | "kept";

/** Why a check may not be started; undefined where it may. */
export type CheckConsent = (definition: CheckDefinition, source: RegistrationSource) => string | undefined;

/**
 * The one place that decides who may run programs: by what a check does, not by
 * the way on which it came. Whatever starts a check asks it (`LocalState`).
 */
export function scriptConsent(
  config: Pick<AgentConfig, "enableScriptChecks" | "enableLocalScriptChecks">,
): CheckConsent {
  return (definition, source) => {
    if (!runsProgram(definition) || config.enableScriptChecks) return undefined;
    if (source !== "file") {
      return "Scripts are disabled on this agent from remote calls; to enable, configure 'enable_script_checks' to true";
    }
    if (config.enableLocalScriptChecks) return undefined;
    return "Scripts are disabled on this agent; to enable, configure 'enable_script_checks' or 'enable_local_script_checks' to true";
  };
}

/** A kind that is added must say here whether it runs what a registration names. */
function runsProgram({ kind }: CheckDefinition): boolean {
  switch (kind.kind) {
    case "script":
    case "docker":
      return true;
    case "ttl":
    case "alias":
    case "http":
    case "tcp":
    case "grpc":
    case "process":
    case "container":
      return false;
  }
}
