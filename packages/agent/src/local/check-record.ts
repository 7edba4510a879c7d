import type { CheckRecord, ServiceRecord } from "@tutti/server";
import type { CheckRegistration } from "./registration.ts";

export const NODE_MAINTENANCE = "_node_maintenance";
/** Before a service's id. */
export const SERVICE_MAINTENANCE_PREFIX = "_service_maintenance:";

const NODE_REASON =
  "Maintenance mode is enabled for this node, but no reason was provided. This is a default message.";
const SERVICE_REASON =
  "Maintenance mode is enabled for this service, but no reason was provided. This is a default message.";

/** The id of a check that is registered by itself: an empty one is none. */
export function checkId(check: CheckRegistration): string {
  return check.ID || check.CheckID || check.Name || "";
}

/** The id of a service's check that gives none: numbered where there are several. */
export function checkIdOf(check: CheckRegistration, serviceId: string, at: number, count: number): string {
  const own = check.CheckID || check.ID;
  if (own) return own;
  return count > 1 ? `service:${serviceId}:${at + 1}` : `service:${serviceId}`;
}

/** A check as the catalog keeps it, in the state it starts in. */
export function checkRecord(
  check: CheckRegistration,
  id: string,
  type: string,
  nodeName: string,
  service: ServiceRecord | undefined,
): CheckRecord {
  const name = check.Name ?? "";
  const status = check.Status ?? "";
  return {
    Node: nodeName,
    CheckID: id,
    Name: name === "" && service !== undefined ? `Service '${service.Service}' check` : name,
    Status: status === "" ? "critical" : status,
    Notes: check.Notes ?? "",
    Output: "",
    ServiceID: service?.ID ?? "",
    ServiceName: service?.Service ?? "",
    ServiceTags: service?.Tags ?? null,
    Type: type,
    Definition: {},
  };
}

/** The check that keeps a node or service out while it is worked on. */
export function maintenanceRecord(
  nodeName: string,
  service: ServiceRecord | undefined,
  reason: string,
): CheckRecord {
  const notes = reason !== "" ? reason : service === undefined ? NODE_REASON : SERVICE_REASON;
  const named = {
    Name: service === undefined ? "Node Maintenance Mode" : "Service Maintenance Mode",
    Notes: notes,
  };
  const id = service === undefined ? NODE_MAINTENANCE : `${SERVICE_MAINTENANCE_PREFIX}${service.ID}`;
  return checkRecord({ ...named, Status: "critical" }, id, "maintenance", nodeName, service);
}
