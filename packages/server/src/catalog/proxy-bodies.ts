import { alias, any, flag, ignored, int, list, map, named, struct, text } from "../decode/shape.ts";

const MESH_GATEWAY = struct("structs.MeshGatewayConfig", { Mode: named("structs.MeshGatewayMode") });

const EXPOSE_PATH = struct(
  "structs.ExposePath",
  {
    ListenerPort: alias(int, "listener_port"),
    Path: text,
    LocalPathPort: alias(int, "local_path_port"),
    Protocol: text,
    ParsedFromCheck: alias(flag, "parsed_from_check"),
  },
  {
    reads:
      'struct { ListenerPortSnake int "json:\\"listener_port\\""; LocalPathPortSnake int "json:\\"local_path_port\\""; ParsedFromCheckSnake bool "json:\\"parsed_from_check\\""; *structs.Alias }',
  },
);

const UPSTREAM = struct(
  "structs.Upstream",
  {
    DestinationType: alias(text, "destination_type"),
    DestinationNamespace: alias(text, "destination_namespace"),
    DestinationName: alias(text, "destination_name"),
    Datacenter: text,
    LocalBindAddress: alias(text, "local_bind_address"),
    LocalBindPort: alias(int, "local_bind_port"),
    Config: map(any),
    MeshGateway: alias(MESH_GATEWAY, "mesh_gateway"),
  },
  {
    reads:
      'struct { DestinationTypeSnake string "json:\\"destination_type\\""; DestinationNamespaceSnake string "json:\\"destination_namespace\\""; DestinationNameSnake string "json:\\"destination_name\\""; LocalBindPortSnake int "json:\\"local_bind_port\\""; LocalBindAddressSnake string "json:\\"local_bind_address\\""; MeshGatewaySnake structs.MeshGatewayConfig "json:\\"mesh_gateway\\""; *structs.Alias }',
  },
);

/** How a proxy is set up, in registrations of the catalog and of the agent. */
export const PROXY_CONFIG = struct(
  "structs.ConnectProxyConfig",
  {
    DestinationServiceName: alias(text, "destination_service_name"),
    DestinationServiceID: alias(text, "destination_service_id"),
    LocalServiceAddress: alias(text, "local_service_address"),
    LocalServicePort: alias(int, "local_service_port"),
    Config: map(any),
    Upstreams: list(UPSTREAM, "structs.Upstreams"),
    MeshGateway: alias(MESH_GATEWAY, "mesh_gateway"),
    Expose: struct("structs.ExposeConfig", { Checks: flag, Paths: list(EXPOSE_PATH) }),
  },
  {
    reads:
      'struct { DestinationServiceNameSnake string "json:\\"destination_service_name\\""; DestinationServiceIDSnake string "json:\\"destination_service_id\\""; LocalServiceAddressSnake string "json:\\"local_service_address\\""; LocalServicePortSnake int "json:\\"local_service_port\\""; MeshGatewaySnake structs.MeshGatewayConfig "json:\\"mesh_gateway\\""; *structs.Alias }',
  },
);

/** In the catalog a sidecar is a service of its own; what stands here about one says nothing. */
export const CATALOG_CONNECT = struct(
  "structs.ServiceConnect",
  {
    Native: flag,
    SidecarService: ignored(any, "the catalog registers sidecars as services of their own"),
    sidecar_service: ignored(any, "the catalog registers sidecars as services of their own"),
  },
  {
    reads:
      'struct { SidecarServiceSnake *structs.ServiceDefinition "json:\\"sidecar_service\\""; *structs.Alias }',
  },
);
