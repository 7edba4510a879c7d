import { PROXY_CONFIG, SERVICE_ADDRESS, shape, WEIGHTS } from "@tutti/server";

const { alias, duration, flag, int, list, map, named, pointer, struct, text } = shape;

/** What Consul's checks have in common, in a service and alone. */
const probe = {
  Name: text,
  Notes: text,
  Status: text,
  ScriptArgs: alias(list(text), "args", "script_args"),
  HTTP: text,
  Header: map(list(text)),
  Method: text,
  Body: text,
  TCP: text,
  Interval: duration,
  Timeout: duration,
  TTL: duration,
  DockerContainerID: alias(text, "docker_container_id"),
  Shell: text,
  GRPC: text,
  GRPCUseTLS: alias(flag, "grpc_use_tls"),
  TLSServerName: alias(text, "tls_server_name"),
  TLSSkipVerify: alias(flag, "tls_skip_verify"),
  AliasNode: text,
  AliasService: text,
  SuccessBeforePassing: int,
  FailuresBeforeCritical: int,
  DeregisterCriticalServiceAfter: alias(duration, "deregister_critical_service_after"),
  OutputMaxSize: int,
  /** Ours: a process by its id. */
  Process: pointer(struct("ProcessCheck", { PID: int, StartedAt: alias(text, "started_at") })),
};

const READS_CHECK =
  'struct { Interval interface {}; Timeout interface {}; TTL interface {}; DeregisterCriticalServiceAfter interface {}; Args []string "json:\\"args\\""; ScriptArgsSnake []string "json:\\"script_args\\""; DeregisterCriticalServiceAfterSnake interface {} "json:\\"deregister_critical_service_after\\""; DockerContainerIDSnake string "json:\\"docker_container_id\\""; TLSSkipVerifySnake bool "json:\\"tls_skip_verify\\""; GRPCUseTLSSnake bool "json:\\"grpc_use_tls\\""; ';

/** `PUT /v1/agent/check/register`. */
export const CHECK_DEFINITION = struct(
  "structs.CheckDefinition",
  {
    ID: named("types.CheckID"),
    ServiceID: alias(text, "service_id"),
    Token: text,
    ...probe,
  },
  { reads: `${READS_CHECK}ServiceIDSnake string "json:\\"service_id\\""; *structs.Alias }` },
);

/** A check of a service. */
const CHECK_TYPE = struct(
  "structs.CheckType",
  { CheckID: alias(named("types.CheckID"), "ID"), ...probe },
  {
    reads: `${READS_CHECK}ServiceID string "json:\\"ServiceID\\""; ServiceIDSnake string "json:\\"service_id\\""; *structs.Alias }`,
  },
);

const READS_SERVICE =
  'struct { EnableTagOverrideSnake bool "json:\\"enable_tag_override\\""; TaggedAddressesSnake map[string]structs.ServiceAddress "json:\\"tagged_addresses\\""; *structs.Alias }';

const service = {
  Kind: named("structs.ServiceKind"),
  ID: text,
  Name: text,
  Tags: list(text),
  Address: text,
  TaggedAddresses: alias(map(SERVICE_ADDRESS), "tagged_addresses"),
  Meta: map(text),
  Port: int,
  Check: CHECK_TYPE,
  Checks: list(pointer(CHECK_TYPE), "structs.CheckTypes"),
  Weights: pointer(WEIGHTS),
  Token: text,
  EnableTagOverride: alias(flag, "enable_tag_override"),
  Proxy: pointer(PROXY_CONFIG),
};

const READS_CONNECT =
  'struct { SidecarServiceSnake *structs.ServiceDefinition "json:\\"sidecar_service\\""; *structs.Alias }';

/** A sidecar's own connection must not ask for a sidecar; that is said by the rules, so it is read. */
const SIDECAR = struct(
  "structs.ServiceDefinition",
  {
    ...service,
    Connect: pointer(
      struct(
        "structs.ServiceConnect",
        { Native: flag, SidecarService: alias(shape.any, "sidecar_service") },
        { reads: READS_CONNECT },
      ),
    ),
  },
  { reads: READS_SERVICE },
);

/** `PUT /v1/agent/service/register`. */
export const SERVICE_DEFINITION = struct(
  "structs.ServiceDefinition",
  {
    ...service,
    Connect: pointer(
      struct(
        "structs.ServiceConnect",
        { Native: flag, SidecarService: alias(pointer(SIDECAR), "sidecar_service") },
        { reads: READS_CONNECT },
      ),
    ),
    /** Ours: whose instance it is; see README.md, "Leases". */
    Owner: pointer(
      struct(
        "ServiceOwner",
        {
          Kind: text,
          ID: text,
          Engine: text,
          StartedAt: alias(text, "started_at"),
          Resource: text,
          /** No time at all is one, and another than where nothing is said. */
          Grace: pointer(duration),
        },
        { reads: "struct { Grace interface {}; *ServiceOwner }" },
      ),
    ),
  },
  { reads: READS_SERVICE },
);

/** `PUT /v1/agent/check/update/…`. */
export const CHECK_UPDATE = struct("agent.checkUpdate", { Status: text, Output: text });

/** `PUT /v1/agent/token/…`. */
export const AGENT_TOKEN = struct("api.AgentToken", { Token: text });
