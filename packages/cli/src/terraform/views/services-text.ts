import { healthyOf, type Plan, type PlannedService } from "@tutti/engine";
import { addressAt } from "./address-at.ts";

/** So many instances or addresses of a service are named; the others are counted. */
const NAMED_MAX = 5;

/** How the services of a plan stand, and what it takes of them; nothing where there is nothing to say. */
export function servicesText(plan: Plan): string {
  return listText(plan, plan.services ?? []);
}

/** The services that have instances which are not well: where nothing changes, nothing else is worth a word. */
export function unwellText(plan: Plan): string {
  const unwell = (plan.services ?? []).filter(({ standing }) => (standing?.unwell.length ?? 0) > 0);
  return listText(plan, unwell);
}

function listText(plan: Plan, services: readonly PlannedService[]): string {
  if (services.length === 0) return "";
  const nameOf = addressAt(plan);
  return `\nServices:\n${services.map((service) => serviceText(service, nameOf)).join("")}`;
}

function serviceText(service: PlannedService, nameOf: (change: number) => string): string {
  const lines = [...linesOf(service, nameOf)].map((line) => `      ${line}\n`);
  return `\n  # ${service.name}: ${headline(service)}\n${lines.join("")}`;
}

function headline({ standing }: PlannedService): string {
  if (standing === undefined) return "its agent could not be asked how it is";
  const { passing, warning, critical } = standing;
  if (passing + warning + critical === 0) return "no instance is in the catalog";
  const parts = [
    `${passing} passing`,
    ...(warning > 0 ? [`${warning} warning`] : []),
    ...(critical > 0 ? [`${critical} critical`] : []),
  ];
  return parts.join(", ");
}

function* linesOf(service: PlannedService, nameOf: (change: number) => string) {
  for (const { id, change, status, why } of shown(service.standing?.unwell ?? []))
    yield `${status}: ${change === undefined ? id : nameOf(change)}: ${why}`;
  const hidden = (service.standing?.unwell.length ?? 0) - NAMED_MAX;
  if (hidden > 0) yield `and ${hidden} more`;
  const { leaving, returning } = service;
  if (leaving.length + returning.length === 0) return;
  if (leaving.length > 0) yield `goes: ${named(leaving, nameOf)}`;
  if (returning.length > 0) yield `goes before its replacement is there: ${named(returning, nameOf)}`;
  const { now, least } = healthyOf(service);
  yield `healthy now ${now}, then at least ${least}`;
  const { callers, dependents } = service;
  if (callers.length > 0) yield `called by (intentions): ${callers.join(", ")}`;
  if (dependents.length > 0) yield `referred to by: ${dependents.join(", ")}`;
}

function named(places: readonly number[], nameOf: (change: number) => string): string {
  const more = places.length - NAMED_MAX;
  return `${shown(places).map(nameOf).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function shown<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, NAMED_MAX);
}
