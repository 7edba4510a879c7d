/** What a field of a config entry holds; anything that is not here is refused. */
export type FieldKind =
  | "text"
  | "integer"
  | "float"
  | "flag"
  /** A text such as `15s`, or nanoseconds. */
  | "duration"
  | "texts"
  | "integers"
  /** Texts by name. */
  | "text-map"
  /** Whatever is given, by name. */
  | "any-map"
  | { readonly object: Schema }
  | { readonly list: Schema }
  | { readonly map: Schema };

/** The fields of an object, in the order in which they are shown. */
export type Schema = Readonly<Record<string, FieldKind>>;

const expose: Schema = {
  Checks: "flag",
  Paths: {
    list: {
      ListenerPort: "integer",
      Path: "text",
      LocalPathPort: "integer",
      Protocol: "text",
      ParsedFromCheck: "flag",
    },
  },
};

const common: Schema = { Kind: "text", Name: "text", Namespace: "text", Meta: "text-map" };
const gatewayTls: FieldKind = { object: { Enabled: "flag" } };

/** What a header must be; exactly one way of saying it. */
const headerMatch: Schema = {
  Name: "text",
  Present: "flag",
  Exact: "text",
  Prefix: "text",
  Suffix: "text",
  Regex: "text",
  Invert: "flag",
};

const limits: Schema = {
  MaxConnections: "integer",
  MaxPendingRequests: "integer",
  MaxConcurrentRequests: "integer",
};

/** The fields of each kind of config entry. */
export const schemas: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  [
    "service-defaults",
    {
      ...common,
      Protocol: "text",
      MeshGateway: { object: { Mode: "text" } },
      Expose: { object: expose },
      ExternalSNI: "text",
    },
  ],
  [
    "proxy-defaults",
    {
      ...common,
      Config: "any-map",
      MeshGateway: { object: { Mode: "text" } },
      Expose: { object: expose },
    },
  ],
  [
    "service-router",
    {
      ...common,
      Routes: {
        list: {
          Match: {
            object: {
              HTTP: {
                object: {
                  PathExact: "text",
                  PathPrefix: "text",
                  PathRegex: "text",
                  Header: {
                    list: headerMatch,
                  },
                  QueryParam: { list: { Name: "text", Present: "flag", Exact: "text", Regex: "text" } },
                  Methods: "texts",
                },
              },
            },
          },
          Destination: {
            object: {
              Service: "text",
              ServiceSubset: "text",
              Namespace: "text",
              PrefixRewrite: "text",
              RequestTimeout: "duration",
              NumRetries: "integer",
              RetryOnConnectFailure: "flag",
              RetryOnStatusCodes: "integers",
            },
          },
        },
      },
    },
  ],
  [
    "service-splitter",
    {
      ...common,
      Splits: { list: { Weight: "float", Service: "text", ServiceSubset: "text", Namespace: "text" } },
    },
  ],
  [
    "service-resolver",
    {
      ...common,
      DefaultSubset: "text",
      Subsets: { map: { Filter: "text", OnlyPassing: "flag" } },
      Redirect: { object: { Service: "text", ServiceSubset: "text", Namespace: "text", Datacenter: "text" } },
      Failover: { map: { Service: "text", ServiceSubset: "text", Namespace: "text", Datacenters: "texts" } },
      ConnectTimeout: "duration",
      LoadBalancer: {
        object: {
          Policy: "text",
          RingHashConfig: { object: { MinimumRingSize: "integer", MaximumRingSize: "integer" } },
          LeastRequestConfig: { object: { ChoiceCount: "integer" } },
          HashPolicies: {
            list: {
              Field: "text",
              FieldValue: "text",
              CookieConfig: { object: { Session: "flag", TTL: "duration", Path: "text" } },
              SourceIP: "flag",
              Terminal: "flag",
            },
          },
        },
      },
    },
  ],
  [
    "ingress-gateway",
    {
      ...common,
      TLS: gatewayTls,
      Listeners: {
        list: {
          Port: "integer",
          Protocol: "text",
          Services: { list: { Name: "text", Hosts: "texts", Namespace: "text", ...limits } },
        },
      },
    },
  ],
  [
    "terminating-gateway",
    {
      ...common,
      Services: {
        list: {
          Name: "text",
          Namespace: "text",
          CAFile: "text",
          CertFile: "text",
          KeyFile: "text",
          SNI: "text",
        },
      },
    },
  ],
  [
    "service-intentions",
    {
      ...common,
      Sources: {
        list: {
          Name: "text",
          Namespace: "text",
          Action: "text",
          Permissions: {
            list: {
              Action: "text",
              HTTP: {
                object: {
                  PathExact: "text",
                  PathPrefix: "text",
                  PathRegex: "text",
                  Header: { list: headerMatch },
                  Methods: "texts",
                },
              },
            },
          },
          Precedence: "integer",
          LegacyID: "text",
          Type: "text",
          Description: "text",
          LegacyMeta: "text-map",
          LegacyCreateTime: "text",
          LegacyUpdateTime: "text",
        },
      },
    },
  ],
]);

/** Fields that a kind shows even when they are empty. */
export const alwaysShown: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<
  string,
  Readonly<Record<string, unknown>>
>([
  ["service-defaults", { MeshGateway: {}, Expose: {} }],
  ["proxy-defaults", { Config: null, MeshGateway: {}, Expose: {} }],
]);
