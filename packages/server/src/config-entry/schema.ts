/** What a field of a config entry holds; anything that is not here is refused. */
export type FieldKind =
  | "text"
  | "number"
  | "flag"
  /** A text such as `15s`. */
  | "duration"
  /** Whatever is given. */
  | "any"
  | { readonly object: Schema }
  | { readonly list: Schema }
  | { readonly map: Schema };

/** The fields of an object, in the order in which they are shown. */
export type Schema = Readonly<Record<string, FieldKind>>;

const expose: Schema = {
  Checks: "flag",
  Paths: {
    list: {
      ListenerPort: "number",
      Path: "text",
      LocalPathPort: "number",
      Protocol: "text",
      ParsedFromCheck: "flag",
    },
  },
};

const common: Schema = { Kind: "text", Name: "text", Namespace: "text", Meta: "any" };
const gatewayTls: FieldKind = { object: { Enabled: "flag" } };

const limits: Schema = {
  MaxConnections: "number",
  MaxPendingRequests: "number",
  MaxConcurrentRequests: "number",
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
      Config: "any",
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
                    list: {
                      Name: "text",
                      Present: "flag",
                      Exact: "text",
                      Prefix: "text",
                      Suffix: "text",
                      Regex: "text",
                      Invert: "flag",
                    },
                  },
                  QueryParam: { list: { Name: "text", Present: "flag", Exact: "text", Regex: "text" } },
                  Methods: "any",
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
              NumRetries: "number",
              RetryOnConnectFailure: "flag",
              RetryOnStatusCodes: "any",
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
      Splits: { list: { Weight: "number", Service: "text", ServiceSubset: "text", Namespace: "text" } },
    },
  ],
  [
    "service-resolver",
    {
      ...common,
      DefaultSubset: "text",
      Subsets: { map: { Filter: "text", OnlyPassing: "flag" } },
      Redirect: { object: { Service: "text", ServiceSubset: "text", Namespace: "text", Datacenter: "text" } },
      Failover: { map: { Service: "text", ServiceSubset: "text", Namespace: "text", Datacenters: "any" } },
      ConnectTimeout: "duration",
      LoadBalancer: {
        object: {
          Policy: "text",
          RingHashConfig: { object: { MinimumRingSize: "number", MaximumRingSize: "number" } },
          LeastRequestConfig: { object: { ChoiceCount: "number" } },
          HashPolicies: "any",
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
          Port: "number",
          Protocol: "text",
          Services: { list: { Name: "text", Hosts: "any", Namespace: "text", ...limits } },
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
          Permissions: "any",
          Precedence: "number",
          LegacyID: "text",
          Type: "text",
          Description: "text",
          LegacyMeta: "any",
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
