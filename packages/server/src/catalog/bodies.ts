import {
  duration,
  flag,
  ignored,
  int,
  integer,
  list,
  map,
  named,
  pointer,
  struct,
  text,
  uint64,
} from "../decode/shape.ts";
import { CATALOG_CONNECT, PROXY_CONFIG } from "./proxy-bodies.ts";

/** What answers of the API hold and requests may send back. */
const indexes = {
  CreateIndex: ignored(uint64, "the store counts"),
  ModifyIndex: ignored(uint64, "the store counts"),
};
const token = ignored(text, "the token of the request counts");

/** An address under a tag, as `lan` or `wan`. */
export const SERVICE_ADDRESS = struct("structs.ServiceAddress", { Address: text, Port: int });
/** How much a service counts in answers of DNS, by how it is. */
export const WEIGHTS = struct("structs.Weights", { Passing: int, Warning: int });

/** A service of a node. */
export const NODE_SERVICE = struct("structs.NodeService", {
  Kind: named("structs.ServiceKind"),
  ID: text,
  Service: text,
  Tags: list(text),
  Address: text,
  TaggedAddresses: map(SERVICE_ADDRESS),
  Meta: map(text),
  Port: int,
  Weights: pointer(WEIGHTS),
  EnableTagOverride: flag,
  Proxy: PROXY_CONFIG,
  Connect: CATALOG_CONNECT,
  ...indexes,
});

/** What a check does; kept to be shown, since nobody runs a check of the catalog. */
const CHECK_DEFINITION = struct(
  "structs.HealthCheckDefinition",
  {
    HTTP: text,
    TLSServerName: text,
    TLSSkipVerify: flag,
    Header: map(list(text)),
    Method: text,
    Body: text,
    TCP: text,
    Interval: duration,
    OutputMaxSize: integer("uint", 53, false),
    Timeout: duration,
    DeregisterCriticalServiceAfter: duration,
    ScriptArgs: list(text),
    DockerContainerID: text,
    Shell: text,
    GRPC: text,
    GRPCUseTLS: flag,
    AliasNode: text,
    AliasService: text,
    TTL: duration,
  },
  {
    reads:
      "struct { Interval interface {}; Timeout interface {}; DeregisterCriticalServiceAfter interface {}; TTL interface {}; *structs.Alias }",
  },
);

/** A check of a node or of a service. */
export const HEALTH_CHECK = struct("structs.HealthCheck", {
  Node: text,
  CheckID: named("types.CheckID"),
  Name: text,
  Status: text,
  Notes: text,
  Output: text,
  ServiceID: text,
  ServiceName: text,
  ServiceTags: list(text),
  Type: text,
  Definition: CHECK_DEFINITION,
  ...indexes,
});

/** `PUT /v1/catalog/register`. */
export const REGISTER_REQUEST = struct("structs.RegisterRequest", {
  Datacenter: text,
  ID: named("types.NodeID"),
  Node: text,
  Address: text,
  TaggedAddresses: map(text),
  NodeMeta: map(text),
  Service: pointer(NODE_SERVICE),
  Check: pointer(HEALTH_CHECK),
  Checks: list(pointer(HEALTH_CHECK), "structs.HealthChecks"),
  SkipNodeUpdate: flag,
  Token: token,
  ...indexes,
});

/** `PUT /v1/catalog/deregister`. */
export const DEREGISTER_REQUEST = struct(
  "structs.DeregisterRequest",
  {
    Datacenter: text,
    Node: text,
    ServiceID: text,
    CheckID: named("types.CheckID"),
    Address: ignored(text, "old clients send it, and a node is known by its name"),
    Token: token,
  },
  { reads: "struct { Address string; *structs.Alias }" },
);
