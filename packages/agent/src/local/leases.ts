import { createStop } from "@tutti/runtime";
import {
  type CheckResult,
  createDockerEngine,
  createProbe,
  engineAddress,
  type ProbeAccess,
} from "../checks/index.ts";
import { checkRecord } from "./check-record.ts";
import type { LocalService } from "./local-records.ts";
import type { LocalState } from "./local-state.ts";
import type { OwnerRegistration } from "./registration.ts";

export interface LeaseOptions {
  readonly local: LocalState;
  readonly access: ProbeAccess;
  readonly nodeName: string;
  /** Removes a service whose owner is gone for good. */
  readonly release: (serviceId: string, why: string) => void;
}

/** Watches the owners of this agent's instances. */
export interface Leases {
  /** One look at every owner; it is also done every so often. */
  look(): Promise<void>;
  /** One look at the owner of one service, so that it is known from the start. */
  lookAt(serviceId: string): Promise<void>;
  stop(): void;
}

/** Each owner is looked at so often … */
const LOOK_INTERVAL_MS = 1000;
/** … but no more of them at a time, */
const LOOKS_AT_ONCE_MAX = 16;
/** and a look that takes longer says that nothing is known. */
const LOOK_TIMEOUT_MS = 5000;
/** A process may be restarted by whoever supervises it; a removed container does not come back. */
const PROCESS_GRACE_MS = 30_000;
/** Before an owner's id. */
const OWNER_CHECK_PREFIX = "_owner:";

/** What a look at an owner found. `unknown`: it could not be asked, which is no reason to drop anything. */
type OwnerState = "running" | "stopped" | "gone" | "unknown";

export function startLeases(options: LeaseOptions): Leases {
  const { local, access } = options;
  const goneSince = new Map<string, number>();
  let stopped = false;
  let timer = access.clock.after(LOOK_INTERVAL_MS, tick, { unref: true });
  function tick(): void {
    void look().then(() => {
      if (!stopped) timer = access.clock.after(LOOK_INTERVAL_MS, tick, { unref: true });
    });
  }

  async function look(): Promise<void> {
    const owned = [...local.services.values()].filter((service) => service.registration.Owner !== undefined);
    for (let at = 0; at < owned.length && !stopped; at += LOOKS_AT_ONCE_MAX) {
      await Promise.all(owned.slice(at, at + LOOKS_AT_ONCE_MAX).map(lookAt));
    }
  }

  async function lookAt(service: LocalService): Promise<void> {
    const owner = service.registration.Owner;
    if (owner === undefined) return;
    const found = await stateOf(owner, access);
    const id = service.record.ID;
    // It may have been registered anew, for another owner, while we looked.
    if (stopped || local.services.get(id) !== service) return;
    showImpliedCheck(options, service, owner, found.result);
    if (found.state !== "gone") {
      if (found.state !== "unknown") goneSince.delete(id);
      return;
    }
    const now = access.clock.monotonic();
    const since = goneSince.get(id);
    if (since === undefined) goneSince.set(id, now);
    // A second look must agree with the first: the only thing worse than a zombie is to bury the living.
    if (since === undefined || now - since < graceMs(owner)) return;
    goneSince.delete(id);
    options.release(id, found.result.output);
  }

  return {
    look,
    async lookAt(serviceId) {
      const service = local.services.get(serviceId);
      if (service !== undefined) await lookAt(service);
    },
    stop() {
      stopped = true;
      timer.cancel();
    },
  };
}

function graceMs(owner: OwnerRegistration): number {
  return owner.Grace ?? (owner.Kind === "process" ? PROCESS_GRACE_MS : 0);
}

/** Instances that bring no check of their own are as well as their owner is. */
function showImpliedCheck(
  options: LeaseOptions,
  service: LocalService,
  owner: OwnerRegistration,
  result: CheckResult,
): void {
  const { local, nodeName } = options;
  const id = ownerCheckId(service.record.ID);
  const hasOwn = local
    .checksOfService(service.record.ID)
    .some((check) => check.record.CheckID !== id && check.record.Type !== "maintenance");
  if (hasOwn) return void local.removeCheck(id);
  const name = owner.Resource ?? `${owner.Kind} ${owner.ID}`;
  const record = checkRecord(
    { Name: `Owner: ${name}`, Status: result.status },
    id,
    "owner",
    nodeName,
    service.record,
  );
  local.setBareCheck({ ...record, Output: result.output });
}

function ownerCheckId(serviceId: string): string {
  return `${OWNER_CHECK_PREFIX}${serviceId}`;
}

async function stateOf(
  owner: OwnerRegistration,
  access: ProbeAccess,
): Promise<{ readonly state: OwnerState; readonly result: CheckResult }> {
  const limits = { timeoutMs: LOOK_TIMEOUT_MS, outputMax: 4096 };
  const signal = createStop().signal;
  if (owner.Kind === "process") {
    const kind = { kind: "process", pid: Number(owner.ID), startedAt: owner.StartedAt } as const;
    const result = await createProbe(kind, limits, access)(signal);
    return { state: result.status === "passing" ? "running" : "gone", result };
  }
  const containerId = owner.ID ?? "";
  const address = engineAddress(owner.Engine, access.environment);
  const engine = createDockerEngine(address, access.network, LOOK_TIMEOUT_MS);
  try {
    const state = await engine.inspect(containerId, signal);
    const short = containerId.slice(0, 12);
    if (state === undefined) {
      return { state: "gone", result: { status: "critical", output: `Container ${short} does not exist` } };
    }
    if (state.running && state.health !== "unhealthy") {
      return { state: "running", result: { status: "passing", output: `Container ${short} is running` } };
    }
    const why = state.running ? "is unhealthy" : `is ${state.status} (exit status ${state.exitCode})`;
    return { state: "stopped", result: { status: "critical", output: `Container ${short} ${why}` } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const output = `The Docker Engine at ${address} cannot be asked: ${message}`;
    return { state: "unknown", result: { status: "critical", output } };
  }
}
