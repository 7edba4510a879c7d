/** What a plan does to services: how they stand, what goes, who notices, and what it may not do. */

import { formatBlockOf, formatInstance } from "@tutti/addresses";
import { errorDiagnostic } from "@tutti/hcl";
import { Fields } from "@tutti/plugin";
import { unmarkDeep, type Value } from "@tutti/values";
import { isKeptPart } from "../change-parts.ts";
import { engineError } from "../errors.ts";
import type { ChangePart, PlannedRollout, PlannedService, ResourceChange, ServiceStanding } from "../plan.ts";
import type { InstanceHealth } from "../service/service-health.ts";
import { lostServices, type SeenService, servicesBefore } from "./look-at-services.ts";
import type { PlanRun } from "./plan-run.ts";
import { healthyOf } from "./services-in-use.ts";

/** So many healthy instances stay of a service that says nothing. */
const MIN_HEALTHY = 1;
/** So many are named where something is refused. */
const NAMED_MAX = 5;
/** So many services are told one by one where each would be taken away. */
const REFUSED_MAX = 10;

/** A service while it is put together. */
interface Gathered {
  readonly name: string;
  readonly seen: SeenService;
  /** Places by the ids of registrations. */
  readonly places: Map<string, number>;
  readonly leaving: number[];
  readonly returning: number[];
  /** Addresses of what goes, in the order of the plan. */
  readonly going: string[];
  readonly blocks: Set<string>;
  minHealthy: number | undefined;
}

/** The services that were seen; those that would be taken below what is to stay of them are reported. */
export function planServices(
  run: PlanRun,
  parts: readonly ChangePart[],
  rollouts: readonly PlannedRollout[],
  seen: ReadonlyMap<string, SeenService>,
): readonly PlannedService[] {
  if (seen.size === 0) return [];
  const gathered = gather(run, parts, guardedBy(rollouts), seen);
  const dependents = dependentsOf(run, new Set(gathered.flatMap(({ blocks }) => [...blocks])));
  const planned = gathered.map((service) => plannedService(run, service, dependents));
  const refused = planned.flatMap((one, at) => {
    const service = gathered[at];
    return service === undefined || one.allowed || !fallsBelow(one) ? [] : [{ service, one }];
  });
  run.walk.report(refused.slice(0, REFUSED_MAX).map(({ service, one }) => refusal(service, one)));
  const more = refused.slice(REFUSED_MAX).map(({ one }) => one.name);
  if (more.length > 0) run.walk.report([refusalOfMore(more)]);
  return planned;
}

/** Places of what a rollout changes: it lets none go before enough others are well. What only goes is for good there too. */
function guardedBy(rollouts: readonly PlannedRollout[]): ReadonlySet<number> {
  const members = rollouts.flatMap(({ members: all }) => all);
  return new Set(
    members.flatMap(({ act, change, behind }) => (act === "delete" && behind === undefined ? [] : [change])),
  );
}

