/** How services stand, asked while the providers that know where are still there. */

import { Fields } from "@tutti/plugin";
import { createLimit } from "@tutti/runtime";
import { unmarkDeep } from "@tutti/values";
import type { ResourceChange } from "../plan.ts";
import { serviceCarrier } from "../service/carrying-provider.ts";
import { carriesServices } from "../service/carrying-types.ts";
import { registeredServices } from "../service/object-health.ts";
import type { AllowedCall, ServiceSight } from "../service/service-carrier.ts";
import type { InstanceHealth } from "../service/service-health.ts";
import type { PlanRun } from "./plan-run.ts";

/** A service as its agents have it. */
export interface SeenService {
  /** By the ids of the registrations; undefined where one of its agents could not be asked. */
  readonly instances: ReadonlyMap<string, InstanceHealth> | undefined;
  readonly callers: readonly string[];
}

/** Questions under way at a time. */
const AT_A_TIME = 16;

/** The services whose instances the changed objects are, by name, each asked for once at each place. */
export async function lookAtServices(run: PlanRun): Promise<ReadonlyMap<string, SeenService>> {
  const { health, signal = run.never } = run.request;
  const seen = new Map<string, SeenService>();
  if (health === undefined) return seen;
  const limit = createLimit(AT_A_TIME);
  /** One that does not answer is not waited for again. */
  const silent = new Set<string>();
  /** Of each place once, and only where something goes. */
  const calls = new Map<string, Promise<readonly AllowedCall[]>>();
  const callsAt = (sight: ServiceSight): Promise<readonly AllowedCall[]> => {
    const asked = calls.get(sight.address) ?? sight.calls(signal);
    calls.set(sight.address, asked);
    return asked;
  };
  const look = async (name: string, sight: ServiceSight, loses: boolean): Promise<SeenService> => {
    try {
      if (silent.has(sight.address)) return UNSEEN;
      const instances = await sight.look(name, signal);
      return { instances, callers: loses ? callersOf(name, await callsAt(sight)) : [] };
    } catch {
      silent.add(sight.address);
      return UNSEEN;
    }
  };
  await Promise.all(
    [...questions(run)].map(([name, { sights, loses }]) =>
      limit.run(async () => {
        for (const sight of sights.values()) {
          const found = await look(name, sight, loses);
          seen.set(name, joined(seen.get(name), found));
        }
      }),
    ),
  );
  return seen;
}

function callersOf(name: string, calls: readonly AllowedCall[]): readonly string[] {
  const found = calls.filter(({ to }) => to === name || to === "*").map(({ from }) => from);
  return [...new Set(found)].sort();
}

const UNSEEN: SeenService = { instances: undefined, callers: [] };

function joined(a: SeenService | undefined, b: SeenService): SeenService {
  if (a === undefined) return b;
  if (a.instances === undefined || b.instances === undefined) return UNSEEN;
  return {
    instances: new Map([...a.instances, ...b.instances]),
    callers: [...new Set([...a.callers, ...b.callers])].sort(),
  };
}

interface Question {
  readonly sights: Map<string, ServiceSight>;
  /** Something of it goes. */
  loses: boolean;
}

function questions(run: PlanRun): ReadonlyMap<string, Question> {
  const found = new Map<string, Question>();
  // Where nothing was asked of the provider, the agent is looked for where it is by default.
  let byDefault: ServiceSight | undefined;
  const sightOf = ({ provider: text, address }: ResourceChange): ServiceSight | undefined => {
    const provider = run.providers.for(text, address);
    const carrier = provider && serviceCarrier(provider);
    if (carrier !== undefined) return carrier.sight;
    byDefault ??= run.request.connectAgent(new Fields({}));
    return byDefault;
  };
  for (const change of run.changes) {
    const services = servicesBefore(run.schemas, change);
    if (services.size === 0) continue;
    const sight = sightOf(change);
    if (sight === undefined) continue;
    const lost = lostServices(change, services);
    for (const name of services.keys()) {
      const known = found.get(name) ?? { sights: new Map(), loses: false };
      known.sights.set(sight.address, sight);
      known.loses ||= lost.has(name);
      found.set(name, known);
    }
  }
  return found;
}

/** The registrations of the object before the change, by the names of their services. */
export function servicesBefore(
  schemas: PlanRun["schemas"],
  change: ResourceChange,
): ReadonlyMap<string, string> {
  if (change.before.isNull || !carriesServices(schemas, change)) return new Map();
  return registeredServices(unmarkDeep(change.before).value);
}

/** Of the services of an object those of which it is no instance any more once the change began, or until what takes its place is there. */
export function lostServices(
  { action, after }: ResourceChange,
  before: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  if (action !== "delete" && action !== "delete-then-create" && action !== "update") return new Set();
  if (action !== "update") return new Set(before.keys());
  const services =
    after.isKnown && !after.isNull ? after.asEntries.get("service")?.withoutMarks() : undefined;
  if (services?.isKnown !== true) return new Set();
  const kept = services.isNull ? new Map() : services.asEntries;
  return new Set([...before.keys()].filter((name) => !kept.has(name)));
}
