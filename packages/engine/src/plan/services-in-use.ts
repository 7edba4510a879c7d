import type { Plan, PlannedService } from "../plan.ts";

/** Healthy instances of a service now, and when all that the plan takes of them is gone. */
export function healthyOf({ standing, leaving, returning }: PlannedService): {
  readonly now: number;
  readonly least: number;
} {
  const now = standing === undefined ? 0 : standing.passing + standing.warning;
  return { now, least: now - leaving.length - returning.length };
}

/** True where healthy instances of it go, if only for a while. */
export function isTaken({ leaving, returning }: PlannedService): boolean {
  return leaving.length + returning.length > 0;
}

/** The names of the services of which the plan takes healthy instances. */
export function servicesInUse({ services = [] }: Plan): readonly string[] {
  return services.filter(isTaken).map(({ name }) => name);
}
