import type { CheckRecord, NodeRecord, ServiceRecord } from "../src/index.ts";

export function node(name: string): NodeRecord {
  return { ID: "", Node: name, Address: "10.0.0.9", Datacenter: "dc1", TaggedAddresses: null, Meta: null };
}

export function service(NodeName: string, ID: string, Service: string): ServiceRecord {
  return {
    ID,
    Service,
    Tags: [],
    Address: "",
    Meta: null,
    Port: 80,
    Weights: { Passing: 1, Warning: 1 },
    EnableTagOverride: false,
    Proxy: {},
    Connect: {},
    NodeName,
  };
}

export function proxy(NodeName: string, ID: string, of: string): ServiceRecord {
  return { ...service(NodeName, ID, ID), Kind: "connect-proxy", Proxy: { DestinationServiceName: of } };
}

export function check(Node: string, ServiceID: string, ServiceName: string, Status: string): CheckRecord {
  return {
    Node,
    CheckID: `c-${ServiceID}`,
    Name: "c",
    Status,
    Notes: "",
    Output: "",
    ServiceID,
    ServiceName,
    ServiceTags: [],
    Type: "",
    Definition: {},
  };
}
