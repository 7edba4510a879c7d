import { type Outcome, type Refusal, refuse } from "@tutti/server";
import type { AgentConfig } from "../agent-config.ts";
import { agentError } from "../errors.ts";
import { checkDefinition, checkMistake } from "./check-definition.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import { scriptConsent } from "./script-consent.ts";
import { checksOf, isStatus, serviceMistake, sidecarKindMistake, sidecarMistake } from "./service-mistake.ts";
import { sidecarOf } from "./sidecar.ts";

/** Why a service cannot be registered, or the sidecar that it asks for; undefined where both can. */
export function serviceRefusal(
  service: ServiceRegistration,
  sidecar: ServiceRegistration | undefined,
  ports: AgentConfig["ports"],
): Refusal | undefined {
  const mistake = serviceMistake(service);
  if (mistake !== undefined) return refuse(agentError("service-definition-invalid", mistake), 400);
  return sidecar === undefined ? undefined : sidecarRefusal(sidecar, ports);
}

function sidecarRefusal(sidecar: ServiceRegistration, ports: AgentConfig["ports"]): Refusal | undefined {
  const mistake = sidecarMistake(sidecar, ports);
  if (mistake !== undefined) return refuse(agentError("sidecar-service-invalid", mistake), 400);
  const ofKind = sidecarKindMistake(sidecar);
  return ofKind === undefined ? undefined : refuse(agentError("sidecar-kind-invalid", ofKind), 400);
}

/** Why a check cannot be registered, whatever else there is; undefined where it can. */
export function checkRefusal(check: CheckRegistration): Refusal | undefined {
  if ((check.Name ?? "") === "") return refuse(agentError("check-name-missing"), 400);
  if (check.Status !== undefined && check.Status !== "" && !isStatus(check.Status))
    return refuse(agentError("check-registration-status-unknown"), 400);
  const mistake = checkMistake(check);
  return mistake === undefined ? undefined : refuse(agentError("check-invalid", mistake), 400);
}

type Configured = Pick<
  AgentConfig,
  "services" | "checks" | "ports" | "enableScriptChecks" | "enableLocalScriptChecks"
>;

/** For who only asks: whether an agent could start with the services and checks of a configuration; else the first that it would refuse. */
export function allowConfigured(config: Configured): Outcome<true> {
  const consent = scriptConsent(config);
  const programRefusal = (checks: readonly CheckRegistration[]): Refusal | undefined => {
    const refused = checks.map((one) => consent(checkDefinition(one, ""), "file")).find(Boolean);
    return refused === undefined ? undefined : refuse(agentError("check-program-not-allowed", refused));
  };
  for (const service of config.services) {
    // Which port it will be shows at the start; here it counts whether there can be one.
    const sidecar = sidecarOf(service, () => config.ports.sidecarMin);
    const refused =
      serviceRefusal(service, sidecar, config.ports) ??
      programRefusal([service, ...(sidecar === undefined ? [] : [sidecar])].flatMap(checksOf));
    if (refused !== undefined) return configuredRefusal("service", service.Name, refused);
  }
  for (const check of config.checks) {
    const refused = checkRefusal(check) ?? programRefusal([check]);
    if (refused !== undefined) return configuredRefusal("check", check.Name, refused);
  }
  return true;
}

/** That a service or check of the configuration was refused, and why. */
export function configuredRefusal(
  what: "service" | "check",
  name: string | undefined,
  refused: Refusal,
): Refusal {
  const text = `Failed to register ${what} ${JSON.stringify(name ?? "")}: ${refused.text}`;
  return refuse(agentError("configured-registration-refused", text));
}
