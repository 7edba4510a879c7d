/**
 * What stands behind a service's registration: when it is gone, the agent
 * drops the registration. Sent as `Owner` with `/v1/agent/service/register`.
 */
export interface ServiceOwner {
  readonly Kind: "docker_container" | "process";
  /** The container's id, or the pid. */
  readonly ID: string;
  /** The engine that has the container (`unix:///…`, `tcp://…`); left out for a process. */
  readonly Engine?: string;
  /** Tells a process from a later one of the same pid: `Processes.startedAt`. */
  readonly StartedAt?: string;
  /** What it is, to be shown. */
  readonly Resource?: string;
}

/** Where an instance is reached. An empty address means: where the agent is. */
export interface ServiceEndpoint {
  readonly address: string;
  readonly port: number | undefined;
}

/** What stands behind the services of one resource instance. */
export interface ServiceInstance {
  /** Names the instance among all of its agent; part of the services' ids. */
  readonly key: string;
  /** Undefined: nobody but the state, so the registration stays until the state lets it go. */
  readonly owner: ServiceOwner | undefined;
  /** Where what listens on `port` is reached from the agent; a text says why it is not. */
  readonly endpoint: (port: number | undefined) => ServiceEndpoint | string;
}
