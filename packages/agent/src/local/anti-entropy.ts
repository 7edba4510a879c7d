import { type Clock, every, type Random } from "@tutti/runtime";
import type { CheckRecord, ServiceRecord } from "@tutti/server";
import type { LocalState } from "./local-state.ts";

/** The catalog as this agent sees and writes it: its own node only. Writes give back why they were refused. */
export interface NodeCatalog {
  services(): ReadonlyMap<string, ServiceRecord>;
  checks(): ReadonlyMap<string, CheckRecord>;
  /** With the rights of the registration's own token; the agent's default one where that is empty. */
  register(
    service: ServiceRecord | undefined,
    checks: readonly CheckRecord[],
    token: string,
  ): Promise<string | undefined>;
  deregister(what: { readonly service: string } | { readonly check: string }): Promise<string | undefined>;
}

export interface AntiEntropyOptions {
  readonly local: LocalState;
  readonly catalog: NodeCatalog;
  readonly clock: Clock;
  readonly random: Random;
  /** Output that changed alone waits this long; 0 is at once. */
  readonly outputDelayMs: number;
  readonly log: (level: "warn" | "debug", line: string) => void;
}

/** Keeps the catalog as the agent is: changes at once, everything every minute. */
export interface AntiEntropy {
  /** Resolves when all changes so far are in the catalog, or were refused. */
  flush(): Promise<void>;
  /** Compares everything; what the catalog has of this node and the agent does not know is removed. */
  full(): Promise<void>;
  stop(): void;
}

const FULL_INTERVAL_MS = 60_000;
/** What was refused is tried again after this time. */
const RETRY_MS = 15_000;
/** Belong to the node itself; the server part keeps them. */
const KEPT_SERVICES: ReadonlySet<string> = new Set(["consul"]);
const KEPT_CHECKS: ReadonlySet<string> = new Set(["serfHealth"]);

export function startAntiEntropy(options: AntiEntropyOptions): AntiEntropy {
  const { local, clock } = options;
  const services = new Set<string>();
  const checks = new Set<string>();
  const late = new Set<string>();
  const stopped = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let scheduled = false;

  const forget = local.onChange((change) => {
    if (change.kind === "service") services.add(change.id);
    else if (change.outputOnly && options.outputDelayMs > 0) return delayOutput(change.id);
    else checks.add(change.id);
    schedule();
  });

  /** After the present turn, so that a registration's service and checks go in one write. */
  function schedule(): void {
    if (scheduled || stopped.signal.aborted) return;
    scheduled = true;
    clock.after(0, () => void flush(), { unref: true });
  }

  function delayOutput(id: string): void {
    if (late.has(id) || checks.has(id)) return;
    late.add(id);
    const delayMs = options.outputDelayMs * (0.5 + options.random.float() / 2);
    clock.after(delayMs, () => late.delete(id) && checks.add(id) && schedule(), { unref: true });
  }

  function flush(): Promise<void> {
    scheduled = false;
    running = running.then(write);
    return running;
  }

  async function write(): Promise<void> {
    if (stopped.signal.aborted) return;
    const refusedServices: string[] = [];
    for (const id of [...services]) {
      services.delete(id);
      if ((await writeService(id)) !== undefined) refusedServices.push(id);
    }
    const refusedChecks: string[] = [];
    for (const id of [...checks]) {
      if (!checks.delete(id)) continue;
      if ((await writeCheck(id)) !== undefined) refusedChecks.push(id);
    }
    if (refusedServices.length + refusedChecks.length === 0) return;
    clock.after(
      RETRY_MS,
      () => {
        for (const id of refusedServices) services.add(id);
        for (const id of refusedChecks) checks.add(id);
        schedule();
      },
      { unref: true },
    );
  }

  async function writeService(id: string): Promise<string | undefined> {
    const service = local.services.get(id);
    if (service === undefined) {
      return options.catalog.services().has(id)
        ? told(id, await options.catalog.deregister({ service: id }))
        : undefined;
    }
    const own = local.checksOfService(id).filter((check) => checks.delete(check.record.CheckID));
    const records = own.map((check) => check.record);
    return told(
      id,
      await options.catalog.register(service.record, records, service.registration.Token ?? ""),
    );
  }

  async function writeCheck(id: string): Promise<string | undefined> {
    const check = local.checks.get(id);
    if (check === undefined) {
      return options.catalog.checks().has(id)
        ? told(id, await options.catalog.deregister({ check: id }))
        : undefined;
    }
    const ofService = local.services.get(check.record.ServiceID)?.registration.Token ?? "";
    const token = check.registration.Token || ofService;
    return told(id, await options.catalog.register(undefined, [check.record], token));
  }

  function told(id: string, refused: string | undefined): string | undefined {
    if (refused !== undefined) options.log("warn", `Syncing ${id} failed: ${refused}`);
    return refused;
  }

  async function full(): Promise<void> {
    const seenServices = options.catalog.services();
    const seenChecks = options.catalog.checks();
    for (const [id, { record }] of local.services) {
      if (!sameService(seenServices.get(id), record)) services.add(id);
    }
    for (const [id, { record }] of local.checks) if (!same(seenChecks.get(id), record)) checks.add(id);
    for (const id of seenServices.keys()) {
      if (!KEPT_SERVICES.has(id) && !local.services.has(id)) services.add(id);
    }
    for (const id of seenChecks.keys()) if (!KEPT_CHECKS.has(id) && !local.checks.has(id)) checks.add(id);
    await flush();
  }

  const timer = every(clock, FULL_INTERVAL_MS, () => void full(), { unref: true });
  return {
    flush,
    full,
    stop() {
      stopped.abort();
      forget();
      timer.cancel();
    },
  };
}

/** Tags that others may set are no difference. */
function sameService(seen: ServiceRecord | undefined, own: ServiceRecord): boolean {
  return seen !== undefined && same(own.EnableTagOverride ? { ...seen, Tags: own.Tags } : seen, own);
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with the keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
