import {
  any,
  bytes,
  duration,
  flag,
  ignored,
  int,
  list,
  map,
  named,
  pointer,
  readableDuration,
  struct,
  text,
  uint64,
} from "../decode/shape.ts";

const namespace = ignored(text, "there is one namespace");
const createIndex = ignored(uint64, "the store counts");

const NODE = struct("api.Node", {
  ID: text,
  Node: text,
  Address: text,
  Datacenter: ignored(text, "there is one datacenter"),
  TaggedAddresses: map(text),
  Meta: map(text),
  CreateIndex: createIndex,
  ModifyIndex: uint64,
});

const MESH_GATEWAY = struct("api.MeshGatewayConfig", { Mode: named("api.MeshGatewayMode") });

const PROXY = struct("api.AgentServiceConnectProxyConfig", {
  DestinationServiceName: text,
  DestinationServiceID: text,
  LocalServiceAddress: text,
  LocalServicePort: int,
  Config: map(any),
  Upstreams: list(
    struct("api.Upstream", {
      DestinationType: named("api.UpstreamDestType"),
      DestinationNamespace: text,
      DestinationName: text,
      Datacenter: text,
      LocalBindAddress: text,
      LocalBindPort: int,
      Config: map(any),
      MeshGateway: MESH_GATEWAY,
    }),
  ),
  MeshGateway: MESH_GATEWAY,
  Expose: struct("api.ExposeConfig", {
    Checks: flag,
    Paths: list(
      struct("api.ExposePath", {
        ListenerPort: int,
        Path: text,
        LocalPathPort: int,
        Protocol: text,
        ParsedFromCheck: flag,
      }),
    ),
  }),
});

const SERVICE = struct("api.AgentService", {
  Kind: named("api.ServiceKind"),
  ID: text,
  Service: text,
  Tags: list(text),
  Meta: map(text),
  Port: int,
  Address: text,
  TaggedAddresses: map(struct("api.ServiceAddress", { Address: text, Port: int })),
  Weights: struct("api.AgentWeights", { Passing: int, Warning: int }),
  EnableTagOverride: flag,
  CreateIndex: createIndex,
  ModifyIndex: uint64,
  ContentHash: ignored(text, "it is computed"),
  Proxy: pointer(PROXY),
  Connect: pointer(
    struct("api.AgentServiceConnect", {
      Native: flag,
      SidecarService: ignored(any, "the catalog registers sidecars as services of their own"),
    }),
  ),
  Namespace: namespace,
  Datacenter: ignored(text, "there is one datacenter"),
});

const CHECK = struct("api.HealthCheck", {
  Node: text,
  CheckID: text,
  Name: text,
  Status: text,
  Notes: text,
  Output: text,
  ServiceID: text,
  ServiceName: text,
  ServiceTags: list(text),
  Type: text,
  Namespace: namespace,
  Definition: struct(
    "api.HealthCheckDefinition",
    {
      HTTP: text,
      Header: map(list(text)),
      Method: text,
      Body: text,
      TLSServerName: text,
      TLSSkipVerify: flag,
      TCP: text,
      IntervalDuration: duration,
      TimeoutDuration: duration,
      DeregisterCriticalServiceAfterDuration: duration,
      Interval: readableDuration,
      Timeout: readableDuration,
      DeregisterCriticalServiceAfter: readableDuration,
    },
    {
      reads: "struct { IntervalDuration interface {}; TimeoutDuration interface {}; *api.Alias }",
      open: true,
    },
  ),
  CreateIndex: createIndex,
  ModifyIndex: uint64,
});

/** `PUT /v1/txn`: a list of operations, each about one kind of thing. */
export const TXN_OPERATIONS = list(
  pointer(
    struct("api.TxnOp", {
      KV: pointer(
        struct("api.KVTxnOp", {
          Verb: named("api.KVOp"),
          Key: text,
          Value: bytes,
          Flags: uint64,
          Index: uint64,
          Session: text,
          TTL: text,
          Namespace: namespace,
        }),
      ),
      Node: pointer(struct("api.NodeTxnOp", { Verb: named("api.NodeOp"), Node: NODE })),
      Service: pointer(
        struct("api.ServiceTxnOp", { Verb: named("api.ServiceOp"), Node: text, Service: SERVICE }),
      ),
      Check: pointer(struct("api.CheckTxnOp", { Verb: named("api.CheckOp"), Check: CHECK })),
    }),
  ),
  "api.TxnOps",
);
