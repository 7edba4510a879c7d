import { type Clock, createLimit, createStop, every, type Random, type Timer } from "@tutti/runtime";
import type { CheckRecord, Refusal, ServiceRecord } from "@tutti/server";
import { Unanswered } from "../asked-servers.ts";
import type { LocalCheck } from "./local-records.ts";
import type { LocalState } from "./local-state.ts";

/** The catalog as this agent sees and writes it: its own node only. Writes give back why they were refused, reads that nobody answered. */
export interface NodeCatalog {
  services(): Promise<ReadonlyMap<string, ServiceRecord> | Unanswered>;
  checks(): Promise<ReadonlyMap<string, CheckRecord> | Unanswered>;
  /** With the rights of the registration's own token; the agent's default one where that is empty. */
  register(
    service: ServiceRecord | undefined,
    checks: readonly CheckRecord[],
    token: string,
  ): Promise<Refusal | undefined>;
  /** With the token that it was registered with; the agent's own where nobody knows that any more. */
  deregister(
    what: { readonly service: string } | { readonly check: string },
    token: string | undefined,
  ): Promise<Refusal | undefined>;
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

/** The status of a refusal for lack of rights. */
const DENIED = 403;
const FULL_INTERVAL_MS = 60_000;
/** So many are written at a time, which the servers put into few transactions. */
const WRITES_AT_A_TIME = 64;
/** What was refused is tried again after this time. */
const RETRY_MS = 15_000;
/** Belong to the node itself; the server part keeps them. */
const KEPT_SERVICES: ReadonlySet<string> = new Set(["consul"]);
const KEPT_CHECKS: ReadonlySet<string> = new Set(["serfHealth"]);

export function startAntiEntropy(options: AntiEntropyOptions): AntiEntropy {
  const { local, clock } = options;
  const services = new Set<string>();
  const checks = new Set<string>();
  /** Checks of which only the output is another: they wait, with what ends that. */
  const late = new Map<string, Timer>();
  /** What each was written with, since what is removed is no longer there to ask. */
  const writtenServices = new Map<string, string>();
  const writtenChecks = new Map<string, { readonly token: string; readonly service: string }>();
  /** The same checks by their services. */
  const writtenChecksOf = new Map<string, Set<string>>();
  const stopped = createStop();
  let running: Promise<void> = Promise.resolve();
  let scheduled = false;
  /** Before all was compared once, nobody knows which tags others have set: until then nothing is written by itself. */
  let compared = false;

  const forget = local.onChange((change) => {
    if (change.kind === "service") services.add(change.id);
    else if (change.outputOnly && options.outputDelayMs > 0) return delayOutput(change.id);
    else writeSoon(change.id);
    schedule();
  });

  /** Whatever of a check is written, its output goes along. */
  function writeSoon(id: string): void {
    late.get(id)?.cancel();
    late.delete(id);
    checks.add(id);
  }

  /** After the present turn, so that a registration's service and checks go in one write. */
  function schedule(): void {
    if (scheduled || !compared || stopped.signal.aborted) return;
    scheduled = true;
    clock.after(0, () => void flush(), { unref: true });
  }

  function delayOutput(id: string): void {
    if (late.has(id) || checks.has(id)) return;
    const delayMs = options.outputDelayMs * (0.5 + options.random.float() / 2);
    const write = (): void => {
      writeSoon(id);
      schedule();
    };
    late.set(id, clock.after(delayMs, write, { unref: true }));
  }

  function flush(): Promise<void> {
    scheduled = false;
    running = running.then(write);
    return running;
  }

  async function write(): Promise<void> {
    if (stopped.signal.aborted) return;
    const refusedServices = await writeAll(services, writeService, readOnce(options.catalog.services));
    // Behind all services, since most of them went along with theirs.
    const refusedChecks = await writeAll(checks, writeCheck, readOnce(options.catalog.checks));
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

  /** Gives back what was refused. */
  async function writeAll<Seen>(
    ids: Set<string>,
    one: (id: string, seenOnce: () => Seen) => Promise<Refusal | undefined>,
    seenOnce: () => Seen,
  ): Promise<readonly string[]> {
    const refused: string[] = [];
    const limit = createLimit(WRITES_AT_A_TIME);
    const writing = [...ids].map((id) =>
      limit.run(async () => {
        if (ids.delete(id) && (await one(id, seenOnce)) !== undefined) refused.push(id);
      }),
    );
    await Promise.all(writing);
    return refused;
  }

  async function writeService(id: string, seenOnce: NodeCatalog["services"]): Promise<Refusal | undefined> {
    const service = local.services.get(id);
    if (service === undefined) {
      const token = writtenServices.get(id);
      if (token === undefined) {
        const seen = await seenOnce();
        if (seen instanceof Unanswered) return seen;
        if (!seen.has(id)) return undefined;
      }
      const refused = await options.catalog.deregister({ service: id }, token);
      if (refused === undefined) forgetService(id);
      return told("Service deregistration", id, refused);
    }
    const own = local.checksOfService(id).filter((check) => checks.delete(check.record.CheckID));
    const token = service.registration.Token ?? "";
    // A check with a token of its own goes by itself.
    const alike = own.filter((check) => tokenOf(check) === token);
    for (const check of own) if (!alike.includes(check)) checks.add(check.record.CheckID);
    const records = alike.map((check) => check.record);
    const refused = await options.catalog.register(service.record, records, token);
    if (refused === undefined) {
      writtenServices.set(id, token);
      for (const { CheckID } of records) wroteCheck(CheckID, { token, service: id });
    }
    return told("Service registration", id, refused);
  }

  async function writeCheck(id: string, seenOnce: NodeCatalog["checks"]): Promise<Refusal | undefined> {
    const check = local.checks.get(id);
    if (check === undefined) {
      const token = writtenChecks.get(id)?.token;
      if (token === undefined) {
        const seen = await seenOnce();
        if (seen instanceof Unanswered) return seen;
        if (!seen.has(id)) return undefined;
      }
      const refused = await options.catalog.deregister({ check: id }, token);
      if (refused === undefined) forgetCheck(id);
      return told("Check deregistration", id, refused);
    }
    const token = tokenOf(check);
    const refused = await options.catalog.register(undefined, [check.record], token);
    if (refused === undefined) wroteCheck(id, { token, service: check.record.ServiceID });
    return told("Check registration", id, refused);
  }

  function wroteCheck(id: string, written: { readonly token: string; readonly service: string }): void {
    forgetCheck(id);
    writtenChecks.set(id, written);
    const siblings = writtenChecksOf.get(written.service);
    if (siblings === undefined) writtenChecksOf.set(written.service, new Set([id]));
    else siblings.add(id);
  }

  function forgetCheck(id: string): void {
    const service = writtenChecks.get(id)?.service;
    if (service !== undefined) writtenChecksOf.get(service)?.delete(id);
    writtenChecks.delete(id);
  }

  /** Its checks went with it. */
  function forgetService(id: string): void {
    writtenServices.delete(id);
    for (const check of writtenChecksOf.get(id) ?? []) writtenChecks.delete(check);
    writtenChecksOf.delete(id);
  }

  /** A check's own token, else its service's. */
  function tokenOf({ registration, record }: LocalCheck): string {
    return (registration.Token || local.services.get(record.ServiceID)?.registration.Token) ?? "";
  }

  function told(what: string, id: string, refused: Refusal | undefined): Refusal | undefined {
    if (refused === undefined) return undefined;
    const how =
      refused.status === DENIED
        ? `blocked by ACLs: ${refused.text}; register it with a token that may, or set acl.tokens.default`
        : `failed: ${refused.text}`;
    options.log("warn", `${what} of ${id} ${how}`);
    return refused;
  }

  async function full(): Promise<void> {
    const seenServices = await options.catalog.services();
    const seenChecks = await options.catalog.checks();
    if (seenServices instanceof Unanswered || seenChecks instanceof Unanswered) {
      // Nothing is known of what they have, so nothing is compared with it.
      clock.after(RETRY_MS, () => stopped.signal.aborted || void full(), { unref: true });
      return;
    }
    for (const id of local.services.keys()) {
      const seen = seenServices.get(id);
      // What was registered since then is to be written with its own tags.
      if (!compared || !services.has(id)) adoptTags(id, seen);
      const own = local.services.get(id);
      if (own !== undefined && (seen === undefined || !same(seen, own.record))) services.add(id);
    }
    for (const [id, { record }] of local.checks) {
      if (!sameCheck(seenChecks.get(id), record, late.has(id))) writeSoon(id);
    }
    for (const id of seenServices.keys()) {
      if (!KEPT_SERVICES.has(id) && !local.services.has(id)) services.add(id);
    }
    for (const id of seenChecks.keys()) if (!KEPT_CHECKS.has(id) && !local.checks.has(id)) checks.add(id);
    compared = true;
    await flush();
  }

  /** Tags that others may set are as they set them, until the service is registered anew. */
  function adoptTags(id: string, seen: ServiceRecord | undefined): void {
    const own = local.services.get(id)?.record;
    if (own?.EnableTagOverride !== true || seen === undefined) return;
    if (same(seen.Tags, own.Tags)) return;
    local.setTags(id, seen.Tags);
    // It is so in the catalog already.
    services.delete(id);
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

/** Reads at the first call; the others share what that found. */
function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= read();
    return found;
  };
}

/** Output that waits is no difference: most checks say something else each time, and that is not worth a write a minute. */
function sameCheck(seen: CheckRecord | undefined, own: CheckRecord, isLate: boolean): boolean {
  return seen !== undefined && same(isLate ? { ...seen, Output: own.Output } : seen, own);
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with the keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? // no mutant: no two keys are equal, and either order would do
        Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
