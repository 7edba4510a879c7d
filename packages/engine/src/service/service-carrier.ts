/** Registering the services of objects, as steps of their own beside a provider's calls. */

import type { ProviderDiagnostic } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import type { InstanceHealth } from "./service-health.ts";

/** What is registered for one object. */
export interface Registering {
  readonly type: string;
  /** As it was before this apply: what is no longer there is deregistered. Null for a new object. */
  readonly before: Value;
  readonly state: Value;
  readonly signal: AbortSignal;
  /** For what nobody is led to it yet, whoever looks its services up; undefined: it is seen at once. */
  readonly hiddenFor?: string | undefined;
}

/** The object with the services that are registered, and what failed. */
export interface Registered {
  readonly state: Value;
  readonly diagnostics: readonly ProviderDiagnostic[];
}

/** What of one object is taken out of the catalog, before it goes. */
export interface Deregistering {
  readonly prior: Value;
  /** Ids that another object has taken over meanwhile: its replacement. */
  readonly kept: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** How an object is: well when all of its services are; "unseen" while nobody can tell. */
export type ObjectHealth = Pick<InstanceHealth, "isWell" | "why"> | "unseen";

/** Who can tell how services are. */
export interface ServiceSight {
  /** Where it looks, so that one place is looked at once. */
  readonly address: string;
  /** The instances of a service by the ids of their registrations. Rejects where it cannot be seen. */
  look(service: string, signal: AbortSignal): Promise<ReadonlyMap<string, InstanceHealth>>;
  /** What intentions allow; none where they cannot be read. */
  calls(signal: AbortSignal): Promise<readonly AllowedCall[]>;
}

/** Who may call whom, by the names of services; `*` stands for each. */
export interface AllowedCall {
  readonly from: string;
  readonly to: string;
}

/** The registrations of a provider's objects, beside its own calls. */
export interface ServiceCarrier {
  register(request: Registering): Promise<Registered>;
  deregister(request: Deregistering): Promise<readonly ProviderDiagnostic[]>;
  /** Lets those see the services of an object that look them up. Rejects where the agent cannot be told. */
  show(state: Value, signal: AbortSignal): Promise<void>;
  /** Ends when the catalog shows all services of an object. */
  shown(state: Value, signal: AbortSignal): Promise<void>;
  /** Tells how an object with this state is, now and whenever it changes, until the end of it is called. */
  follow(state: Value, listener: (health: ObjectHealth) => void): () => void;
  /** How the services are where it registers; undefined where what it registers is made up. */
  readonly sight: ServiceSight | undefined;
  /** What the checks of an object with this state that do not pass say now, in full; the catalog hears of it minutes later. */
  explain(state: Value, signal: AbortSignal): Promise<string>;
}
