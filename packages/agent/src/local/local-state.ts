import type { CheckRecord, ServiceConfig, ServiceRecord } from "@tutti/server";
import type { CheckResult, CheckRunner, TtlRunner } from "../checks/index.ts";
import { aggregateStatus, isMaintenance } from "./aggregate-status.ts";
import { mergeServiceConfig } from "./central-config.ts";
import { type CheckDefinition, checkDefinition } from "./check-definition.ts";
import { checkIdOf, checkRecord, maintenanceRecord } from "./check-record.ts";
import type { LocalChange, LocalCheck, LocalService, LocalStateOptions } from "./local-records.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import { type RegistrationSource, scriptConsent } from "./script-consent.ts";
import { checksOf } from "./service-mistake.ts";
import { serviceRecord } from "./service-record.ts";
import { startCheck } from "./start-check.ts";

/** How a check came. */
interface CheckOrigin {
  /** Default: `api`, which may the least. */
  readonly source?: RegistrationSource;
  /** What it is shown as; default: its kind. */
  readonly type?: string;
}

const NO_SCRIPTS = scriptConsent({ enableScriptChecks: false, enableLocalScriptChecks: false });

/**
 * The services and checks of this agent, and what runs to know how they are.
 * It holds what was accepted; who registers has checked it (`service-mistake`).
 */
export class LocalState {
  readonly services = new Map<string, LocalService>();
  readonly checks = new Map<string, LocalCheck>();
  readonly #checksOf = new Map<string, Set<string>>();
  readonly #runners = new Map<string, CheckRunner>();
  readonly #listeners = new Set<(change: LocalChange) => void>();
  readonly #options: LocalStateOptions;

  constructor(options: LocalStateOptions) {
    this.#options = options;
  }

