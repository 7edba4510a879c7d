import type { Field, Fields } from "@tutti/server";

/** A service as it is registered: by `PUT /v1/agent/service/register`, by a file, or kept from before a restart. */
export interface ServiceRegistration {
  readonly Kind?: string;
  readonly ID?: string;
  readonly Name?: string;
  readonly Tags?: readonly string[];
  readonly Address?: string;
  readonly TaggedAddresses?: Readonly<Record<string, { readonly Address?: string; readonly Port?: number }>>;
  readonly Meta?: Readonly<Record<string, string>>;
  readonly Port?: number;
  readonly Check?: CheckRegistration;
  readonly Checks?: readonly CheckRegistration[];
  readonly Weights?: { readonly Passing?: number; readonly Warning?: number };
  readonly Token?: string;
  readonly EnableTagOverride?: boolean;
  readonly Proxy?: Readonly<Record<string, unknown>>;
  readonly Connect?: {
    readonly Native?: boolean;
    readonly SidecarService?: ServiceRegistration;
  };
  readonly Owner?: OwnerRegistration;
}

/** A check as it is registered, with a service or alone; durations in milliseconds. */
export interface CheckRegistration {
  readonly ID?: string;
  readonly CheckID?: string;
  readonly Name?: string;
  readonly Notes?: string;
  readonly ServiceID?: string;
  readonly Token?: string;
  readonly Status?: string;
  readonly Args?: readonly string[];
  readonly HTTP?: string;
  readonly Header?: Readonly<Record<string, readonly string[]>>;
  readonly Method?: string;
  readonly Body?: string;
  readonly TCP?: string;
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly TTL?: number;
  readonly DockerContainerID?: string;
  readonly Shell?: string;
  readonly GRPC?: string;
  readonly GRPCUseTLS?: boolean;
  readonly TLSSkipVerify?: boolean;
  readonly TLSServerName?: string;
  readonly AliasNode?: string;
  readonly AliasService?: string;
  readonly Process?: { readonly PID?: number; readonly StartedAt?: string };
  readonly SuccessBeforePassing?: number;
  readonly FailuresBeforeCritical?: number;
  readonly DeregisterCriticalServiceAfter?: number;
  readonly OutputMaxSize?: number;
}

/**
 * Whose instance this is. The registration is a lease: it holds as long as the
 * owner exists. See README.md, "Leases".
 */
export interface OwnerRegistration {
  /** `docker_container` or `process`. */
  readonly Kind?: string;
  /** The container's id, or the process' id as a text. */
  readonly ID?: string;
  /** Of a container: where its engine is (`unix://…`, `tcp://…`); the agent's own when left out. */
  readonly Engine?: string;
  /** Of a process: what tells it from a later one of its id (`Processes.startedAt`). */
  readonly StartedAt?: string;
  /** The address of the resource that made it, to be shown. */
  readonly Resource?: string;
  /** How long the owner may be gone before the instance is removed; default 0 for containers, 30 s for processes. */
  readonly Grace?: number;
}

const string: Field = { kind: "string" };
const boolean: Field = { kind: "boolean" };
const integer: Field = { kind: "integer" };
const duration: Field = { kind: "duration" };
const any: Field = { kind: "any" };
const strings: Field = { kind: "list", of: string };
const object = (name: string, fields: Fields["fields"]): Field => ({ kind: "object", of: { name, fields } });
const alias = (field: Field, ...aliases: string[]): Field => ({ ...field, aliases });

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
  Proxy: any,
  Namespace: string,
  Owner: OWNER,
};

const SIDECAR_FIELDS: Fields = { name: "ServiceDefinition", fields: { ...plainServiceFields, Connect: any } };

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
