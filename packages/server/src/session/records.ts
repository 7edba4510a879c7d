/** A check of a service that a session depends on. */
interface SessionServiceCheck {
  readonly ID: string;
  readonly Namespace: string;
}

/** A session, in the shape of Consul's API; durations are nanoseconds. */
export interface SessionRecord {
  readonly ID: string;
  readonly Name: string;
  readonly Node: string;
  readonly LockDelay: number;
  readonly Behavior: "release" | "delete";
  /** As it was given; "" for none. */
  readonly TTL: string;
  readonly NodeChecks: readonly string[] | null;
  readonly ServiceChecks: readonly SessionServiceCheck[] | null;
  /** Deprecated form of NodeChecks, shown as it was given. */
  readonly Checks?: readonly string[];
}
