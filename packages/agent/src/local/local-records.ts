/** What the local state holds, and what it is made with. */

import type { CheckRecord, ServiceRecord } from "@tutti/server";
import type { Unanswered } from "../asked-servers.ts";
import type { ProbeAccess } from "../checks/index.ts";
import type { CheckDefinition } from "./check-definition.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import type { CheckConsent } from "./script-consent.ts";

export interface LocalService {
  readonly registration: ServiceRegistration;
  readonly record: ServiceRecord;
  /** Its `Proxy` as it was registered: in that of the record config entries have a word. */
  readonly ownProxy: ServiceRecord["Proxy"];
  /** Made by the agent for another one, and gone with it. */
  readonly sidecarOf: string | undefined;
}

export interface LocalCheck {
  readonly registration: CheckRegistration;
  readonly definition: CheckDefinition | undefined;
  readonly record: CheckRecord;
  /** By the clock's monotonic time; undefined while it is not critical. */
  readonly criticalSinceMs: number | undefined;
}

/** What of the local state changed: its service or check of this id was set or removed. */
export interface LocalChange {
  readonly kind: "service" | "check";
  readonly id: string;
  /** Only a check's output differs: that may reach the catalog later. */
  readonly outputOnly: boolean;
}

export interface LocalStateOptions {
  readonly nodeName: string;
  readonly access: ProbeAccess;
  readonly sidecarPorts: { readonly min: number; readonly max: number };
  /** What an alias check sees of another node's service, or of all that node. */
  readonly remoteChecks: (
    node: string,
    service: string,
    token: string,
  ) => Promise<readonly CheckRecord[] | Unanswered | undefined>;
  /** How a check was before the agent was restarted. */
  readonly beforeRestart?: (checkId: string) => CheckRecord | undefined;
  /** Of a check's output, at most, whatever the check says; 0 keeps none. Default: what the check says. */
  readonly outputBytesMax?: number;
  /** Who may run programs; without it nobody. */
  readonly consent?: CheckConsent;
}
