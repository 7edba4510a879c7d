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
