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
  return { ...keptServiceShape(row), Tags: row.value.Tags ?? [] };
}

/** A check as the API shows it. */
export function checkShape(row: Row<CheckRecord>): CheckRecord & Indexes {
  return { ...keptCheckShape(row), ServiceTags: row.value.ServiceTags ?? [] };
}

/** As `serviceShape`, where answers show what is kept as it is: tags that were never given are null. */
export function keptServiceShape(row: Row<ServiceRecord>): Omit<ServiceRecord, "NodeName"> & Indexes {
  const { NodeName: _node, ...service } = row.value;
  return { ...service, ...indexes(row) };
}

/** As `checkShape`, where answers show what is kept as it is. */
export function keptCheckShape(row: Row<CheckRecord>): CheckRecord & Indexes {
  return { ...row.value, ...indexes(row) };
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
    ServiceTags: s.Tags ?? [],
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
