import type { Row } from "../state/table.ts";
import type { CheckRecord, NodeRecord, ServiceInstance, ServiceRecord } from "./records.ts";

interface Indexes {
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
}

/** A node as the API shows it. */
export function nodeShape(row: Row<NodeRecord>): NodeRecord & Indexes {
  return { ...row.value, ...indexes(row) };
}

/** A service as it stands below a node. */
export function serviceShape(row: Row<ServiceRecord>): Omit<ServiceRecord, "NodeName"> & Indexes {
  const { NodeName: _node, ...service } = row.value;
  return { ...service, ...indexes(row) };
}

/** A check as the API shows it. */
export function checkShape(row: Row<CheckRecord>): CheckRecord & Indexes {
  return { ...row.value, ...indexes(row) };
}

/**
 * As `serviceShape`, where answers show what is kept as it is: no tags are null.
 * A list that was given as empty cannot be told from that any more.
 */
export function keptServiceShape(row: Row<ServiceRecord>): object {
  const service = serviceShape(row);
  return { ...service, Tags: listOrNull(service.Tags) };
}

/** As `checkShape`, with null for no tags. */
export function keptCheckShape(row: Row<CheckRecord>): object {
  const check = checkShape(row);
  return { ...check, ServiceTags: listOrNull(check.ServiceTags) };
}

function listOrNull(list: readonly string[]): readonly string[] | null {
  return list.length === 0 ? null : list;
}

/** An instance as `/v1/catalog/service` shows it: node and service in one flat record. */
export function catalogServiceShape({ node, service }: ServiceInstance): Readonly<Record<string, unknown>> {
  const s = service.value;
  return {
    ID: node.value.ID,
    Node: node.value.Node,
    Address: node.value.Address,
    Datacenter: node.value.Datacenter,
    TaggedAddresses: node.value.TaggedAddresses,
    NodeMeta: node.value.Meta,
    ServiceKind: s.Kind ?? "",
    ServiceID: s.ID,
    ServiceName: s.Service,
    ServiceTags: s.Tags,
    ServiceAddress: s.Address,
    ...(s.TaggedAddresses === undefined ? {} : { ServiceTaggedAddresses: s.TaggedAddresses }),
    ServiceWeights: s.Weights,
    ServiceMeta: s.Meta ?? {},
    ServicePort: s.Port,
    ServiceEnableTagOverride: s.EnableTagOverride,
    ServiceProxy: s.Proxy,
    ServiceConnect: s.Connect,
    ...indexes(service),
  };
}

/** An instance as `/v1/health/service` shows it. */
export function healthServiceShape(instance: ServiceInstance): Readonly<Record<string, unknown>> {
  return {
    Node: nodeShape(instance.node),
    Service: serviceShape(instance.service),
    Checks: instance.checks.map(checkShape),
  };
}

function indexes(row: Row<unknown>): Indexes {
  return { CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
