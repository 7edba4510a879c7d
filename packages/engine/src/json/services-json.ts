import { formatInstance } from "@tutti/addresses";
import type { Json } from "@tutti/values";
import { healthyOf } from "../plan/services-in-use.ts";
import type { Plan, PlannedService } from "../plan.ts";

/** How a service stands, as `show -json` writes it: ours alone. */
export function healthJson({ changes }: Pick<Plan, "changes">, service: PlannedService): Json {
  const { name, standing, minHealthy } = service;
  if (standing === undefined) return { service: name, seen: false, min_healthy: minHealthy };
  return {
    service: name,
    seen: true,
    passing: standing.passing,
    warning: standing.warning,
    critical: standing.critical,
    min_healthy: minHealthy,
    unwell: standing.unwell.map(({ id, change, status, why }) => {
      const address = change === undefined ? undefined : changes[change]?.address;
      return { id, ...(address === undefined ? {} : { address: formatInstance(address) }), status, why };
    }),
  };
}

/** What the plan takes of a service, and who notices. */
export function impactJson({ changes }: Pick<Plan, "changes">, service: PlannedService): Json {
  const addresses = (places: readonly number[]): string[] =>
    places.flatMap((place) => {
      const address = changes[place]?.address;
      return address === undefined ? [] : [formatInstance(address)];
    });
  const { now, least } = healthyOf(service);
  return {
    service: service.name,
    healthy: now,
    healthy_least: least,
    leaving: addresses(service.leaving),
    returning: addresses(service.returning),
    callers: [...service.callers],
    dependents: [...service.dependents],
    outage_allowed: service.allowed,
  };
}