  /** Hears of every change, at once; gives back how to stop. */
  onChange(listener: (change: LocalChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets a service with its checks. Checks that it had before stay, unless they are to be replaced. */
  setService(
    registration: ServiceRegistration,
    more: {
      readonly source?: RegistrationSource;
      readonly replaceChecks?: boolean;
      readonly sidecarOf?: string;
      readonly central?: ServiceConfig | undefined;
    } = {},
  ): void {
    const own = serviceRecord(registration, this.#options.nodeName);
    const record = { ...own, Proxy: mergeServiceConfig(own.Proxy, more.central) };
    const checks = checksOf(registration);
    const ids = checks.map((check, at) => checkIdOf(check, record.ID, at, checks.length));
    if (more.replaceChecks === true) {
      for (const check of this.checksOfService(record.ID)) {
        if (!ids.includes(check.record.CheckID) && !isMaintenance(check.record.CheckID)) {
          this.removeCheck(check.record.CheckID);
        }
      }
    }
    this.services.set(record.ID, { registration, record, ownProxy: own.Proxy, sidecarOf: more.sidecarOf });
    this.#tell({ kind: "service", id: record.ID, outputOnly: false });
    checks.forEach((check, at) => {
      const origin = more.source === undefined ? {} : { source: more.source };
      this.setCheck({ ...check, ServiceID: record.ID }, ids[at] ?? "", origin);
    });
  }

  /** Sets the tags that a service is shown with; it stays registered with its own. */
  setTags(id: string, tags: ServiceRecord["Tags"]): void {
    const service = this.services.get(id);
    if (service === undefined) return;
    this.services.set(id, { ...service, record: { ...service.record, Tags: tags } });
    this.#tell({ kind: "service", id, outputOnly: false });
  }

  /** Takes over what config entries say of a proxy or gateway. */
  setCentralConfig(id: string, central: ServiceConfig): void {
    const service = this.services.get(id);
    if (service === undefined) return;
    const record = { ...service.record, Proxy: mergeServiceConfig(service.ownProxy, central) };
    if (JSON.stringify(record) === JSON.stringify(service.record)) return;
    this.services.set(id, { ...service, record });
    this.#tell({ kind: "service", id, outputOnly: false });
  }

  /** Removes a service, its checks and its sidecar; false where there is none. */
  removeService(id: string): boolean {
    if (!this.services.has(id)) return false;
    for (const check of this.checksOfService(id)) this.removeCheck(check.record.CheckID);
    this.services.delete(id);
    this.#tell({ kind: "service", id, outputOnly: false });
    for (const [other, service] of this.services) if (service.sidecarOf === id) this.removeService(other);
    return true;
  }

  /** Why one of these checks may not be started by who registers it; undefined where all may. */
  refusalOf(checks: readonly CheckRegistration[], source: RegistrationSource): string | undefined {
    const consent = this.#options.consent ?? NO_SCRIPTS;
    for (const check of checks) {
      const refused = consent(this.#definitionOf(check), source);
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  #definitionOf(registration: CheckRegistration): CheckDefinition {
    const shell = this.#options.access.environment.variables.get("SHELL") ?? "/bin/sh";
    const definition = checkDefinition(registration, shell);
    const outputMax = Math.min(definition.outputMax, this.#options.outputBytesMax ?? definition.outputMax);
    return { ...definition, outputMax };
  }

  /**
   * Sets a check and starts what runs it. One that was there keeps its status
   * until the first run. Who registers has asked `refusalOf`; a check that was
   * refused and comes here all the same is a bug, and does not start.
   */
  setCheck(registration: CheckRegistration, id: string, { source = "api", type }: CheckOrigin = {}): void {
    const refused = this.refusalOf([registration], source);
    if (refused !== undefined) throw new Error(`a check that is not allowed was to be started: ${refused}`);
    this.#runners.get(id)?.stop();
    const service = this.services.get(registration.ServiceID ?? "")?.record;
    const definition = this.#definitionOf(registration);
    const fresh = checkRecord(registration, id, type ?? definition.type, this.#options.nodeName, service);
    const before = this.#recordBefore(fresh);
    const record = before === undefined ? fresh : { ...fresh, Status: before.Status, Output: before.Output };
    this.#putCheck(id, { registration, definition, record, criticalSinceMs: undefined });
    this.#runners.set(id, startCheck(this, this.#options, id, definition));
  }

  removeCheck(id: string): boolean {
    this.#runners.get(id)?.stop();
    this.#runners.delete(id);
    const check = this.checks.get(id);
    if (check === undefined) return false;
    this.checks.delete(id);
    this.#checksOf.get(check.record.ServiceID)?.delete(id);
    this.#tell({ kind: "check", id, outputOnly: false });
    return true;
  }

  checksOfService(id: string): readonly LocalCheck[] {
    return [...(this.#checksOf.get(id) ?? [])].flatMap((check) => this.checks.get(check) ?? []);
  }

  /** Tells a TTL check its status; false where that is none. */
  updateTtl(id: string, result: CheckResult): boolean {
    const check = this.checks.get(id);
    const runner = this.#runners.get(id);
    if (check?.definition?.kind.kind !== "ttl" || runner === undefined) return false;
    (runner as TtlRunner).update(result.status, result.output);
    return true;
  }

  /** What a check found, from whatever ran it. */
  report(id: string, { status, output: found }: CheckResult): void {
    const check = this.checks.get(id);
    if (check === undefined) return;
    const { record } = check;
    const output = this.#options.outputBytesMax === 0 ? "" : found;
    if (record.Status === status && record.Output === output) return;
    this.#putCheck(id, { ...check, record: { ...record, Status: status, Output: output } });
  }

  /** A check that only others set: it has a record, and nothing runs. The token is what it is written to the catalog with. */
  setBareCheck(record: CheckRecord, token = ""): void {
    const before = this.checks.get(record.CheckID)?.record;
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(record)) return;
    const bare = { registration: { Token: token }, definition: undefined, criticalSinceMs: undefined };
    this.#putCheck(record.CheckID, { ...bare, record });
  }

  /** Sets or ends the maintenance of the node, or of a service that is there. Setting it twice keeps the first reason. */
  setMaintenance(serviceId: string | undefined, enable: boolean, reason: string, token = ""): void {
    const service = serviceId === undefined ? undefined : this.services.get(serviceId)?.record;
    const record = maintenanceRecord(this.#options.nodeName, service, reason);
    if (!enable) this.removeCheck(record.CheckID);
    else if (!this.checks.has(record.CheckID)) this.setBareCheck(record, token);
  }

  /** The worst of a service's checks, and the node's; `maintenance` beats all. */
  healthOfService(id: string): string {
    const all = [...this.checksOfService(""), ...this.checksOfService(id)];
    return aggregateStatus(all.map(({ record }) => record));
  }

  /** A port for the sidecar `id` that no other service has: the one that it has already, else the lowest that is free. */
  freeSidecarPort(id: string): number | undefined {
    const { min, max } = this.#options.sidecarPorts;
    const own = this.services.get(id)?.record.Port;
    if (own !== undefined && own >= min && own <= max) return own;
    const used = new Set([...this.services.values()].map((service) => service.record.Port));
    for (let port = min; port <= max; port++) if (!used.has(port)) return port;
    return undefined;
  }

  stop(): void {
    for (const runner of this.#runners.values()) runner.stop();
    this.#runners.clear();
    this.#listeners.clear();
  }

  /**
   * What a check goes on from until it is run or told: from what it was, whatever
   * the registration says, so that who registers again makes nothing flap. Nobody
   * runs a TTL check: over a restart it stays as it was, with one TTL to be told again.
   */
  #recordBefore(fresh: CheckRecord): CheckRecord | undefined {
    const own = this.checks.get(fresh.CheckID)?.record;
    if (own !== undefined) return own;
    return fresh.Type === "ttl" ? this.#options.beforeRestart?.(fresh.CheckID) : undefined;
  }

  #putCheck(id: string, check: LocalCheck): void {
    const before = this.checks.get(id);
    const critical = check.record.Status === "critical";
    if (before !== undefined) this.#checksOf.get(before.record.ServiceID)?.delete(id);
    const ids = this.#checksOf.get(check.record.ServiceID);
    if (ids === undefined) this.#checksOf.set(check.record.ServiceID, new Set([id]));
    else ids.add(id);
    const since = before?.criticalSinceMs ?? this.#options.access.clock.monotonic();
    this.checks.set(id, { ...check, criticalSinceMs: critical ? since : undefined });
    const outputOnly =
      before !== undefined &&
      JSON.stringify({ ...before.record, Output: "" }) === JSON.stringify({ ...check.record, Output: "" });
    this.#tell({ kind: "check", id, outputOnly });
  }

  #tell(change: LocalChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
