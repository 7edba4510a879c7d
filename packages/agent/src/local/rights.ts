import {
  type CheckRecord,
  type Refusal,
  type Right,
  refuse,
  right,
  type ServiceRecord,
  serviceWrites,
} from "@tutti/server";
import type { AgentConfig } from "../agent-config.ts";
import { agentError } from "../errors.ts";
import { checkId, checkIdOf } from "./check-record.ts";
import type { LocalState } from "./local-state.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import { checksOf } from "./service-mistake.ts";
import { serviceId, serviceRecord } from "./service-record.ts";
import { sidecarOf } from "./sidecar.ts";

/** Whose services and checks these are. */
interface Owner {
  readonly local: LocalState;
  readonly nodeName: string;
}

/** What is said to those who lack a right to what is the agent's own. */
export function missingOnAgent({ access, name, resource }: Right): Refusal {
  return refuse(agentError("permission-denied-on", resource, access, name), 403);
}

/** With access control on nobody has a right to change what is not there, as Consul has it; else undefined. */
export function unknownService(
  { acl }: Pick<AgentConfig, "acl">,
  { services }: Pick<LocalState, "services">,
  id: string,
): Refusal | undefined {
  return acl.enabled && !services.has(id)
    ? refuse(agentError("service-to-change-unknown", JSON.stringify(id)))
    : undefined;
}

/** The same of a check. */
export function unknownCheck(
  { acl }: Pick<AgentConfig, "acl">,
  { checks }: Pick<LocalState, "checks">,
  id: string,
): Refusal | undefined {
  return acl.enabled && !checks.has(id)
    ? refuse(agentError("check-to-change-unknown", JSON.stringify(id)))
    : undefined;
}

/** To see one of the agent's services. */
export function rightsToSeeService(service: Pick<ServiceRecord, "Service">): readonly Right[] {
  return [right("service", "read", service.Service)];
}

/** A service's check belongs to the service, any other to the node. */
export function rightToCheck(
  { nodeName }: Pick<Owner, "nodeName">,
  check: Pick<CheckRecord, "ServiceName"> | undefined,
  access: "read" | "write",
): Right {
  const service = check?.ServiceName ?? "";
  return service === "" ? right("node", access, nodeName) : right("service", access, service);
}

/**
 * To register a service: its name, for a proxy that of its destination, and
 * both again for the sidecar that it asks for; besides, whatever of the agent
 * has one of the IDs already.
 */
export function rightsToRegisterService(owner: Owner, registration: ServiceRegistration): readonly Right[] {
  // Which port it gets makes no difference here.
  const sidecar = sidecarOf(registration, () => 0);
  const all = sidecar === undefined ? [registration] : [registration, sidecar];
  return all.flatMap((one) => rightsToSetService(owner, one));
}

function rightsToSetService(owner: Owner, registration: ServiceRegistration): readonly Right[] {
  const { local, nodeName } = owner;
  const id = serviceId(registration);
  const existing = local.services.get(id)?.record;
  const checks = checksOf(registration);
  return [
    ...serviceWrites(serviceRecord(registration, nodeName)),
    ...(existing === undefined ? [] : [right("service", "write", existing.Service)]),
    ...checks.flatMap((check, at) => rightsToOldCheck(owner, checkIdOf(check, id, at, checks.length))),
    ...checks.flatMap((check) => rightsToAlias(owner, check, id)),
  ];
}

/** To remove a service; one that is not there is asked for by its ID. */
export function rightsToDeregisterService({ local }: Owner, id: string): readonly Right[] {
  return [right("service", "write", local.services.get(id)?.record.Service ?? id)];
}

/** To register a check: its service or node, what has its ID already, and to see what it stands for. */
export function rightsToRegisterCheck(owner: Owner, check: CheckRegistration): readonly Right[] {
  const service = owner.local.services.get(check.ServiceID ?? "")?.record;
  return [
    rightToCheck(owner, { ServiceName: service?.Service ?? "" }, "write"),
    ...rightsToOldCheck(owner, checkId(check)),
    ...rightsToAlias(owner, check, check.ServiceID ?? ""),
  ];
}

/** To update or remove a check; one that is not there is asked for as the node's. */
export function rightsToChangeCheck(owner: Owner, id: string): readonly Right[] {
  return [rightToCheck(owner, owner.local.checks.get(id)?.record, "write")];
}

function rightsToOldCheck(owner: Owner, id: string): readonly Right[] {
  const existing = owner.local.checks.get(id)?.record;
  return existing === undefined ? [] : [rightToCheck(owner, existing, "write")];
}

/** An alias shows how another service is; those of other nodes are asked for with the check's own token. */
function rightsToAlias({ local }: Owner, check: CheckRegistration, ownService: string): readonly Right[] {
  const alias = check.AliasService ?? "";
  if (alias === "" || alias === ownService || (check.AliasNode ?? "") !== "") return [];
  const service = local.services.get(alias)?.record;
  return service === undefined ? [] : [right("service", "read", service.Service)];
}