function gather(
  run: PlanRun,
  parts: readonly ChangePart[],
  guarded: ReadonlySet<number>,
  seen: ReadonlyMap<string, SeenService>,
): readonly Gathered[] {
  const found = new Map<string, Gathered>();
  const followed = followedByHidden(run, parts, seen);
  let place = 0;
  for (const part of parts) {
    if (isKeptPart(part)) {
      place += part.keys.length;
      continue;
    }
    const services = servicesBefore(run.schemas, part);
    const lost = guarded.has(place) ? new Set<string>() : lostServices(part, services);
    for (const [name, id] of services) {
      const known = seen.get(name);
      if (known === undefined) continue;
      const service = found.get(name) ?? begun(name, known);
      found.set(name, service);
      service.places.set(id, place);
      service.minHealthy = most(service.minHealthy, minHealthyOf(part, name));
      if (!lost.has(name) || known.instances?.get(id)?.isServed !== true) continue;
      if (part.deposedKey !== undefined && followed.has(`${name} ${formatInstance(part.address)}`)) continue;
      (part.action === "delete-then-create" ? service.returning : service.leaving).push(place);
      service.going.push(formatInstance(part.address));
      service.blocks.add(formatBlockOf(part.address));
    }
    place += 1;
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Objects that an apply left beside a successor which is well and hidden, by
 * service and address: the successor is shown before they go, so that nobody misses them.
 */
function followedByHidden(
  run: PlanRun,
  parts: readonly ChangePart[],
  seen: ReadonlyMap<string, SeenService>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const hides = [...seen.values()].some(({ instances }) =>
    [...(instances?.values() ?? [])].some(({ isHidden }) => isHidden),
  );
  if (!hides) return found;
  for (const part of parts) {
    if (isKeptPart(part) || part.deposedKey !== undefined || part.action === "delete") continue;
    for (const [name, id] of servicesBefore(run.schemas, part)) {
      const instance = seen.get(name)?.instances?.get(id);
      if (instance?.isHidden === true && instance.isWell)
        found.add(`${name} ${formatInstance(part.address)}`);
    }
  }
  return found;
}

function begun(name: string, seen: SeenService): Gathered {
  return {
    name,
    seen,
    places: new Map(),
    leaving: [],
    returning: [],
    going: [],
    blocks: new Set(),
    minHealthy: undefined,
  };
}

/** As it will be written; as it was, where it goes. */
function minHealthyOf({ before, after }: ResourceChange, name: string): number | undefined {
  const of = (value: Value): number | undefined => {
    if (value.isNull || !value.isKnown) return undefined;
    return Fields.of(unmarkDeep(value).value).labelled("service").get(name)?.number("min_healthy");
  };
  return after.isNull ? of(before) : of(after);
}

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function plannedService(
  run: PlanRun,
  service: Gathered,
  dependents: ReadonlyMap<string, readonly string[]>,
): PlannedService {
  const { name, seen, leaving, returning, blocks, minHealthy = MIN_HEALTHY } = service;
  const { mode, health } = run.request;
  return {
    name,
    standing: seen.instances && standingOf(seen.instances, service.places),
    minHealthy,
    leaving,
    returning,
    callers: blocks.size === 0 ? [] : seen.callers,
    dependents: [...new Set([...blocks].flatMap((block) => dependents.get(block) ?? []))]
      .filter((block) => !blocks.has(block))
      .sort(),
    // Whoever destroys is asked, and told which these are.
    allowed: mode !== "normal" || health?.allowOutages.includes(name) === true,
  };
}

function standingOf(
  instances: ReadonlyMap<string, InstanceHealth>,
  places: ReadonlyMap<string, number>,
): ServiceStanding {
  const all = [...instances].map(([id, { isWell, isServed, isHidden, why }]) => {
    const change = places.get(id);
    // Nobody is led to one that is hidden: it makes up for none that goes.
    const status = !isServed ? "critical" : isWell ? "passing" : "warning";
    const told = isHidden && isWell ? "hidden until its rollout switches" : why;
    return { id, ...(change === undefined ? {} : { change }), status, why: told } as const;
  });
  const count = (status: string): number => all.filter((one) => one.status === status).length;
  const unwell = all
    .flatMap(({ status, ...one }) => (status === "passing" ? [] : [{ ...one, status }]))
    // Ours in the order of the plan, and then the others.
    .sort((a, b) => (a.change ?? Infinity) - (b.change ?? Infinity) || (a.id < b.id ? -1 : 1));
  return { passing: count("passing"), warning: count("warning"), critical: count("critical"), unwell };
}

/** Of each of these blocks those whose objects depend on its own; one pass for all, however many they are. */
function dependentsOf(
  { walk, relations }: PlanRun,
  blocks: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if (blocks.size === 0) return found;
  for (const node of walk.graph.nodes) {
    if (node.kind !== "resource") continue;
    for (const address of relations.dependencies(node)) {
      if (!blocks.has(address)) continue;
      const known = found.get(address);
      if (known === undefined) found.set(address, [node.id]);
      else known.push(node.id);
    }
  }
  return found;
}

function fallsBelow(service: PlannedService): boolean {
  const { now, least } = healthyOf(service);
  return least < now && least < service.minHealthy;
}

function refusal({ name, going }: Gathered, service: PlannedService) {
  const { now, least } = healthyOf(service);
  const named = going.slice(0, NAMED_MAX).join(", ");
  const more = going.length > NAMED_MAX ? ` and ${going.length - NAMED_MAX} more` : "";
  const noticed = [
    ...(service.callers.length > 0 ? [`intentions let ${service.callers.join(", ")} call it`] : []),
    ...(service.dependents.length > 0
      ? [`${service.dependents.join(", ")} depend${service.dependents.length === 1 ? "s" : ""} on it`]
      : []),
  ];
  const detail = [
    `Of ${now} healthy instance${now === 1 ? "" : "s"} of the service "${name}" this plan takes ${named}${more}, which leaves ${least}; ${service.minHealthy} must stay (min_healthy).`,
    ...(noticed.length > 0 ? [`Requests to it would fail: ${noticed.join(", and ")}.`] : []),
    service.returning.length > 0
      ? `Let the new ones prove themselves first (a rollout block, or create_before_destroy), or allow it with -allow-outage=${name}.`
      : `If that is meant, allow it with -allow-outage=${name}.`,
  ].join(" ");
  return errorDiagnostic(engineError("outage-not-allowed"), detail);
}

function refusalOfMore(names: readonly string[]) {
  const named = names.slice(0, NAMED_MAX).join(", ");
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  return errorDiagnostic(engineError("outage-not-allowed"), `The same holds for ${named}${more}.`);
}
