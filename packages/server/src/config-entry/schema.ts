/** What a field of a config entry holds; anything that is not here is refused. */
export type FieldKind =
  | "text"
  /** A text that has a type of its own in Consul: messages name it. */
  | { readonly text: string }
  | "integer"
  | "uint32"
  | "uint64"
  | "float"
  | "flag"
  /** A text such as `15s`, or nanoseconds. */
  | "duration"
  | "texts"
  | "uint32s"
  /** Texts by name. */
  | "text-map"
  /** Whatever is given, by name. */
  | "any-map"
  /** What is shown also where nothing was said, as `empty`. */
  | { readonly shown: Exclude<FieldKind, { readonly shown: unknown }>; readonly empty: unknown }
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

const shownText: FieldKind = { shown: "text", empty: "" };
const shownAction: FieldKind = { shown: { text: "structs.IntentionAction" }, empty: "" };
const meshGateway: FieldKind = {
  shown: { object: { Mode: { text: "structs.MeshGatewayMode" } } },
  empty: {},
};

const common: Schema = { Kind: "text", Name: "text", Meta: "text-map" };
const gatewayTls: FieldKind = {
  shown: { object: { Enabled: { shown: "flag", empty: false } } },
  empty: { Enabled: false },
};

/** What a header must be; exactly one way of saying it. */
const headerMatch: Schema = {
  Name: shownText,
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
      Protocol: shownText,
      MeshGateway: meshGateway,
      Expose: { shown: { object: expose }, empty: {} },
      ExternalSNI: "text",
    },
  ],
  [
    "proxy-defaults",
    {
      ...common,
      Config: { shown: "any-map", empty: null },
      MeshGateway: meshGateway,
      Expose: { shown: { object: expose }, empty: {} },
    },
  ],
  [
    "service-router",
    {
      ...common,
      Routes: {
        shown: {
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
                    QueryParam: { list: { Name: shownText, Present: "flag", Exact: "text", Regex: "text" } },
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
                NumRetries: "uint32",
                RetryOnConnectFailure: "flag",
                RetryOnStatusCodes: "uint32s",
              },
            },
          },
        },
        empty: null,
      },
    },
  ],
  [
    "service-splitter",
    {
      ...common,
      Splits: {
        shown: {
          list: {
            Weight: { shown: "float", empty: 0 },
            Service: "text",
            ServiceSubset: "text",
            Namespace: "text",
          },
        },
        empty: null,
      },
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
          RingHashConfig: { object: { MinimumRingSize: "uint64", MaximumRingSize: "uint64" } },
          LeastRequestConfig: { object: { ChoiceCount: "uint32" } },
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
        shown: {
          list: {
            Port: { shown: "integer", empty: 0 },
            Protocol: shownText,
            Services: {
              shown: {
                list: {
                  Name: shownText,
                  Hosts: { shown: "texts", empty: null },
                  ...limits,
                },
              },
              empty: null,
            },
          },
        },
        empty: null,
      },
    },
  ],
  [
    "terminating-gateway",
    {
      ...common,
      Services: {
        shown: {
          list: {
            Name: "text",
            CAFile: "text",
            CertFile: "text",
            KeyFile: "text",
            SNI: "text",
          },
        },
        empty: null,
      },
    },
  ],
  [
    "service-intentions",
    {
      ...common,
      Sources: {
        shown: {
          list: {
            Name: shownText,
            Action: { text: "structs.IntentionAction" },
            Permissions: {
              list: {
                Action: shownAction,
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
            Type: { text: "structs.IntentionSourceType" },
            Description: "text",
            LegacyMeta: "text-map",
            LegacyCreateTime: "text",
            LegacyUpdateTime: "text",
          },
        },
        empty: null,
      },
    },
  ],
]);
