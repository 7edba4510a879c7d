import type { Field, Fields } from "./fields.ts";

const string: Field = { kind: "string" };
const boolean: Field = { kind: "boolean" };
const integer: Field = { kind: "integer" };
const duration: Field = { kind: "duration" };
const any: Field = { kind: "any" };
const strings: Field = { kind: "list", of: string };
const object = (name: string, fields: Fields["fields"]): Field => ({ kind: "object", of: { name, fields } });
const alias = (field: Field, ...aliases: string[]): Field => ({ ...field, aliases });

/** A check of a file, `check { … }`, under the names that the API has. */
export const CHECK_FIELDS: Fields = {
  name: "CheckDefinition",
  fields: {
    ID: string,
    CheckID: string,
    Name: string,
    Notes: string,
    ServiceID: alias(string, "service_id"),
    Token: string,
    Status: string,
    Args: alias(strings, "scriptargs", "script_args"),
    HTTP: string,
    Header: { kind: "map", of: strings },
    Method: string,
    Body: string,
    TCP: string,
    Interval: duration,
    Timeout: duration,
    TTL: duration,
    DockerContainerID: alias(string, "docker_container_id"),
    Shell: string,
    GRPC: string,
    GRPCUseTLS: alias(boolean, "grpc_use_tls"),
    TLSSkipVerify: alias(boolean, "tls_skip_verify"),
    TLSServerName: alias(string, "tls_server_name"),
    AliasNode: alias(string, "alias_node"),
    AliasService: alias(string, "alias_service"),
    Process: object("ProcessCheck", { PID: integer, StartedAt: alias(string, "started_at") }),
    SuccessBeforePassing: alias(integer, "success_before_passing"),
    FailuresBeforeCritical: alias(integer, "failures_before_critical"),
    DeregisterCriticalServiceAfter: alias(duration, "deregister_critical_service_after"),
    OutputMaxSize: alias(integer, "output_max_size"),
    ProxyHTTP: string,
    ProxyGRPC: string,
    Namespace: string,
  },
};

const OWNER = object("ServiceOwner", {
  Kind: string,
  ID: string,
  Engine: string,
  StartedAt: alias(string, "started_at"),
  Resource: string,
  Grace: duration,
});

const MESH_GATEWAY = object("MeshGatewayConfig", { Mode: string });
const list = (of: Field): Field => ({ kind: "list", of });

const UPSTREAM = object("Upstream", {
  DestinationType: string,
  DestinationNamespace: string,
  DestinationName: string,
  Datacenter: string,
  LocalBindAddress: string,
  LocalBindPort: integer,
  Config: any,
  MeshGateway: MESH_GATEWAY,
});

const EXPOSED_PATH = object("ExposePath", {
  ListenerPort: integer,
  Path: string,
  LocalPathPort: integer,
  Protocol: string,
});

const PROXY = object("ConnectProxyConfig", {
  DestinationServiceName: string,
  DestinationServiceID: string,
  LocalServiceAddress: string,
  LocalServicePort: integer,
  Config: any,
  Upstreams: list(UPSTREAM),
  MeshGateway: MESH_GATEWAY,
  Expose: object("ExposeConfig", { Checks: boolean, Paths: list(EXPOSED_PATH) }),
});

const plainServiceFields: Fields["fields"] = {
  Kind: string,
  ID: string,
  Name: string,
  Tags: strings,
  Address: string,
  TaggedAddresses: alias(
    { kind: "map", of: object("ServiceAddress", { Address: string, Port: integer }) },
    "tagged_addresses",
  ),
  Meta: { kind: "map", of: string },
  Port: integer,
  Check: { kind: "object", of: CHECK_FIELDS },
  Checks: { kind: "list", of: { kind: "object", of: CHECK_FIELDS } },
  Weights: object("Weights", { Passing: integer, Warning: integer }),
  Token: string,
  EnableTagOverride: alias(boolean, "enable_tag_override"),
  Proxy: PROXY,
  Namespace: string,
  Owner: OWNER,
};

const SIDECAR_FIELDS: Fields = { name: "ServiceDefinition", fields: { ...plainServiceFields, Connect: any } };

/** A service of a file, `service { … }`, under the names that the API has. */
export const SERVICE_FIELDS: Fields = {
  name: "ServiceDefinition",
  fields: {
    ...plainServiceFields,
    Connect: object("ServiceConnect", {
      Native: boolean,
      SidecarService: alias({ kind: "object", of: SIDECAR_FIELDS }, "sidecar_service"),
    }),
  },
};
