import type { Rows } from "../endpoint/endpoint.ts";
import { type Need, type Right, right } from "../rights/right.ts";
import type { ServerState } from "../server-state.ts";
import { compositeId, nameId } from "../state/table.ts";
import type { Deregistration, Registration } from "./commands.ts";
import { isUnchangedNode } from "./commands.ts";
import type { CheckRecord, NodeRecord, ServiceInstance, ServiceRecord } from "./records.ts";

/** To see a node. */
export function nodeRights(node: Pick<NodeRecord, "Node">): readonly Right[] {
  return [right("node", "read", node.Node)];
}

/** To see a service by its name. */
export function serviceRights(service: Pick<ServiceRecord, "Service">): readonly Right[] {
  return [right("service", "read", service.Service)];
}

/** To see an instance: its node and its service. */
export function instanceRights({ node, service }: ServiceInstance): readonly Right[] {
  return [right("node", "read", node.value.Node), right("service", "read", service.value.Service)];
}

/** To see a check: its node, and the service that it is of. */
export function checkRights(check: Pick<CheckRecord, "Node" | "ServiceName">): readonly Right[] {
  const node = right("node", "read", check.Node);
  return check.ServiceName === "" ? [node] : [node, right("service", "read", check.ServiceName)];
}

/** To register: what is given, and what of it is there already under the same names and IDs. */
export function rightsToRegister(
  state: ServerState,
  rows: Rows,
  { node, skipNodeUpdate, service, checks }: Registration,
): readonly Need[] {
  return [
    ...rightsToPutNode(state, rows, node, skipNodeUpdate === true),
    ...(service === undefined ? [] : rightsToPutService(state, rows, service)),
    ...checks.flatMap((check) =>
      // Its service is asked for above.
      check.ServiceID !== "" && check.ServiceID === service?.ID && check.Node === service.NodeName
        ? rightsOfOldCheck(state, rows, check.Node, check.CheckID)
        : rightsToPutCheck(state, rows, check),
    ),
  ];
}

/** To deregister: the node's right is enough for all that is on it. */
export function rightsToDeregister(
  state: ServerState,
  rows: Rows,
  { node, serviceId, checkId }: Deregistration,
): readonly Need[] {
  const whole = rightsToDeleteNode(state, rows, node);
  if (serviceId !== undefined) {
    const row = rows.get(state.catalog.services, compositeId(node, serviceId));
    return row === undefined ? whole : [{ anyOf: [whole, [right("service", "write", row.value.Service)]] }];
  }
  if (checkId === undefined) return whole;
  const check = rightsOfOldCheck(state, rows, node, checkId);
  return check.length === 0 ? whole : [{ anyOf: [whole, check] }];
}

/**
 * To set a node: none where nothing of it changes, so that who may register a
 * service need not be allowed to write the node that it is on. One that has
 * the ID under another name is renamed, which takes that one away.
 */
export function rightsToPutNode(
  state: ServerState,
  rows: Rows,
  node: NodeRecord,
  skipUpdate = false,
): readonly Right[] {
  const existing = rows.get(state.catalog.nodes, nameId(node.Node));
  if (existing !== undefined && (skipUpdate || isUnchangedNode(existing.value, node))) return [];
  const renamed = node.ID === "" ? undefined : state.catalog.nodeById(node.ID);
  const names = [node.Node, existing?.value.Node, renamed?.value.Node];
  return [...new Set(names)].flatMap((name) => (name === undefined ? [] : [right("node", "write", name)]));
}

/** To delete a node with all that is on it. */
export function rightsToDeleteNode(state: ServerState, rows: Rows, node: string): readonly Right[] {
  const existing = rows.get(state.catalog.nodes, nameId(node))?.value.Node ?? node;
  return [...new Set([node, existing])].map((name) => right("node", "write", name));
}

/** To set a service: its name, for a proxy that of its destination, and that of the service which has its ID. */
export function rightsToPutService(state: ServerState, rows: Rows, service: ServiceRecord): readonly Right[] {
  return [...serviceWrites(service), ...rightsToDeleteService(state, rows, service.NodeName, service.ID)];
}

/** To delete a service; none where there is none. */
export function rightsToDeleteService(
  state: ServerState,
  rows: Rows,
  node: string,
  id: string,
): readonly Right[] {
  const existing = rows.get(state.catalog.services, compositeId(node, id));
  return existing === undefined ? [] : [right("service", "write", existing.value.Service)];
}

/** To be a service: the right to its name, and for a proxy to that of its destination. */
export function serviceWrites(service: Pick<ServiceRecord, "Kind" | "Service" | "Proxy">): readonly Right[] {
  const own = right("service", "write", service.Service);
  if (service.Kind !== "connect-proxy") return [own];
  const destination = service.Proxy["DestinationServiceName"];
  return typeof destination === "string" && destination !== ""
    ? [own, right("service", "write", destination)]
    : [own];
}

/** To set a check: its service as the catalog knows it, or its node; whatever the request calls the service. */
export function rightsToPutCheck(state: ServerState, rows: Rows, check: CheckRecord): readonly Right[] {
  const service =
    check.ServiceID === ""
      ? undefined
      : rows.get(state.catalog.services, compositeId(check.Node, check.ServiceID));
  const own =
    service === undefined
      ? right("node", "write", check.Node)
      : right("service", "write", service.value.Service);
  return [own, ...rightsOfOldCheck(state, rows, check.Node, check.CheckID)];
}

/** To delete a check; of one that is not there the node is asked for, so that nobody learns what is. */
export function rightsToDeleteCheck(
  state: ServerState,
  rows: Rows,
  node: string,
  id: string,
): readonly Right[] {
  const old = rightsOfOldCheck(state, rows, node, id);
  return old.length === 0 ? [right("node", "write", node)] : old;
}

function rightsOfOldCheck(state: ServerState, rows: Rows, node: string, id: string): readonly Right[] {
  const old = rows.get(state.catalog.checks, compositeId(node, id))?.value;
  if (old === undefined) return [];
  return [
    old.ServiceID === "" ? right("node", "write", old.Node) : right("service", "write", old.ServiceName),
  ];
}
